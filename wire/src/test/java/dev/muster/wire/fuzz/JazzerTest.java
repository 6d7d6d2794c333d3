package dev.muster.wire.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Jazzer on each target, in a process of its own; `scripts/fuzz` runs it for longer.
///
/// What it learns stays in `target/fuzz` until the next `mvn clean`, so that runs go on where the
/// last one stopped.
@Tag("fuzz")
class JazzerTest {

  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 2);
  private static final Path FOLDER = Path.of("target", "fuzz").toAbsolutePath();
  private static final Path FOUND = Path.of("src", "test", "resources", "fuzz").toAbsolutePath();
  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");
  private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+) ft: (\\d+) corp: (\\d+)");

  private static final Map<String, Future<String>> runs = new HashMap<>();
  private static ExecutorService pool;

  static List<String> names() {
    String chosen = System.getProperty("fuzz.targets", "");
    return chosen.isBlank() ? Targets.names() : Arrays.asList(chosen.strip().split("[ ,]+"));
  }

  /// Two at a time: each is one busy thread, and beginning takes longer than a short run.
  @BeforeAll
  static void begin() {
    pool = Executors.newFixedThreadPool(2);
    for (String name : names()) {
      runs.put(name, pool.submit(() -> run(name)));
    }
  }

  @AfterAll
  static void end() {
    pool.shutdownNow();
  }

  @ParameterizedTest
  @MethodSource("names")
  void findsNothing(String name) throws Throwable {
    try {
      System.out.println("fuzz " + name + ": " + Objects.requireNonNull(runs.get(name)).get());
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  /// Returns what a run came to.
  private static String run(String name) throws Exception {
    FuzzTarget target = Targets.named(name);
    Path folder = FOLDER.resolve(name);
    Path seeds = Files.createDirectories(folder.resolve("seeds"));
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    Files.createDirectories(folder.resolve("findings"));
    int number = 0;
    for (byte[] seed : target.seeds()) {
      Files.write(seeds.resolve("seed-" + number++), seed);
    }
    Path log = folder.resolve("log");

    Process jazzer =
        new ProcessBuilder(command(name, folder, corpus, seeds))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      boolean ended = jazzer.waitFor(SECONDS + 120L, TimeUnit.SECONDS);
      assertThat(ended).as("Jazzer ends in time; see " + log).isTrue();
      String said = Files.readString(log);
      assertThat(jazzer.exitValue()).as(finding(said, log)).isZero();
      holdToBounds(target, corpus);
      return summary(said);
    } finally {
      jazzer.destroyForcibly();
    }
  }

  /// Takes what the fuzzer came to once more, without what it hooks into the code.
  private static void holdToBounds(FuzzTarget target, Path corpus) throws Exception {
    Run run = new Run(target);
    try (Stream<Path> inputs = Files.list(corpus)) {
      for (Path input : inputs.toList()) {
        run.take(Files.readAllBytes(input));
      }
    }
  }

  private static List<String> command(String name, Path folder, Path corpus, Path seeds)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:+UseSerialGC", "-Xmx768m", "-XX:-OmitStackTraceInFastThrow"));
    words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xlog:disable", "-Xshare:auto"));
    words.add("-Dfuzz.slack=32");
    words.addAll(List.of("-cp", classPath(), "com.code_intelligence.jazzer.Jazzer"));
    words.add("--target_class=" + Fuzz.class.getName());
    words.add("--target_args=" + name);
    words.add("--instrumentation_includes=dev.muster.**");
    words.add("--reproducer_path=" + folder.resolve("findings"));
    words.add("-artifact_prefix=" + folder.resolve("findings") + "/");
    words.add("-max_total_time=" + SECONDS);
    words.addAll(List.of("-max_len=16384", "-timeout=20", "-rss_limit_mb=2500"));
    words.addAll(List.of(corpus.toString(), seeds.toString()));
    if (Files.isDirectory(FOUND.resolve(name))) {
      words.add(FOUND.resolve(name).toString());
    }
    return words;
  }

  /// Surefire may have put the class path into the manifest of a jar of its own.
  private static String classPath() {
    return System.getProperty(
        "surefire.test.class.path", System.getProperty("java.class.path", ""));
  }

  private static String finding(String log, Path file) {
    int at = log.indexOf("== ");
    String what = at < 0 ? log.substring(Math.max(0, log.length() - 2000)) : log.substring(at);
    return "Jazzer found something; its log is " + file + "\n" + what;
  }

  private static String summary(String log) {
    Matcher done = DONE.matcher(log);
    String runs = done.find() ? done.group(1) + " runs in " + done.group(2) + " s" : "no run";
    Matcher coverage = COVERAGE.matcher(log);
    String last = "";
    while (coverage.find()) {
      last = ", " + coverage.group(1) + " edges, corpus of " + coverage.group(3);
    }
    return runs + last;
  }
}
