package dev.muster.it.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A checkout in a temporary folder with the real launcher, and around it a machine of shell
/// scripts that play Java and Maven. Nothing of the machine that runs the tests is seen by the
/// launcher except `/usr/bin` and `/bin`.
final class Checkout {

  /// How a command ended and what it said.
  record Ended(int status, String out, String err) {

    /// The words that the fake Java was started with.
    List<String> words() {
      String[] parts = out.split("\0", -1);
      return Arrays.asList(parts).subList(0, parts.length - 1);
    }
  }

  /// Says each argument and a NUL after it; given a training run, says nothing and writes the
  /// cache.
  static final String RECORDING_JAVA =
      """
      #!/bin/sh
      for word do
        case $word in
          -XX:AOTCacheOutput=*) echo cache >"${word#*=}"; exit 0 ;;
        esac
      done
      printf '%s\\0' "$0" "$@"
      """;

  final Path machine;
  final Path root;
  final Path places;
  final Path programs;

  Checkout(Path machine) throws IOException {
    this.machine = machine;
    this.root = Files.createDirectories(machine.resolve("the checkout"));
    this.places = Files.createDirectories(machine.resolve("lib/jvm"));
    this.programs = Files.createDirectories(machine.resolve("programs"));
    for (String file : List.of("muster", "scripts/find-java.sh")) {
      Path copy = root.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(House.ROOT.resolve(file), copy);
    }
    root.resolve("muster").toFile().setExecutable(true);
  }

  /// Puts a Java home with this version and this `java` into `home`.
  Path java(Path home, String version, String script) throws IOException {
    write(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
    program(home.resolve("bin/java"), script);
    program(home.resolve("bin/javac"), "#!/bin/sh\n");
    return home;
  }

  /// Puts a Java home into the usual places.
  Path java(String name, String version) throws IOException {
    return java(places.resolve(name), version, RECORDING_JAVA);
  }

  /// Puts a `mvn` on the PATH.
  void maven(String script) throws IOException {
    program(programs.resolve("mvn"), script);
  }

  /// The jar of a built module, empty.
  Path built(String module) throws IOException {
    return write(jar(module), "");
  }

  Path jar(String module) {
    return root.resolve(module + "/target/dist/lib/muster-" + module + ".jar");
  }

  ProcessBuilder command(Map<String, String> environment, List<String> words) {
    var builder = new ProcessBuilder(words).directory(machine.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", programs + ":/usr/bin:/bin");
    builder.environment().put("MUSTER_JAVA_PLACES", places + "/*");
    builder.environment().putAll(environment);
    return builder;
  }

  Ended muster(String... arguments) throws IOException, InterruptedException {
    return muster(Map.of(), arguments);
  }

  Ended muster(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    var words = new ArrayList<>(List.of(root.resolve("muster").toString()));
    words.addAll(List.of(arguments));
    return run(command(environment, words));
  }

  Ended run(ProcessBuilder builder) throws IOException, InterruptedException {
    Path out = Files.createTempFile(machine, "out", "");
    Path err = Files.createTempFile(machine, "err", "");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(builder.command() + " did not end within 60 s");
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  static Path program(Path file, String script) throws IOException {
    write(file, script);
    file.toFile().setExecutable(true);
    return file;
  }

  static Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
