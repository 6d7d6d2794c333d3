package dev.muster.it.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Builds the Go programs of `bench/peers`, each at most once in a JVM, into `target/peers`.
final class GoPrograms {

  private static final Path DEBIAN = Path.of("/usr/share/gocode");
  private static final String LIBRARY = "src/golang.org/x/crypto/ssh";
  private static final String PACKAGES = "golang-go golang-golang-x-crypto-dev";

  private static final Duration LIMIT =
      Duration.ofMinutes(5); // the first build compiles the library too

  private static final Map<String, Path> built = new HashMap<>(); // guarded by this class

  private GoPrograms() {}

  /// @param name a folder of `bench/peers`
  /// @throws AssertionError when Go or its SSH library is missing; says what to install
  static synchronized Path build(String name) {
    return built.computeIfAbsent(name, GoPrograms::compile);
  }

  private static Path compile(String name) {
    Path go = Programs.find("go", PACKAGES);
    Path source = peers().resolve(name);
    try {
      Path target = Files.createDirectories(Path.of("target", "peers").toAbsolutePath());
      Path fresh =
          Files.createTempFile(
              target, name, ".new"); // moved at the end, so another JVM sees a whole one
      List<String> words = new ArrayList<>(List.of(go.toString(), "build", "-o", fresh.toString()));
      words.addAll(sources(source)); // without modules, Go takes files or a relative folder only
      Ended ended =
          Programs.run(
              words,
              Map.of(
                  "GO111MODULE",
                  "off",
                  "GOPATH",
                  library(),
                  "GOFLAGS",
                  "",
                  "GOCACHE",
                  target.resolve("go-cache").toString()),
              LIMIT);
      if (ended.exit() != 0) {
        Files.delete(fresh);
        throw new AssertionError("go build " + source + " failed: " + ended.err());
      }
      return Files.move(fresh, target.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(Path::toString).filter(name -> name.endsWith(".go")).sorted().toList();
    }
  }

  private static String library() {
    String own = System.getenv("GOPATH");
    for (Path path : own == null ? List.of(DEBIAN) : List.of(DEBIAN, Path.of(own))) {
      if (Files.isDirectory(path.resolve(LIBRARY))) {
        return path.toString();
      }
    }
    throw new AssertionError(
        "golang.org/x/crypto/ssh: not below "
            + DEBIAN
            + "; install it: apt-get install "
            + PACKAGES);
  }

  private static Path peers() {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      Path peers = folder.resolve("bench/peers");
      if (Files.isDirectory(peers)) {
        return peers;
      }
    }
    throw new AssertionError("bench/peers: not found in " + start + " or any folder above it");
  }
}
