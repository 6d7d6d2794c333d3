package dev.muster.ssh;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.OfferedKey;
import dev.muster.ssh.key.SshCertificate;
import dev.muster.ssh.transport.ClientExchange;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.trust.HostKeyVerdict;
import dev.muster.ssh.trust.HostKeyVerdict.AddThenTrust;
import dev.muster.ssh.trust.HostKeyVerdict.Distrusted;
import dev.muster.ssh.trust.HostKeyVerdict.Refused;
import dev.muster.ssh.trust.HostKeyVerdict.Trusted;
import dev.muster.ssh.trust.HostKeys;
import dev.muster.ssh.trust.KnownHostsException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Brings what is on file about host keys to a connection: which algorithms to prefer, and the
/// verdict on the key that was offered.
final class Trust {

  private Trust() {}

  /// Returns the host key algorithms to offer: those with a certificate first where one would say
  /// anything, then those of the types that are on file for the host, so that a server with several
  /// keys shows the one that can be checked.
  static List<String> algorithms(Destination destination) {
    ConnectionOptions options = destination.options();
    List<String> all = options.algorithms().hostKeys();
    HostKeys hostKeys = options.hostKeys();
    List<String> offered = new ArrayList<>(all.size());
    if (hostKeys.wantsCertificate(destination.host(), destination.port())) {
      add(all, true, offered);
    }
    for (KeyType type : hostKeys.keyTypesOnFile(destination.host(), destination.port())) {
      for (String name : type.algorithms()) {
        if (all.contains(name) && !offered.contains(name)) {
          offered.add(name);
        }
      }
    }
    add(all, false, offered);
    return offered.isEmpty() ? all : offered;
  }

  private static void add(List<String> names, boolean certified, List<String> to) {
    for (String name : names) {
      if (SshCertificate.isNamed(name) == certified && !to.contains(name)) {
        to.add(name);
      }
    }
  }

  /// Returns whether [#algorithms] is as quick as a loop needs it.
  static boolean isReady(Destination destination) {
    return destination.options().hostKeys().areTypesQuick(destination.host(), destination.port());
  }

  /// Does `next` after a thread of its own has looked through the hashed lines on file, so that
  /// [#algorithms] is quick.
  static void prepare(Destination destination, Runnable next) {
    Thread.ofVirtual()
        .name("known_hosts " + destination.host())
        .start(() -> {
          try {
            destination.options().hostKeys().keyTypesOnFile(destination.host(), destination.port());
          } finally {
            next.run(); // what was thrown is thrown there again, where it ends the connection
          }
        });
  }

  /// Judges `key` at once, or, if that takes long or it has to be put on file first, on a thread of
  /// its own: loops never touch the disk.
  static void judge(Connection connection, OfferedKey key, ClientExchange.Decision decision)
      throws GeneralSecurityException, ProtocolException, EndingException {
    Destination destination = connection.destination();
    HostKeys hostKeys = destination.options().hostKeys();
    if (!hostKeys.isQuick(destination.host(), destination.port(), key)) {
      aside(connection, () -> settled(connection, verdict(destination, key), decision));
      return;
    }
    HostKeyVerdict verdict = verdict(destination, key);
    if (verdict instanceof AddThenTrust addition) {
      aside(connection, () -> added(connection, addition, decision));
    } else {
      decide(connection, verdict, decision);
    }
  }

  /// Has a thread of its own find out how to go on; what that throws ends the connection, and is
  /// not waited for.
  private static void aside(Connection connection, Supplier<Connection.Work> finding) {
    Thread.ofVirtual()
        .name("known_hosts " + connection.destination().host())
        .start(() -> {
          Connection.Work work;
          try {
            work = finding.get();
          } catch (RuntimeException | Error e) {
            work =
                () -> {
                  throw e;
                };
          }
          connection.decided(work);
        });
  }

  private static HostKeyVerdict verdict(Destination destination, OfferedKey key) {
    return destination.options().hostKeys().verdict(destination.host(), destination.port(), key);
  }

  private static Connection.Work settled(
      Connection connection, HostKeyVerdict verdict, ClientExchange.Decision decision) {
    return verdict instanceof AddThenTrust addition
        ? added(connection, addition, decision)
        : () -> decide(connection, verdict, decision);
  }

  private static Connection.Work added(
      Connection connection, AddThenTrust addition, ClientExchange.Decision decision) {
    try {
      HostKeyVerdict verdict = connection.destination().options().hostKeys().add(addition);
      return () -> decide(connection, verdict, decision);
    } catch (KnownHostsException e) {
      return () -> decision.refuse(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      return () -> decision.refuse("its key could not be put on file: interrupted");
    }
  }

  private static void decide(
      Connection connection, HostKeyVerdict verdict, ClientExchange.Decision decision)
      throws GeneralSecurityException, ProtocolException, EndingException {
    if (verdict instanceof Trusted) {
      decision
          .trust(); // what goes well meets no switch over types: its first use costs milliseconds
      return;
    }
    switch (verdict) {
      case Trusted _ -> decision.trust();
      case Distrusted(var failure) -> {
        connection.distrusts(failure);
        decision.trust();
      }
      case Refused(var failure) -> decision.refuse(failure.reason());
      case AddThenTrust _ -> decision.refuse("its key is not on file and was not put there");
    }
  }
}
