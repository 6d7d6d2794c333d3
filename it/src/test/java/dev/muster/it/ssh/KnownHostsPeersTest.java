package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.Authority;
import dev.muster.it.peer.Ended;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.Ssh;
import dev.muster.it.peer.UserKeys;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Failure;
import dev.muster.ssh.Phase;
import dev.muster.ssh.key.Passphrase;
import dev.muster.ssh.trust.HostKeyOptions;
import dev.muster.ssh.trust.HostKeyPolicy;
import dev.muster.ssh.trust.HostKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One server with one key, and what `known_hosts` files say of it: each ends as OpenSSH's client
/// ends it, but for the cases in which we are stricter and say so.
@Tag("peers")
class KnownHostsPeersTest {

  private static final String HOST = "127.3.0.1";

  /// What `ssh-keygen -H` does not hash.
  private static final Pattern NOT_HASHED = Pattern.compile("[*?#]|broken|ssh-new");

  private static UserKeys keys;
  private static OpenSshServer server;
  private static @TempDir Path keyFolder;
  private static String own;
  private static String other;
  private static String ecdsa;
  private static String dsa;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    keys.ed25519();
    Path hostKey = Authority.keyPair(keyFolder, "host", "ed25519");
    own = Authority.publicLine(hostKey);
    other = Authority.publicLine(Authority.keyPair(keyFolder, "other", "ed25519"));
    ecdsa = Authority.publicLine(Authority.keyPair(keyFolder, "ecdsa", "ecdsa 384"));
    dsa = Authority.publicLine(Authority.keyPair(keyFolder, "dsa", "dsa"));
    server = OpenSshServer.start(keys, List.of(), List.of("HostKey " + hostKey));
  }

  @AfterAll
  static void stop() {
    server.close();
    keys.close();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          strict     | [{HOST}]:{PORT} {OWN}                                    | in         | in
          strict     | {HOST} {OWN}                                           | in         | in
          strict     | * {OWN}                                              | in         | in
          strict     | 127.3.* {OWN}                                        | in         | in
          strict     | [127.3.*]:{PORT} {OWN}                                 | in         | in
          strict     | web1,{HOST},web2 {OWN}                                 | in         | in
          strict     | *,!{HOST} {OWN}                                        | in | in
          strict     | *,!*{HOST}* {OWN} | refused | refused
          strict     | !web1,127.3.0.? {OWN}                                | in         | in
          strict     | 127.3.0.?,![{HOST}]:{PORT} {OWN}                         | in         | in
          strict     | web1 {OWN}                                           | refused    | refused
          strict     | [{HOST}]:1 {OWN}                                       | refused    | refused
          strict     | `# only a comment`                                 | refused    | refused
          strict     | [{HOST}]:{PORT} {OTHER}                                  | refused    | refused
          strict     | [{HOST}]:{PORT} {OTHER}\\n[{HOST}]:{PORT} {OWN}                | in         | in
          strict     | [{HOST}]:{PORT} {OTHER}\\nHOST {OWN}                       | refused    | refused
          strict     | [{HOST}]:{PORT} {OWN}\\n@revoked * {OWN}                   | refused    | refused
          strict     | [{HOST}]:{PORT} {OWN}\\n@revoked * {OTHER}                 | in         | in
          strict     | [{HOST}]:{PORT} {OWN}\\n@revoked [{HOST}]:{PORT} {OWN}         | refused    | refused
          strict     | [{HOST}]:{PORT} {OWN}\\n@revoked {HOST} {OWN}                | in         | refused
          strict     | @cert-authority * {OWN}                              | refused    | refused
          strict     | broken line\\n[{HOST}]:{PORT} {OWN}                      | in         | in
          accept-new |                                                    | in         | in
          accept-new | web1 {OWN}                                           | in         | in
          accept-new | [{HOST}]:{PORT} {OTHER}                                  | refused    | refused
          accept-new | [{HOST}]:{PORT} {ECDSA}                                  | refused    | refused
          accept-new | [{HOST}]:{PORT} {DSA}                                    | refused    | refused
          accept-new | [{HOST}]:{PORT} ssh-new AAAAB3NzaC1uZXc=               | in         | refused
          accept-new | {HOST} {OTHER}                                         | in         | in
          accept-new | @revoked * {OWN}                                     | refused    | refused
          """)
  void endsAsSshEndsIt(String policy, String lines, String ssh, String muster) throws Exception {
    for (boolean hashed : new boolean[] {false, true}) {
      String text = lines == null ? "" : lines;
      if (hashed && NOT_HASHED.matcher(text).find()) {
        continue;
      }
      Path theirs = file("theirs", text, hashed);
      Path ours = file("ours", text, hashed);

      assertThat(ssh(policy, theirs)).as("ssh").isEqualTo(ssh);
      assertThat(muster(HostKeyPolicy.of(policy), ours)).as("muster").isEqualTo(muster);
      assertThat(muster(HostKeyPolicy.of(policy), ours)).as("again").isEqualTo(muster);
      assertThat(ssh(policy, ours)).as("ssh after us").isEqualTo(ssh);
    }
  }

  private Path file(String name, String lines, boolean hashed) throws Exception {
    String text =
        lines
            .replace("{HOST}", HOST)
            .replace("{PORT}", Integer.toString(server.port()))
            .replace("{OWN}", own)
            .replace("{OTHER}", other)
            .replace("{ECDSA}", ecdsa)
            .replace("{DSA}", dsa)
            .translateEscapes();
    Path file = Files.writeString(folder.resolve(name), text.isEmpty() ? "" : text + "\n");
    return hashed && !text.isEmpty() ? keys.hash(file) : file;
  }

  private static String ssh(String policy, Path knownHosts) {
    Ended ended =
        Ssh.to(server, keys.ed25519())
            .with("UserKnownHostsFile=" + knownHosts)
            .with("StrictHostKeyChecking=" + (policy.equals("strict") ? "yes" : policy))
            .run(HOST, "echo in");
    if (ended.exit() == 0) {
      return ended.out().strip();
    }
    assertThat(ended.err()).contains("Host key verification failed.");
    return "refused";
  }

  private static String muster(HostKeyPolicy policy, Path knownHosts) throws Exception {
    HostKeys hostKeys =
        HostKeys.read(
            HostKeyOptions.of(policy, List.of(knownHosts), List.of()).withHashedNames(true));
    try (Caller caller =
        Caller.with(
            ConnectionOptions.of(
                List.of(Caller.load(keys.ed25519(), Passphrase.none())), hostKeys))) {
      Optional<Failure> failure = caller.outcome(HOST, server.port());
      if (failure.isEmpty()) {
        return "in";
      }
      assertThat(failure.get().phase()).isEqualTo(Phase.HOST_KEY);
      assertThat(failure.get().message()).contains(knownHosts.toString());
      return "refused";
    }
  }
}
