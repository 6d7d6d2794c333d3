package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateFilesTest {

  @TempDir Path folder;

  @Test
  void keepsAFileAsTheTemplateMakesIt() throws Exception {
    String file = folder.resolve("app.conf").toString();
    Map<String, Object> values = Map.of("port", 80);
    FileOptions options = FileOptions.kept().withPermissions("0640");
    Change planned =
        TemplateFiles.writeWith(file, "port {{port}}\n", values, options, Mode.DRY_RUN);
    assertThat(Path.of(file)).doesNotExist();
    Change made = TemplateFiles.writeWith(file, "port {{port}}\n", values, options, Mode.APPLY);
    assertThat(planned.what()).isEqualTo(made.what());
    assertThat(Files.readString(Path.of(file))).isEqualTo("port 80\n");
    assertThat(TemplateFiles.write(file, "port {{port}}\n", values, Mode.APPLY).changed())
        .isFalse();
    assertThat(TemplateFiles.write(file, "port {{port}}\n", Map.of("port", 81), Mode.APPLY).what())
        .containsExactly(file + ": content, 8 to 8 bytes");
  }

  @Test
  void aTemplateThatLacksAValueTouchesNothing() throws Exception {
    Path file = Files.writeString(folder.resolve("app.conf"), "old\n");
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> TemplateFiles.write(file.toString(), "{{x}}", Map.of(), Mode.APPLY));
    assertThat(Files.readString(file)).isEqualTo("old\n");
  }
}
