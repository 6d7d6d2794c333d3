package dev.muster.wire.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The script in the system's own shell, with a Java that is a script as well: R5, U18.
class StartScriptTest {

  private static final String NONCE = "00112233445566778899aabbccddeeff";
  private static final byte[] JAR =
      "not really a jar, but as good as one here".repeat(2000).getBytes(StandardCharsets.US_ASCII);

  /// What a start came to.
  private record Seen(List<StartStep> steps, String noise, String rest, int status) {
    StartStep last() {
      return steps.getLast();
    }
  }

  @TempDir private Path home;
  private Path java;

  @BeforeEach
  void aJava() throws IOException {
    java = java("21.0.1");
  }

  @Test
  void standsBetweenSingleQuotesInEveryShell() {
    assertThat(StartScript.text())
        .doesNotContain("'", "\\", "\n", "\r")
        .doesNotContainPattern("!\\S");
  }

  @Test
  void sendsTheJarOnceAndFindsItAgain() throws Exception {
    Seen first = start(StartScript.words(), Map.of(), JAR);
    assertThat(first.steps())
        .containsExactly(new StartStep.Needs("", ""), new StartStep.Ready("1", "21"));
    assertThat(first.rest()).isEqualTo("frames");
    assertThat(cached()).hasBinaryContent(JAR);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cached().getParent())))
        .isEqualTo("rwx------");
    Seen second = start(StartScript.words(), Map.of(), JAR);
    assertThat(second.steps()).containsExactly(new StartStep.Ready("1", "21"));
  }

  @Test
  void runsNoCachedFileThatIsAnother() throws Exception {
    Files.createDirectories(cached().getParent());
    Files.writeString(cached(), "somebody else's");
    Seen seen = start(StartScript.words(), Map.of(), JAR);
    assertThat(seen.steps())
        .containsExactly(new StartStep.Needs("", ""), new StartStep.Ready("1", "21"));
    assertThat(cached()).hasBinaryContent(JAR);
  }

  @Test
  void saysWhenTheJarArrivedChanged() throws Exception {
    byte[] changed = JAR.clone();
    changed[7]++;
    Seen seen = start(StartScript.words(), Map.of(), changed);
    assertThat(seen.last())
        .isInstanceOfSatisfying(
            StartStep.Failed.class,
            failed -> {
              assertThat(failed.code()).isEqualTo("bad-jar");
            });
    assertThat(seen.status()).isEqualTo(1);
    assertThat(home.resolve(".cache/muster")).isEmptyDirectory();
  }

  @Test
  void noiseAroundTheMarkIsKept() throws Exception {
    List<String> noisy =
        List.of("/bin/sh", "-c", "echo Welcome to web1; printf 'prompt> '; " + StartScript.line());
    Seen seen = start(noisy, Map.of(), JAR);
    assertThat(seen.last()).isInstanceOf(StartStep.Ready.class);
    assertThat(seen.noise()).isEqualTo("Welcome to web1\nprompt>");
  }

  @Test
  void goesThroughTheLoginShellAsOneLine() throws Exception {
    for (String shell : List.of("/bin/sh", "/bin/bash")) {
      Seen seen = start(List.of(shell, "-c", StartScript.line()), Map.of(), JAR);
      assertThat(seen.last()).as(shell).isInstanceOf(StartStep.Ready.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1.8.0_412 | old-java
          11.0.22   | old-java
          16        | old-java
          17        |
          17-ea     |
          25.0.1+9  |
          100.1     |
          """)
  void knowsWhichJavaIsNewEnough(String version, String code) throws Exception {
    Path other = java(version);
    Seen seen = start(StartScript.words(), Map.of("java", other.toString()), JAR);
    if (code == null) {
      assertThat(seen.last()).isInstanceOf(StartStep.Ready.class);
    } else {
      assertThat(seen.last())
          .isInstanceOfSatisfying(
              StartStep.Failed.class,
              failed -> {
                assertThat(failed.code()).isEqualTo(code);
                assertThat(failed.text()).contains(other + ":" + version);
              });
    }
  }

  @Test
  void aJavaThatIsNotThereIsNamed() throws Exception {
    Seen seen = start(StartScript.words(), Map.of("java", "/nowhere/java"), JAR);
    assertThat(seen.last()).isEqualTo(new StartStep.Failed("no-java", "no Java at /nowhere/java"));
  }

  @Test
  void aFolderIsMadeAndEntered() throws Exception {
    Seen seen = start(StartScript.words(), Map.of("folder", home + "/a b/$c"), JAR);
    assertThat(seen.last()).isInstanceOf(StartStep.Ready.class);
    assertThat(home.resolve("a b/$c/was-here")).exists();
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws Exception {
    Files.writeString(home.resolve("file"), "");
    Seen seen = start(StartScript.words(), Map.of("folder", home + "/file/below"), JAR);
    assertThat(seen.last()).isEqualTo(new StartStep.Failed("no-chdir", home + "/file/below"));
  }

  @Test
  void runsFromATemporaryFolderWhereThereIsNoCacheAndLeavesNothing() throws Exception {
    Files.writeString(home.resolve(".cache"), "in the way");
    Path temporary = Files.createDirectory(home.resolve("tmp"));
    Seen seen = start(StartScript.words(), Map.of("tmp", temporary.toString()), JAR);
    assertThat(seen.steps())
        .containsExactly(new StartStep.Needs("", ""), new StartStep.Ready("1", "21"));
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void saysWhenNothingCanBeWritten() throws Exception {
    Files.writeString(home.resolve(".cache"), "in the way");
    Seen seen = start(StartScript.words(), Map.of("tmp", "/dev/null/x"), JAR);
    assertThat(seen.last())
        .isInstanceOfSatisfying(
            StartStep.Failed.class,
            failed -> {
              assertThat(failed.code()).isEqualTo("no-space");
            });
  }

  @Test
  void variablesArriveAsTheyAre() throws Exception {
    String odd = "a 'b' \"c\" $d `e` \\n !f";
    Seen seen = start(StartScript.words(), Map.of("env", odd), JAR);
    assertThat(seen.last()).isInstanceOf(StartStep.Ready.class);
    assertThat(home.resolve("odd")).hasContent(odd);
  }

  private Path cached() throws Exception {
    return home.resolve(".cache/muster/agent-" + sha() + ".jar");
  }

  private static String sha() throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(JAR));
  }

  /// A Java that says that it is ready, writes to the descriptor that frames are written to, and
  /// ends.
  private Path java(String version) throws IOException {
    Path folder = home.resolve("java-" + version);
    Files.createDirectories(folder.resolve("bin"));
    Files.writeString(
        folder.resolve("release"), "X=\"1\"\nJAVA_VERSION=\"" + version + "\"\nY=\"2\"\n");
    Path program = folder.resolve("bin/java");
    Files.writeString(
        program,
        """
        #!/bin/sh
        while [ "$1" != -jar ]; do shift; done
        [ -f "$2" ] || exit 9
        : >was-here
        printf %s "$ODD" >"$HOME/odd"
        echo "muster-$3 ready 1 21" >&4
        printf frames >&4
        """);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }

  private Seen start(List<String> words, Map<String, String> how, byte[] jar) throws Exception {
    Launch launch =
        new Launch(
            NONCE,
            new Launch.Jar(sha(), JAR.length),
            new Launch.Settings(
                how.getOrDefault("java", java.toString()),
                0,
                how.getOrDefault("folder", ""),
                0,
                Map.of("ODD", how.getOrDefault("env", "")),
                Duration.ofSeconds(1)));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.directory(home.toFile());
    builder
        .environment()
        .putAll(Map.of("HOME", home.toString(), "TMPDIR", how.getOrDefault("tmp", "/tmp")));
    builder.environment().remove("XDG_CACHE_HOME");
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().write(launch.parameters());
    process.getOutputStream().flush();
    List<StartStep> steps = new ArrayList<>();
    StartReader reader = new StartReader(NONCE);
    StringBuilder rest = new StringBuilder();
    byte[] bytes = new byte[512];
    InputStream out = process.getInputStream();
    for (int count = out.read(bytes); count > 0; count = out.read(bytes)) {
      ByteBuffer some = ByteBuffer.wrap(bytes, 0, count);
      for (StartStep step = reader.read(some);
          !(step instanceof StartStep.More);
          step = reader.read(some)) {
        steps.add(step);
        if (step instanceof StartStep.Needs) {
          process.getOutputStream().write(jar);
          process.getOutputStream().flush();
        }
      }
      rest.append(StandardCharsets.US_ASCII.decode(some));
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(steps).as("noise: %s", reader.noise()).isNotEmpty();
    return new Seen(steps, reader.noise(), rest.toString(), process.exitValue());
  }
}
