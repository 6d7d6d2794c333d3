package dev.muster.ssh;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPublicKey;
import dev.muster.ssh.transport.ClientExchange;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.trust.HostKeyPolicy;
import dev.muster.ssh.trust.HostKeyVerdict;
import dev.muster.ssh.trust.HostKeyVerdict.AddThenTrust;
import dev.muster.ssh.trust.HostKeyVerdict.Refused;
import dev.muster.ssh.trust.HostKeyVerdict.Trusted;
import dev.muster.ssh.trust.KnownHostsException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/// Brings what is on file about host keys to a connection: which algorithms to prefer, and the
/// verdict on the key that was offered.
final class Trust {

  private Trust() {}

  /// Returns the host key algorithms to offer: those of the types that are on file for the host
  /// first, so that a server with several keys shows the one that can be checked.
  static List<String> algorithms(Destination destination) {
    ConnectionOptions options = destination.options();
    List<String> all = options.algorithms().hostKeys();
    if (options.hostKeys().policy() == HostKeyPolicy.OFF) {
      return all;
    }
    List<KeyType> onFile =
        options.hostKeys().keyTypesOnFile(destination.host(), destination.port());
    if (onFile.isEmpty()) {
      return all;
    }
    List<String> preferred = new ArrayList<>(all.size());
    for (KeyType type : onFile) {
      for (String name : type.algorithms()) {
        if (all.contains(name) && !preferred.contains(name)) {
          preferred.add(name);
        }
      }
    }
    for (String name : all) {
      if (!preferred.contains(name)) {
        preferred.add(name);
      }
    }
    return preferred;
  }

  /// Judges `key` at once, or, if it has to be put on file first, on a thread of its own: loops
  /// never touch the disk.
  static void judge(Connection connection, SshPublicKey key, ClientExchange.Decision decision)
      throws GeneralSecurityException, ProtocolException, EndingException {
    Destination destination = connection.destination();
    HostKeyVerdict verdict =
        destination.options().hostKeys().verdict(destination.host(), destination.port(), key);
    if (verdict instanceof AddThenTrust addition) {
      Thread.ofVirtual()
          .name("known_hosts " + destination.host())
          .start(() -> add(connection, addition, decision));
    } else {
      decide(verdict, decision);
    }
  }

  private static void add(
      Connection connection, AddThenTrust addition, ClientExchange.Decision decision) {
    try {
      HostKeyVerdict verdict = connection.destination().options().hostKeys().add(addition);
      connection.decided(() -> decide(verdict, decision));
    } catch (KnownHostsException e) {
      connection.decided(() -> decision.refuse(String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      connection.decided(() -> decision.refuse("its key could not be put on file: interrupted"));
    }
  }

  private static void decide(HostKeyVerdict verdict, ClientExchange.Decision decision)
      throws GeneralSecurityException, ProtocolException, EndingException {
    if (verdict instanceof Trusted) {
      decision
          .trust(); // what goes well meets no switch over types: its first use costs milliseconds
      return;
    }
    switch (verdict) {
      case Trusted _ -> decision.trust();
      case Refused(var failure) -> decision.refuse(failure.reason());
      case AddThenTrust _ -> decision.refuse("its key is not on file and was not put there");
    }
  }
}
