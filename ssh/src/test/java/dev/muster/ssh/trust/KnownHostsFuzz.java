package dev.muster.ssh.trust;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.muster.ssh.fuzz.FuzzTarget;
import dev.muster.ssh.key.SshPublicKey;
import dev.muster.ssh.transport.HostKeys;
import java.util.List;

/// `known_hosts` files with anything in them: nothing is thrown, warnings have an end, and whom a
/// file trusts it has named.
public final class KnownHostsFuzz implements FuzzTarget {

  private static final SshPublicKey KEY = HostKeys.ED25519.publicKey();
  private static final SshPublicKey OTHER = HostKeys.ECDSA.publicKey();

  /// Makes one.
  public KnownHostsFuzz() {}

  @Override
  public void take(byte[] input) {
    KnownHosts hosts = KnownHosts.of("known_hosts", input);
    if (hosts.warnings().size() > KnownHostsReader.MAX_WARNINGS + 1) {
      throw new AssertionError(hosts.warnings().size() + " warnings");
    }
    for (String name : List.of("web1", "192.0.2.1", "x.example.com", "")) {
      for (SshPublicKey key : List.of(KEY, OTHER)) {
        boolean trusted = hosts.lookup(name, 22, key) instanceof HostKeyLookup.Trusted;
        hosts.revocation(name, 2222, key);
        hosts.authority(name, 22, key);
        String blob = key.line("").split(" ", -1)[1];
        if (trusted && !new String(input, ISO_8859_1).contains(blob.substring(0, 40))) {
          throw new AssertionError("trusts a key that is not in the file");
        }
      }
      hosts.authorities(name, 22);
      hosts.keyTypesOnFile(name, 22);
    }
  }

  @Override
  public List<byte[]> seeds() {
    String key = KEY.line("");
    String other = OTHER.line("");
    return List.of(
        bytes("web1 " + key + "\n"),
        bytes("# comment\n\nweb1,192.0.2.1 " + key + " me@here\n[web1]:2222 " + other + "\r\n"),
        bytes("@cert-authority *.example.com,!x.example.com " + key + "\n"),
        bytes("@revoked * " + key + "\nweb? " + other + "\n"),
        bytes("|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= " + key + "\n"),
        bytes("web1 1024 35 123456789\nweb1\nweb1 ssh-ed25519\nweb1 ssh-ed25519 AAAA\n"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
