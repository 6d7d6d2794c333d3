package dev.muster.it.house;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.house.Checkout.Ended;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `./muster`, with scripts in the place of Java and Maven where the launcher is looked at, and the
/// real Java where the JVM's answer counts.
class LauncherTest {

  /// In octal, since the Java that runs this test may not be able to pass them on itself.
  private static final String EXEC_WITH_LETTERS =
      " exec \"$1\" \"$(printf '\\303\\251 \\360\\237\\221\\213')\"";

  @TempDir Path machine;
  private Checkout checkout;

  @BeforeEach
  void oneMachine() throws IOException {
    checkout = new Checkout(machine);
  }

  @Test
  void passesEveryArgumentAsItIs() throws Exception {
    checkout.java("jdk-25", "25.0.1");
    checkout.built("cli");
    String[] words = {
      "run", "", " ", "a  b", "it's", "\"q\"", "two\nlines\n", "$HOME `id` \\", "*", "-n"
    };
    assertThat(checkout.muster(words).words())
        .endsWith(words)
        .containsSequence("-cp", checkout.jar("cli").toString(), "dev.muster.cli.Main", "run");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exec ./muster x",
        "exec sh muster x",
        "PATH=$PWD:$PATH; cd /; exec muster x",
        "cd ..; exec 'some links/muster' x",
        "cd '../the checkout/scripts'; exec ../muster x",
        "CDPATH=..; export CDPATH; exec ./muster x",
      })
  void worksFromAnyFolderAndThroughSymbolicLinks(String script) throws Exception {
    checkout.java("jdk-25", "25.0.1");
    checkout.built("cli");
    Path links = Files.createDirectories(machine.resolve("some links"));
    Files.createSymbolicLink(links.resolve("first"), Path.of("../the checkout/muster"));
    Files.createSymbolicLink(links.resolve("muster"), Path.of("first"));
    var command = checkout.command(Map.of(), List.of("/bin/sh", "-c", script));
    Ended ended = checkout.run(command.directory(links.toFile()));
    assertThat(ended.words())
        .as("%s", ended)
        .containsSequence("-cp", checkout.jar("cli").toString(), "dev.muster.cli.Main", "x");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # given                         | MUSTER_JAVA_HOME | JAVA_HOME | usual places        | on the PATH | taken
          the order wins                  | 26.0.1           | 25.0.1    | 25.0.1              | 25.0.1      | MUSTER_JAVA_HOME
          JAVA_HOME if it fits            |                  | 25.0.1    | 25.0.2              | 25.0.2      | JAVA_HOME
          an early access version fits    |                  | 26-ea     | 25.0.2              |             | JAVA_HOME
          an old JAVA_HOME is passed over |                  | 17.0.15   | 25.0.1              |             | 25.0.1
          1.8 is old                      |                  | 1.8.0_292 | 25.0.1              |             | 25.0.1
          Java 17 first on the PATH       |                  |           | 17.0.15 25.0.1      | 17.0.15     | 25.0.1
          the lowest that fits            |                  |           | 26.0.1 25.0.3 21.0.1 | 26.0.1     | 25.0.3
          the PATH at last                |                  |           | 17.0.15             | 25.0.1      | PATH
          """)
  void takesTheJava(
      String given, String order, String home, String places, String onPath, String taken)
      throws Exception {
    checkout.built("cli");
    var environment = new HashMap<String, String>();
    var homes = new HashMap<String, Path>();
    for (var named : Map.of("MUSTER_JAVA_HOME", word(order), "JAVA_HOME", word(home)).entrySet()) {
      if (!named.getValue().isEmpty()) {
        Path at = machine.resolve("homes/" + named.getKey());
        homes.put(named.getKey(), checkout.java(at, named.getValue(), Checkout.RECORDING_JAVA));
        environment.put(named.getKey(), at.toString());
      }
    }
    for (String version : places.split(" ", -1)) {
      homes.put(version, checkout.java("jdk-" + version, version));
    }
    if (!word(onPath).isEmpty()) {
      Path at = machine.resolve("elsewhere/jdk");
      homes.put("PATH", checkout.java(at, onPath, Checkout.RECORDING_JAVA));
      Files.createSymbolicLink(machine.resolve("alternative"), at.resolve("bin/java"));
      Files.createSymbolicLink(checkout.programs.resolve("java"), Path.of("../alternative"));
    }
    assertThat(checkout.muster(environment, "x").words().getFirst())
        .as(given)
        .isEqualTo(requireNonNull(homes.get(taken)).resolve("bin/java").toString());
  }

  @Test
  void saysInOneLineWhatToInstall() throws Exception {
    checkout.java("jdk-17", "17.0.15");
    checkout.java(checkout.programs.resolve("jdk"), "17.0.15", Checkout.RECORDING_JAVA);
    Files.createSymbolicLink(checkout.programs.resolve("java"), Path.of("jdk/bin/java"));
    Ended ended = checkout.muster("run");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .startsWith("muster: needs Java 25 or later and found none; install a JDK 25")
        .hasLineCount(1);
  }

  @Test
  void anOrderThatCannotBeFollowedIsAnError() throws Exception {
    checkout.java("jdk-25", "25.0.1");
    Path old = checkout.java(machine.resolve("old"), "17.0.15", Checkout.RECORDING_JAVA);
    Ended ended = checkout.muster(Map.of("MUSTER_JAVA_HOME", old.toString()), "run");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err())
        .isEqualTo(
            "muster: MUSTER_JAVA_HOME is %s, which is not Java 25 or later; set it to one, or unset it\n"
                .formatted(old));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "HUP", "INT"})
  void signalsReachTheProgram(String signal) throws Exception {
    checkout.built("cli");
    checkout.java(
        checkout.places.resolve("jdk-25"),
        "25",
        """
        #!/bin/sh
        sleep 60 &
        trap 'kill $!; echo got %s; exit 7' %s
        echo ready
        wait
        """
            .formatted(signal, signal));
    Process process =
        checkout
            .command(
                Map.of("MUSTER_AOT", "off"), List.of(checkout.root.resolve("muster").toString()))
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("ready");
      new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid())).start().waitFor();
      assertThat(out.readLine()).isEqualTo("got " + signal);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(7);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void buildsWhatIsMissingAndKeepsStandardOutputClean() throws Exception {
    Path jdk = checkout.java("jdk-25", "25.0.1");
    checkout.maven(
        """
        #!/bin/sh
        echo noise; echo noise >&2
        echo "$JAVA_HOME" "$@" >>"%s/maven"
        mkdir -p "%2$s/cli/target/dist/lib" && : >"%2$s/cli/target/dist/lib/muster-cli.jar"
        """
            .formatted(machine, checkout.root));
    Ended first = checkout.muster("run");
    assertThat(first.words()).endsWith("dev.muster.cli.Main", "run");
    assertThat(first.err())
        .isEqualTo(
            "muster: building (takes a minute the first time)\nmuster: preparing a faster start (once)\n");
    Ended second = checkout.muster("run");
    assertThat(second.words()).isEqualTo(first.words());
    assertThat(second.err()).isEmpty();
    assertThat(machine.resolve("maven"))
        .content()
        .startsWith(jdk + " ")
        .contains(" -pl cli -am package ")
        .hasLineCount(1);
    assertThat(checkout.root.resolve("target/muster.building")).doesNotExist();
  }

  @Test
  void buildsAgainOnceACommitCameIn() throws Exception {
    checkout.java("jdk-25", "25.0.1");
    checkout.built("cli");
    checkout.maven("#!/bin/sh\ntouch '%s'\n".formatted(checkout.jar("cli")));
    Path log = Checkout.write(checkout.root.resolve(".git/logs/HEAD"), "");
    Files.setLastModifiedTime(log, FileTime.from(Instant.now().minusSeconds(60)));
    assertThat(checkout.muster("run").err()).doesNotContain("building");
    Files.setLastModifiedTime(checkout.jar("cli"), FileTime.from(Instant.now().minusSeconds(120)));
    assertThat(checkout.muster(Map.of("MUSTER_BUILD", "off"), "run").err())
        .doesNotContain("building");
    assertThat(checkout.muster("run").err()).contains("building");
    assertThat(checkout.muster("run").err()).isEmpty();
  }

  @Test
  void aFailedBuildShowsTheErrorsAndRunsNothing() throws Exception {
    checkout.java("jdk-25", "25.0.1");
    checkout.maven("#!/bin/sh\necho chatter\necho '[ERROR] no such thing'\nexit 1\n");
    Ended ended = checkout.muster("run");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .contains("[ERROR] no such thing\n", "muster: the build failed; Maven's words are in ")
        .doesNotContain("chatter");
    assertThat(checkout.root.resolve("target/muster.building")).doesNotExist();
  }

  @Test
  void withoutMavenItSaysSo() throws Exception {
    checkout.java("jdk-25", "25.0.1");
    Path few = Files.createDirectories(machine.resolve("few"));
    Ended ended = checkout.muster(Map.of("PATH", few.toString()), "run");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).contains("needs Maven").hasLineCount(1);
  }

  @Test
  void theBenchmarksAreAProgramOfTheirOwn() throws Exception {
    checkout.java("jdk-25", "25.0.1");
    checkout.built("bench");
    assertThat(checkout.muster("bench", "--hosts", "10").words())
        .containsSequence(
            "-cp", checkout.jar("bench").toString(), "dev.muster.bench.Main", "--hosts", "10")
        .doesNotContain("-XX:TieredStopAtLevel=1", "bench")
        .noneMatch(word -> word.startsWith("-Djava.library.path="));
  }

  @Test
  void theUsersOptionsComeLastAndMayChooseTheCollector() throws Exception {
    checkout.java("jdk-25", "25.0.1");
    checkout.built("cli");
    var words =
        checkout.muster(Map.of("MUSTER_JAVA_OPTS", "-Xmx64m -XX:+UseG1GC -Dx=*"), "x").words();
    String library = "-Djava.library.path=" + checkout.jar("cli").resolveSibling("native");
    assertThat(words).containsSubsequence(library, "-Xmx64m", "-cp");
    assertThat(words)
        .containsSubsequence("-XX:TieredStopAtLevel=1", "-Xmx64m", "-XX:+UseG1GC", "-Dx=*", "-cp")
        .doesNotContain("-XX:+UseSerialGC");
    assertThat(checkout.muster("x").words()).contains("-XX:+UseSerialGC");
  }

  @Test
  void trainsACacheForEachJavaAndEachBuild() throws Exception {
    checkout.java("jdk-25", "25.0.1");
    checkout.built("cli");
    assertThat(checkout.muster("x").err()).isEqualTo("muster: preparing a faster start (once)\n");
    Ended second = checkout.muster("x");
    assertThat(second.err()).isEmpty();
    assertThat(second.words()).anyMatch(word -> word.startsWith("-XX:AOTCache="));
    assertThat(checkout.muster(Map.of("MUSTER_AOT", "off"), "x").words())
        .noneMatch(word -> word.startsWith("-XX:AOTCache="));

    Path other = checkout.java(machine.resolve("other"), "25.0.2", Checkout.RECORDING_JAVA);
    var withOther = Map.of("MUSTER_JAVA_HOME", other.toString());
    assertThat(checkout.muster(withOther, "x").err()).contains("preparing");
    assertThat(checkout.muster(withOther, "x").err()).isEmpty();
    assertThat(checkout.muster("x").err()).isEmpty();

    Files.setLastModifiedTime(checkout.jar("cli"), FileTime.from(Instant.now().plusSeconds(1)));
    assertThat(checkout.muster("x").err()).contains("preparing");
  }

  @Test
  void aFailedTrainingIsSilentAndNotTriedAgain() throws Exception {
    checkout.built("cli");
    checkout.java(
        checkout.places.resolve("jdk-25"),
        "25.0.1",
        Checkout.RECORDING_JAVA.replace("exit 0", "echo trouble; echo trouble >&2; exit 1"));
    Ended first = checkout.muster("x");
    assertThat(first.status()).isZero();
    assertThat(first.out()).doesNotContain("trouble", "AOTCache=");
    assertThat(first.err()).isEqualTo("muster: preparing a faster start (once)\n");
    assertThat(checkout.muster("x").err()).isEmpty();
  }

  @Test
  void aRealJavaUsesItsCacheAndNeverSpeaksOfOneThatDoesNotFit() throws Exception {
    Path jar = realJar();
    var environment = Map.of("MUSTER_JAVA_HOME", System.getProperty("java.home"));
    checkout.muster(environment, "x");
    Ended trained =
        checkout.muster(
            Map.of(
                "MUSTER_JAVA_HOME",
                System.getProperty("java.home"),
                "MUSTER_JAVA_OPTS",
                "-Xlog:class+load=info"),
            "x");
    assertThat(trained.out()).containsPattern("dev.muster.cli.Main source: shared objects file");

    try (var files = Files.list(jar.getParent().getParent())) {
      for (Path cache : files.filter(Files::isRegularFile).toList()) {
        Files.writeString(cache, "not a cache");
      }
    }
    assertThat(checkout.muster(environment, "a b", "")).isEqualTo(new Ended(0, "[a b, ]\n", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "LANG=C", "LC_ALL=C", "LC_ALL=POSIX", "LANG=C.UTF-8"})
  void aRealJavaSeesEveryCharacterInAnyLocale(String locale) throws Exception {
    realJar();
    var environment =
        Map.of("MUSTER_JAVA_HOME", System.getProperty("java.home"), "MUSTER_AOT", "off");
    var words =
        List.of(
            "/bin/sh",
            "-c",
            locale + EXEC_WITH_LETTERS,
            "sh",
            checkout.root.resolve("muster").toString());
    assertThat(checkout.run(checkout.command(environment, words)))
        .isEqualTo(new Ended(0, "[\u00e9 \ud83d\udc4b]\n", ""));
  }

  /// Builds a program that prints its arguments, with the tools of the Java that runs this test.
  private Path realJar() throws IOException {
    Path source =
        Checkout.write(
            machine.resolve("Main.java"),
            """
            package dev.muster.cli;
            class Main {
              public static void main(String[] args) {
                System.out.println(java.util.Arrays.toString(args));
              }
            }
            class Rehearsal {
              public static void main(String[] args) {
                Main.main(args);
              }
            }
            """);
    Path classes = machine.resolve("classes");
    Path jar = checkout.built("cli");
    assertThat(tool("javac", "-d", classes.toString(), source.toString())).isZero();
    assertThat(tool("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), "."))
        .isZero();
    return jar;
  }

  private static int tool(String name, String... arguments) {
    return ToolProvider.findFirst(name).orElseThrow().run(System.out, System.err, arguments);
  }

  private static String word(String cell) {
    return cell == null ? "" : cell;
  }
}
