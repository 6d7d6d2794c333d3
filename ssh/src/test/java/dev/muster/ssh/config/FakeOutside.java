package dev.muster.ssh.config;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A world of which everything is said beforehand; `true` succeeds, `fail` cannot be run.
final class FakeOutside implements Outside {

  final List<String> commands = new ArrayList<>();
  final List<String> lookedUp = new ArrayList<>();
  final Map<String, String> names = new HashMap<>();
  final List<InetAddress> addresses = new ArrayList<>();

  @Override
  public int run(String command) throws IOException {
    commands.add(command);
    if (command.equals("fail")) {
      throw new IOException("it did not end within 10 s and was killed");
    }
    return command.startsWith("true") ? 0 : 1;
  }

  @Override
  public Optional<String> canonicalName(String name) {
    lookedUp.add(name);
    return Optional.ofNullable(names.get(name));
  }

  @Override
  public List<InetAddress> addresses() {
    return addresses;
  }

  @Override
  public Optional<String> homeOf(String user) {
    return user.equals("amy") ? Optional.of("/home/amy") : Optional.empty();
  }
}
