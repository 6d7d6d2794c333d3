package dev.muster.session.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// Makes runtimes by the `jlink` of a JDK, in a process of its own.
final class Jlink {

  /// What it is told besides the modules. Debug information of the JDK's own classes stays out.
  static final List<String> OPTIONS =
      List.of(
          "--strip-java-debug-attributes",
          "--no-header-files",
          "--no-man-pages",
          "--compress",
          "zip-6");

  private static final long LIMIT_MINUTES = 5;
  private static final int MOST_WORDS = 400;

  private Jlink() {}

  /// Makes a runtime, a `tar` packed by `gzip`. Takes some ten seconds.
  ///
  /// @throws IOException if that cannot be done; the message says why
  /// @throws InterruptedException if the thread is interrupted; nothing is left then
  static byte[] run(Jdk jdk, List<String> modules) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("muster-jlink");
    try {
      Path image = folder.resolve("runtime");
      link(jdk, modules, image, folder.resolve("said"));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(32 << 20);
      try (GZIPOutputStream packed = new GZIPOutputStream(bytes, 1 << 16)) {
        Tar.write(image, packed);
      }
      return bytes.toByteArray();
    } finally {
      delete(folder);
    }
  }

  private static void link(Jdk jdk, List<String> modules, Path image, Path said)
      throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of(
                jdk.jlink().toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "--add-modules",
                String.join(",", modules)));
    words.addAll(OPTIONS);
    words.addAll(List.of("--output", image.toString()));
    Process process =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("jlink did not end within " + LIMIT_MINUTES + " minutes");
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      String text = Files.readString(said).strip();
      throw new IOException(
          "jlink exited "
              + process.exitValue()
              + ": "
              + text.substring(0, Math.min(text.length(), MOST_WORDS)));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
