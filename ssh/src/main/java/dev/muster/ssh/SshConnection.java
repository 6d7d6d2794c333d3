package dev.muster.ssh;

import dev.muster.ssh.forward.Endpoint;
import dev.muster.ssh.forward.Forwarding;
import dev.muster.ssh.forward.ForwardingListener;
import dev.muster.ssh.forward.SshStream;
import dev.muster.ssh.forward.StreamAcceptor;
import dev.muster.ssh.forward.StreamListener;
import dev.muster.ssh.trust.HostKeyFailure;
import java.util.Optional;

/// One connection to one SSH server, being made, ready or ended.
///
/// Owned by the [SshClient] that made it. Safe for use by many threads; calls made on the
/// connection's own event loop (from a listener) take effect at once and leave in the same write.
public interface SshConnection {

  /// Returns where it leads.
  Destination destination();

  /// Returns why nothing secret is given to the host: the policy is to connect whatever its key is
  /// ([dev.muster.ssh.trust.HostKeyPolicy#OFF]), and its key is another than the one on file, or
  /// revoked. Known once the connection is secured.
  ///
  /// It is told no password and no answer then, lent no agent, and leads no forwarding; keys prove
  /// who the user is, commands run, and other hosts are reached through it.
  Optional<HostKeyFailure> distrust();

  /// Opens a session channel and asks the server to run one command on it.
  ///
  /// The answer comes through `listener`. On a connection that is not secured yet
  /// ([ConnectionListener#secured]) or has ended, the listener hears of the failure; nothing is
  /// thrown.
  SshSession exec(Exec request, SessionListener listener);

  /// Takes connections at `listen`, here, and has the server connect each of them to `target`.
  ///
  /// It begins once the user is authenticated. What becomes of it comes through `listener`, as with
  /// every forwarding: it ends with this connection at the latest, a bind address that cannot be
  /// had is its end, and nothing is thrown for that. One connection leads at most
  /// [dev.muster.ssh.forward.Forwards#MOST_STREAMS] others, all its forwardings together; one more
  /// is closed at once and told as refused.
  ///
  /// @throws IllegalArgumentException if `target` is none that can be connected to
  Forwarding forwardLocal(Endpoint listen, Endpoint target, ForwardingListener listener);

  /// Takes connections at `listen`, here, as a SOCKS server (4, 4a and 5, without authentication)
  /// and has the server connect each of them to where it asks for. Whoever can connect there
  /// reaches what the server reaches.
  Forwarding forwardDynamic(Endpoint listen, ForwardingListener listener);

  /// Has the server take connections at `listen`, over there, and connects each of them to `target`
  /// from here. Port 0 takes a free one over there, which [Forwarding#address] tells. Servers
  /// listen on other addresses than the loopback only if they are configured to (`GatewayPorts`).
  ///
  /// @throws IllegalArgumentException if `target` is none that can be connected to
  Forwarding forwardRemote(Endpoint listen, Endpoint target, ForwardingListener listener);

  /// Has the server take connections at `listen`, over there, and hands each of them to `acceptor`.
  Forwarding forwardRemote(Endpoint listen, StreamAcceptor acceptor, ForwardingListener listener);

  /// Has the server connect to `target`, and hands the bytes to `listener`.
  ///
  /// @throws IllegalArgumentException if `target` is none that can be connected to
  SshStream connect(Endpoint target, StreamListener listener);

  /// Says goodbye and closes the socket; sessions still open end as cancelled, and what is
  /// forwarded ends. Idempotent.
  void close();
}
