package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Keys made for one benchmark.
///
/// @param user the current user: real servers run as that one
/// @param key private ed25519 key of the user
/// @param hostKey private ed25519 key of real servers
record Login(String user, Path key, Path hostKey) {

  static Login make(Path folder) throws IOException, InterruptedException {
    Path keygen = Tools.find("ssh-keygen", "openssh-client");
    Path user = folder.resolve("id");
    Path host = folder.resolve("host");
    for (Path file : List.of(user, host)) {
      Tools.say(
          List.of(keygen.toString(), "-q", "-t", "ed25519", "-N", "", "-f", file.toString()),
          Map.of());
    }
    return new Login(System.getProperty("user.name"), user, host);
  }

  Path publicKey() {
    return key.resolveSibling(key.getFileName() + ".pub");
  }

  /// A `known_hosts` file that names the host key for 127.0.0.1 at these ports.
  Path knownHosts(int... ports) throws IOException {
    String[] words =
        Files.readString(hostKey.resolveSibling(hostKey.getFileName() + ".pub")).split(" ", 3);
    StringBuilder text = new StringBuilder();
    for (int port : ports) {
      text.append("[127.0.0.1]:%d %s %s%n".formatted(port, words[0], words[1]));
    }
    return Files.writeString(Files.createTempFile(key.getParent(), "known", "_hosts"), text);
  }
}
