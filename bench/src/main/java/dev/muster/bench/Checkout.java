package dev.muster.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The project's folder: the launcher to measure and the sources of the peers.
///
/// @param root the folder that holds `muster` and `bench/peers`
record Checkout(Path root) {

  private static final Path DEBIAN_GOPATH = Path.of("/usr/share/gocode");
  private static final String GO_PACKAGES = "golang-go golang-golang-x-crypto-dev";

  /// Finds it above the place that this class was loaded from.
  static Checkout find() {
    try {
      Path start =
          Path.of(Checkout.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path folder = start; folder != null; folder = folder.getParent()) {
        if (Files.isDirectory(folder.resolve("bench/peers"))) {
          return new Checkout(folder);
        }
      }
      throw new NotPossible("bench/peers is in no folder above " + start);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  Path launcher() {
    Path launcher = root.resolve("muster");
    if (!Files.isExecutable(launcher)) {
      throw new NotPossible(launcher + " is missing; say with --muster which program to measure");
    }
    return launcher;
  }

  Path asyncsshClient() {
    return root.resolve("bench/peers/asyncssh_client.py");
  }

  Path execnetClient() {
    return root.resolve("bench/peers/execnet_client.py");
  }

  static boolean goIsHere() {
    return Tools.look("go").isPresent() && Files.isDirectory(goLibrary());
  }

  /// Builds a Go program of `bench/peers`; Go itself knows when nothing has changed.
  ///
  /// @throws NotPossible when Go is missing or refuses the source
  Path goProgram(String name) throws IOException, InterruptedException {
    Path go = Tools.find("go", GO_PACKAGES);
    if (!Files.isDirectory(goLibrary())) {
      throw new NotPossible(
          "golang.org/x/crypto/ssh is not below "
              + DEBIAN_GOPATH
              + "; install it: apt-get install "
              + GO_PACKAGES);
    }
    Path target = Files.createDirectories(root.resolve("bench/target/peers"));
    Path program = target.resolve(name);
    List<String> words = new ArrayList<>(List.of(go.toString(), "build", "-o", program.toString()));
    try (Stream<Path> files = Files.list(root.resolve("bench/peers").resolve(name))) {
      files.map(Path::toString).filter(file -> file.endsWith(".go")).sorted().forEach(words::add);
    }
    Tools.say(
        words,
        Map.of(
            "GO111MODULE",
            "off",
            "GOPATH",
            DEBIAN_GOPATH.toString(),
            "GOFLAGS",
            "",
            "GOCACHE",
            target.resolve("go-cache").toString()));
    return program;
  }

  private static Path goLibrary() {
    return DEBIAN_GOPATH.resolve("src/golang.org/x/crypto/ssh");
  }
}
