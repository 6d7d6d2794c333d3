package dev.muster.it.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A security token in software: SoftHSM, with OpenSC's tool to make keys on it.
public final class SoftToken implements AutoCloseable {

  /// The PIN of its user.
  public static final String PIN = "4711-pin";

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final List<String> LIBRARIES =
      List.of(
          "/usr/lib/softhsm/libsofthsm2.so",
          "/usr/lib64/softhsm/libsofthsm2.so",
          "/usr/lib64/pkcs11/libsofthsm2.so",
          "/usr/local/lib/softhsm/libsofthsm2.so");
  private static final List<String> SPIES =
      List.of(
          "/usr/lib/x86_64-linux-gnu/pkcs11-spy.so",
          "/usr/lib/aarch64-linux-gnu/pkcs11-spy.so",
          "/usr/lib64/pkcs11-spy.so",
          "/usr/lib/pkcs11-spy.so");

  private final WorkFolder folder;
  private final String label;
  private int keys;

  private SoftToken(WorkFolder folder, String label) {
    this.folder = folder;
    this.label = label;
  }

  /// Makes one without keys.
  public static SoftToken make(String label) {
    WorkFolder folder = WorkFolder.make("token");
    folder.write(
        "softhsm2.conf",
        "directories.tokendir = " + folder.folder("tokens") + "\nlog.level = ERROR\n");
    SoftToken token = new SoftToken(folder, label);
    List<String> words = new ArrayList<>();
    words.add(Programs.find("softhsm2-util", "softhsm2").toString());
    words.addAll(List.of("--init-token", "--free", "--label", label));
    words.addAll(List.of("--pin", PIN, "--so-pin", "so-" + PIN));
    token.run(words);
    return token;
  }

  /// Returns the library that leads to it.
  public Path library() {
    return first(LIBRARIES, "softhsm2");
  }

  /// Returns a library that writes each call down before that one does it; see [#calls].
  public Path spy() {
    return first(SPIES, "opensc");
  }

  private static Path first(List<String> names, String debian) {
    return names.stream()
        .map(Path::of)
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                "none of " + names + " is there; install it: apt-get install " + debian));
  }

  /// Returns what programs need in their environment to find it.
  public Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("SOFTHSM2_CONF", folder.path().resolve("softhsm2.conf").toString());
    environment.put("PKCS11SPY", library().toString());
    environment.put("PKCS11SPY_OUTPUT", folder.path().resolve("calls").toString());
    return environment;
  }

  /// Returns how often a function was called through the spy.
  public long calls(String function) {
    return Programs.text(folder.path().resolve("calls"))
        .lines()
        .filter(line -> line.endsWith(": " + function))
        .count();
  }

  /// Makes a key.
  ///
  /// @param type as OpenSC has it, such as `rsa:2048`, `EC:prime256v1`, `EC:edwards25519`
  /// @param more more words for `pkcs11-tool`
  public void makeKey(String type, String name, String... more) {
    List<String> words = new ArrayList<>(List.of("--keypairgen", "--key-type", type));
    words.addAll(List.of("--label", name, "--id", nextId()));
    words.addAll(List.of(more));
    tool(words);
  }

  /// Puts a private key and its certificate on it, and no public key beside them.
  public void putCertified(Path key, Path certificate, String name) {
    String id = nextId();
    for (List<String> object :
        List.of(
            List.of(key.toString(), "--type", "privkey", "--usage-sign"),
            List.of(certificate.toString(), "--type", "cert"))) {
      List<String> words = new ArrayList<>(List.of("--label", name, "--id", id));
      words.add("--write-object");
      words.addAll(object);
      tool(words);
    }
  }

  private String nextId() {
    keys++;
    return "%02x".formatted(keys);
  }

  private void tool(List<String> more) {
    List<String> words = new ArrayList<>();
    words.add(Programs.find("pkcs11-tool", "opensc").toString());
    words.addAll(List.of("--module", library().toString(), "--token-label", label));
    words.addAll(List.of("--login", "--pin", PIN));
    words.addAll(more);
    run(words);
  }

  /// Returns the public keys that OpenSSH finds on it, a line each.
  public List<String> publicLines() {
    List<String> words = new ArrayList<>();
    words.add(Programs.find("ssh-keygen", "openssh-client").toString());
    words.addAll(List.of("-D", library().toString()));
    return run(words).out().lines().toList();
  }

  private Ended run(List<String> words) {
    Ended ended = Programs.run(words, environment(), LIMIT);
    if (ended.exit() != 0) {
      throw new AssertionError(words + ": wanted exit status 0, got " + ended);
    }
    return ended;
  }

  /// Returns a program that answers every question for a PIN, as OpenSSH wants such a program.
  public Path answers(String pin) {
    Path script = folder.write("answers-" + pin, "#!/bin/sh\necho '" + pin + "'\n");
    if (!script.toFile().setExecutable(true)) {
      throw new AssertionError(script + " cannot be made a program");
    }
    return script;
  }

  @Override
  public void close() {
    folder.close();
  }
}
