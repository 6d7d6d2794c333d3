package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.tools.Mode;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The list of the tools says what the tools are.
class ToolTest {

  /// Public functions of `dev.muster.tools`: those of what is no value, and `read` of facts.
  private static List<String> functions() throws Exception {
    List<String> functions = new ArrayList<>();
    for (Class<?> each : classes()) {
      boolean isValue = each.isRecord() || each.isEnum() || Throwable.class.isAssignableFrom(each);
      for (Method method : each.getDeclaredMethods()) {
        int modifiers = method.getModifiers();
        boolean reads = method.getParameterCount() == 0 && method.getName().startsWith("read");
        if (Modifier.isPublic(each.getModifiers())
            && Modifier.isPublic(modifiers)
            && Modifier.isStatic(modifiers)
            && (!isValue || reads)) {
          functions.add(each.getName() + "::" + method.getName());
        }
      }
    }
    return functions;
  }

  private static List<Class<?>> classes() throws Exception {
    URI place = Mode.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    if (!place.getPath().endsWith(".jar")) {
      return classes(Path.of(place).resolve("dev/muster/tools"));
    }
    try (FileSystem jar = FileSystems.newFileSystem(Path.of(place), Map.of())) {
      return classes(jar.getPath("dev/muster/tools"));
    }
  }

  private static List<Class<?>> classes(Path folder) throws IOException, ClassNotFoundException {
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.equals("package-info.class")) {
          classes.add(Class.forName("dev.muster.tools." + name.substring(0, name.length() - 6)));
        }
      }
    }
    return classes;
  }

  @Test
  void everyToolIsInTheList() throws Exception {
    assertThat(Tool.all().stream().map(tool -> tool.type() + "::" + tool.method()))
        .containsExactlyInAnyOrderElementsOf(functions());
    assertThat(Tool.all()).extracting(Tool::name).doesNotHaveDuplicates();
  }

  @Test
  void itNamesTheirParametersAndWhichChangeAHost() throws Exception {
    try (CodePath code =
        CodePath.of(Arguments.parse("call", List.of(), java.util.Set.of(), true))) {
      for (Tool tool : Tool.all()) {
        Callee callee = Callee.ofTool(tool, code);
        assertThat(tool.parameters()).as(tool.name()).hasSameSizeAs(callee.types());
        assertThat(tool.line().contains("  * ")).as(tool.name()).isEqualTo(callee.takesMode());
        Class<?>[] types = callee.method().getParameterTypes();
        boolean listLast =
            !callee.types().isEmpty() && types[callee.types().size() - 1] == List.class;
        assertThat(tool.usage().endsWith(Tool.MANY)).as(tool.name()).isEqualTo(listLast);
      }
    }
  }

  @Test
  void theListIsPrinted() {
    Cli cli = Cli.run("call", "--tool");
    assertThat(cli.out().lines().filter(line -> !line.isEmpty()))
        .hasSize(Tool.all().size() + 1)
        .allMatch(line -> line.length() <= 120)
        .anyMatch(line -> line.matches("files.stat PATH +type, size, .*"));
    assertThat(cli.status()).isZero();
    assertThat(Cli.run("call", "-w", "a", "--tool").out()).isEqualTo(cli.out());
  }

  @Test
  void aDryRunOfOneSaysWhatWouldTravel() {
    Cli cli =
        Cli.run(
            "call",
            "-w",
            "a[1-2],local:x",
            "-lme",
            "--dry-run",
            "--check",
            "--tool",
            "files.writeString",
            "/etc/motd",
            "hello");
    assertThat(cli.out().lines().toList())
        .hasSize(4)
        .startsWith(
            "a1: me@a1:22: files.writeString(\"/etc/motd\", \"hello\", \"DRY_RUN\")",
            "a2: me@a2:22: files.writeString(\"/etc/motd\", \"hello\", \"DRY_RUN\")",
            "x: x: files.writeString(\"/etc/motd\", \"hello\", \"DRY_RUN\")")
        .last()
        .asString()
        .matches(
            "[0-9]{2} classes, [0-9]{2},[0-9]{3} bytes would travel to each; they need Java 17");
  }
}
