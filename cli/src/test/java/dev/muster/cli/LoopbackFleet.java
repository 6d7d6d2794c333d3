package dev.muster.cli;

import dev.muster.fleet.Behaviour;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// A fleet of loopback hosts, and the command run against it.
final class LoopbackFleet implements AutoCloseable {

  private final Fleet fleet;
  private final Path key;
  private final Path knownHosts;

  private LoopbackFleet(Fleet fleet, Path folder) throws IOException, GeneralSecurityException {
    this.fleet = fleet;
    this.key = folder.resolve("id");
    this.knownHosts = folder.resolve("known_hosts");
    byte[] bytes =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    Files.writeString(
        key,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(bytes)
            + "\n-----END PRIVATE KEY-----\n");
    Files.setPosixFilePermissions(
        key, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    Files.writeString(knownHosts, fleet.knownHosts("127.*"));
  }

  static LoopbackFleet of(Path folder, Function<InetAddress, Behaviour> behaviours)
      throws IOException, GeneralSecurityException {
    FleetOptions options = FleetOptions.of(behaviours.apply(InetAddress.getLoopbackAddress()));
    return new LoopbackFleet(Fleet.start(options.behaving(behaviours)), folder);
  }

  Fleet fleet() {
    return fleet;
  }

  Path knownHosts() {
    return knownHosts;
  }

  /// Runs `muster VERB -w HOSTS` with what it takes to reach the fleet, and more words.
  Cli run(String verb, String hosts, String... more) {
    return Cli.run(words(verb, hosts, more));
  }

  Cli runTo(OutputStream out, boolean isTerminal, String verb, String hosts, String... more) {
    return Cli.run(out, isTerminal, words(verb, hosts, more));
  }

  Cli runHearing(ByteArrayOutputStream err, String verb, String hosts, String... more) {
    return Cli.runHearing(err, words(verb, hosts, more));
  }

  Cli runWith(String input, String verb, String hosts, String... more) {
    return Cli.runWith(input, words(verb, hosts, more));
  }

  private String[] words(String verb, String hosts, String... more) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of(verb, "-w", hosts, "-p", Integer.toString(fleet.port())));
    words.addAll(List.of("-i", key.toString()));
    if (Stream.of(more).noneMatch(word -> word.contains("UserKnownHostsFile="))) {
      words.addAll(List.of("-o", "UserKnownHostsFile=" + knownHosts));
    }
    words.addAll(List.of("-o", "GlobalKnownHostsFile=none", "-F", "none"));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  @Override
  public void close() {
    fleet.close();
  }
}
