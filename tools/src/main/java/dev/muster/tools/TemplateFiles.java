package dev.muster.tools;

import java.io.IOException;
import java.util.Map;

/// Keeps files as [Templates] make them: `web.call(TemplateFiles::write, "/etc/app.conf", template,
/// values, Mode.APPLY)`.
public final class TemplateFiles {

  private TemplateFiles() {}

  /// Makes a file hold what a template and values make.
  ///
  /// @throws TemplateException if the template cannot be read, or lacks a value; nothing was done
  public static Change write(String path, String template, Map<String, Object> values, Mode mode)
      throws IOException {
    return writeWith(path, template, values, FileOptions.kept(), mode);
  }

  /// Makes a file hold what a template and values make.
  ///
  /// @throws TemplateException if the template cannot be read, or lacks a value; nothing was done
  public static Change writeWith(
      String path, String template, Map<String, Object> values, FileOptions options, Mode mode)
      throws IOException {
    return FileContent.writeStringWith(path, Templates.render(template, values), options, mode);
  }
}
