package dev.muster.tools;

import java.io.IOException;
import java.util.Map;

/// Keeps files as [Templates] make them: `web.call(TemplateFiles::write, "/etc/app.conf", template,
/// values)`.
public final class TemplateFiles {

  private TemplateFiles() {}

  /// Makes a file hold what a template and values make.
  ///
  /// @throws TemplateException if the template cannot be read, or lacks a value; nothing was done
  public static Change write(String path, String template, Map<String, Object> values)
      throws IOException {
    return write(path, template, values, FileOptions.kept(), Mode.APPLY);
  }

  /// Makes a file hold what a template and values make, and have the owner, group and permissions
  /// given.
  public static Change write(
      String path, String template, Map<String, Object> values, FileOptions options, Mode mode)
      throws IOException {
    return FileContent.writeString(path, Templates.render(template, values), options, mode);
  }
}
