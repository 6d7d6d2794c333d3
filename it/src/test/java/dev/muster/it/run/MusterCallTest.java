package dev.muster.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.Ended;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.Programs;
import dev.muster.it.peer.UserKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `muster call` as a user calls it: code of a jar that knows nothing of Muster, and the tools, on
/// hosts of a real OpenSSH server and in processes on this machine.
@Tag("peers")
class MusterCallTest {

  private static final String HEALTH =
      """
      package com.example;

      import java.nio.file.*;
      import java.time.Duration;
      import java.util.*;

      public final class Health {
        public enum Level { LOW, HIGH }
        public record Part(String name, Optional<Level> level) {}
        public record Report(Map<String, Part> parts, Duration limit, Set<String> tags) {}

        public static String check(String name) {
          System.out.println("looking at " + name);
          System.err.print("carefully");
          return Helper.ok(name);
        }

        public static Report report(List<Part> parts, Duration limit) {
          Map<String, Part> map = new LinkedHashMap<>();
          for (Part part : parts) map.put(part.name(), part);
          return new Report(map, limit.plusSeconds(1), Set.of("a", "b", "c", "d"));
        }

        public static void read(String path) {
          try {
            Files.readString(Path.of(path));
          } catch (java.io.IOException e) {
            throw new IllegalStateException("cannot read\\n" + path, e);
          }
        }

        public static String where() {
          return System.getenv("WHERE") + " " + System.getProperty("user.dir");
        }

        public static void exit() { System.exit(7); }

        public static void hang() throws InterruptedException {
          System.out.println("begun");
          Thread.sleep(600_000);
        }

        public static void hangWith(String child, boolean stubborn) throws Exception {
          new ProcessBuilder("/bin/sh", "-c", child).inheritIO().start();
          System.out.println("begun");
          while (true) {
            try {
              Thread.sleep(600_000);
            } catch (InterruptedException e) {
              if (!stubborn) throw e;
            }
          }
        }

        public static String lines() { return "one\\ntwo \\033[31mred"; }

        private static final class Helper {
          static String ok(String name) { return name + " is fine"; }
        }
      }
      """;

  static final String CLASS = "com.example.Health::";

  @TempDir private static Path shared;

  private static UserKeys keys;
  private static OpenSshServer server;
  private static Muster muster;
  private static String jar;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException {
    keys = UserKeys.make();
    server = OpenSshServer.start(keys);
    muster = Muster.at(server, keys);
    jar = jar(shared).toString();
  }

  @AfterAll
  static void stop() {
    server.close();
    keys.close();
  }

  /// Makes a jar of code that knows nothing of Muster.
  static Path jar(Path folder) throws IOException {
    Path source = Files.writeString(folder.resolve("Health.java"), HEALTH);
    Path classes = folder.resolve("classes");
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int status =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                out,
                out,
                "--release",
                "17",
                "-proc:none",
                "-d",
                classes.toString(),
                source.toString());
    assertThat(status).as("%s", said).isZero();
    Path jar = folder.resolve("app one.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file);
        Stream<Path> all = Files.walk(classes)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        entries.putNextEntry(new ZipEntry(classes.relativize(each).toString()));
        Files.copy(each, entries);
      }
    }
    return jar;
  }

  /// An agent on this machine is a process like others that are started here.
  @Test
  void aVariableThatHoldsAPasswordIsNotThereForLocalCalls() {
    List<String> words =
        muster.callWords("local:", "--password-env", "WHERE", "--classpath", jar, CLASS + "where");
    Ended ended = Programs.run(words, Map.of("WHERE", "secret"), Duration.ofMinutes(1));
    assertThat(ended.out()).as(ended.err()).contains("null ").doesNotContain("secret");
  }

  @Test
  void aMethodOfAJarIsCalledOnEveryHost() {
    Ended ended = muster.call("127.1.0.[1-3]", "--classpath", jar, CLASS + "check", "disk");
    assertThat(Muster.sorted(ended.out()))
        .containsExactly(
            "127.1.0.1: disk is fine",
            "127.1.0.1: looking at disk",
            "127.1.0.2: disk is fine",
            "127.1.0.2: looking at disk",
            "127.1.0.3: disk is fine",
            "127.1.0.3: looking at disk");
    assertThat(Muster.sorted(ended.err()))
        .hasSize(4)
        .contains("127.1.0.1: carefully", "127.1.0.2: carefully", "127.1.0.3: carefully")
        .anyMatch(line -> line.startsWith("3 hosts: 3 ok in "));
    assertThat(ended.exit()).isZero();
  }

  /// A Java there and its class path are of the target; its name is that of the spec.
  @Test
  void processesAndCommandsAreTargetsToo() {
    Ended ended =
        muster.call(
            "local:x//chdir=" + folder + "//env:WHERE=here,127.1.0.1",
            "-w",
            "command:env WHERE=wrapped",
            "--java",
            System.getProperty("java.home"),
            "--classpath",
            jar,
            CLASS + "where");
    assertThat(Muster.sorted(ended.out()))
        .hasSize(3)
        .anyMatch(line -> line.startsWith("127.1.0.1: null /"))
        .anyMatch(line -> line.startsWith("env: wrapped /"))
        .contains("x: here " + folder);
    assertThat(ended.exit()).isZero();
  }

  @Test
  void valuesAreJson() throws IOException {
    Path parts =
        Files.writeString(folder.resolve("parts.json"), "[{\"name\":\"x\",\"level\":\"LOW\"}]");
    Ended ended =
        muster.call(
            "127.1.0.[1-2]",
            "--json",
            "-q",
            "--classpath",
            jar,
            CLASS + "report",
            "@" + parts,
            "1m");
    assertThat(Muster.sorted(ended.out()))
        .hasSize(2)
        .allMatch(line ->
            line.matches(
                "[{]\"host\":\"127.1.0.[12]\",\"rank\":[01],\"status\":0,\"seconds\":[0-9.]+,\"returned\":"
                    + "[{]\"parts\":[{]\"x\":[{]\"name\":\"x\",\"level\":\"LOW\"}},\"limit\":\"PT1M1S\",\"tags\":.*}}"));
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exit()).isZero();
  }

  /// The order of a set differs from process to process; it is the same set.
  @Test
  void whatIsTheSameIsShownOnce() {
    Ended ended =
        muster.call("127.1.0.[1-4]", "-b", "--classpath", jar, CLASS + "report", "[]", "PT0S");
    assertThat(ended.out())
        .matches(
            "-+\n127.1.0.\\[1-4] \\(4\\)\n-+\n[{]\"parts\":[{]},\"limit\":\"PT1S\",\"tags\":\\[(\"[a-d]\",?){4}]}\n");
    Ended failed =
        muster.call("127.1.0.[1-2]", "-b", "--classpath", jar, CLASS + "read", "/no/such");
    assertThat(failed.err()).contains("\n127.1.0.[1-2] (2): threw\n");
  }

  @Test
  void whatIsThrownIsSaidInALineOrInAll() {
    Ended line = muster.call("127.1.0.1", "--classpath", jar, CLASS + "read", "/no/such");
    assertThat(line.err())
        .startsWith(
            "127.1.0.1: java.lang.IllegalStateException: cannot read /no/such at Health.java:28\n"
                + "1 host: 1 threw java.lang.IllegalStateException in ");
    assertThat(line.out()).isEmpty();
    assertThat(line.exit()).isEqualTo(1);

    Ended all = muster.call("127.1.0.1", "--stack", "--classpath", jar, CLASS + "read", "/no/such");
    assertThat(all.err())
        .startsWith(
            """
            127.1.0.1: java.lang.IllegalStateException: cannot read
            127.1.0.1: /no/such
            127.1.0.1: \tat com.example.Health.read(Health.java:28)
            127.1.0.1: Caused by: java.nio.file.NoSuchFileException: /no/such
            """)
        .contains("127.1.0.1: \tat com.example.Health.read(Health.java:26)\n")
        .doesNotContain("dev.muster.agent");

    Ended json = muster.call("127.1.0.1", "--json", "--classpath", jar, CLASS + "read", "/no/such");
    assertThat(json.out())
        .contains("\"status\":1,")
        .contains(
            "\"threw\":{\"type\":\"java.lang.IllegalStateException\",\"message\":\"cannot read\\n/no/such\",\"stack\":[\"com.example.Health.read(Health.java:28)\"],\"cause\":{\"type\":\"java.nio.file.NoSuchFileException\",");
    assertThat(json.exit()).isEqualTo(1);
  }

  @Test
  void theStatusSaysHowItWent() {
    Ended unreached =
        muster.call(
            "127.1.0.1,127.2.0.1",
            "-o",
            "GlobalKnownHostsFile=none",
            "--json",
            "--classpath",
            jar,
            CLASS + "check",
            "x");
    assertThat(unreached.exit()).isEqualTo(3);
    assertThat(unreached.out())
        .contains("\"returned\":\"x is fine\"")
        .contains("\"unreached\":\"host key");
    assertThat(unreached.err()).contains("127.1.0.1: looking at x\n", "127.1.0.1: carefully\n");

    Ended lost = muster.call("local:a", "--classpath", jar, CLASS + "exit");
    assertThat(lost.err()).contains("a: ").contains("(System.exit)").contains("it may have run");
    assertThat(lost.exit()).isEqualTo(5);

    Ended late = muster.call("local:a", "--timeout", "3s", "--classpath", jar, CLASS + "hang");
    assertThat(late.out()).isEqualTo("a: begun\n");
    assertThat(late.err())
        .startsWith("a: run: not done within its timeout of 3s; it may have run\n");
    assertThat(late.exit()).isEqualTo(4);
  }

  @Test
  void toolsLookAndChange() throws IOException {
    Path file = folder.resolve("motd");
    String[] write = {"--tool", "files.writeString", file.toString(), "hello\n"};
    Ended tried = muster.call("127.1.0.1", "--check", write[0], write[1], write[2], write[3]);
    assertThat(tried.out())
        .startsWith("127.1.0.1: " + file + ": new, 6 bytes, permissions 0644\n")
        .endsWith("127.1.0.1: +hello\n");
    assertThat(file).doesNotExist();
    Ended done = muster.call("127.1.0.1", write);
    assertThat(done.out()).isEqualTo(tried.out());
    assertThat(file).content().isEqualTo("hello\n");
    assertThat(muster.call("127.1.0.1", write).out()).isEqualTo("127.1.0.1: unchanged\n");

    Ended stat = muster.call("127.1.0.1", "--json", "--tool", "files.stat", file.toString());
    assertThat(stat.out())
        .contains("\"returned\":{\"path\":\"" + file + "\",\"type\":\"FILE\",\"size\":6,");
    Ended ran =
        muster.call("127.1.0.1", "--tool", "processes.shell", "echo out; echo err >&2; exit 3");
    assertThat(ran.out()).isEqualTo("127.1.0.1: out\n");
    assertThat(ran.err()).startsWith("127.1.0.1: err\n127.1.0.1: exited 3\n1 host: 1 ok in ");
    assertThat(ran.exit()).isZero();
    Ended gone = muster.call("127.1.0.1", "--tool", "files.readString", "/no/such");
    assertThat(gone.err()).startsWith("127.1.0.1: java.nio.file.NoSuchFileException: /no/such");
    assertThat(gone.exit()).isEqualTo(1);
  }

  @Test
  void aTextOfSeveralLinesIsLinesOfItsHost() {
    Ended ended = muster.call("local:a", "--classpath", jar, CLASS + "lines");
    assertThat(ended.out()).isEqualTo("a: one\na: two \u001b[31mred\n");
  }
}
