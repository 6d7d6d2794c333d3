package dev.muster.ssh.forward;

import dev.muster.ssh.channel.Channels;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.loop.EventLoop;
import dev.muster.ssh.transport.HostProof;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What forwardings need of the connection that carries them. For the loop only, but for [#enter],
/// [#post] and [#aside].
public interface Carrier {

  /// Something that lives on a connection, hears when it can begin, and ends with it.
  interface Tenant {

    /// The user is authenticated. At most once.
    void due();

    /// The connection is over, or nothing can live on it. Nothing comes after this.
    void lost(String why);
  }

  /// Work that is one step of the connection: everything it says leaves in one write.
  interface Step {
    void run() throws ProtocolException;
  }

  /// What comes of looking up a name.
  interface Looked {

    /// Takes the addresses, or none and why there are none.
    void up(List<InetAddress> addresses, String trouble);
  }

  /// What comes of connecting somewhere here; one call of one method, on the loop, as a step.
  interface Dialled {

    /// There is a connection; the socket does not block and belongs to the callee.
    void made(SocketChannel socket) throws ProtocolException;

    /// There is none.
    void failed(String why) throws ProtocolException;
  }

  /// Lets `tenant` live here from now on. From any thread.
  void enter(Tenant tenant);

  /// Forgets a tenant that has ended by itself.
  void leave(Tenant tenant);

  /// Brings a step to the loop; nothing happens if the connection is over by then. From any thread.
  default void post(Step step) {
    post(step, () -> {});
  }

  /// Brings a step to the loop. From any thread.
  ///
  /// @param late what to do instead if the connection is over by then
  void post(Step step, Runnable late);

  /// Does what touches the disk on a thread of its own, which the engine waits for when it is
  /// closed.
  void aside(String name, Runnable work);

  /// Does a step that begins here: a socket is ready, or a time has come.
  void step(Step step);

  EventLoop loop();

  Channels channels();

  /// Returns the far side's address, for messages.
  String address();

  /// Returns why the far side may lead nothing to here and take nothing from here, as what its key
  /// is and what to do; empty if it may.
  String distrust();

  /// Returns how long connecting to something here may take.
  Duration connectLimit();

  /// Returns how long the server may take to answer.
  Duration openLimit();

  /// Looks up `host` unless it is an address: a few at once for one connection. What this returns
  /// gives that up if it waits for its turn still; the callee may hear of it all the same.
  Runnable resolve(String host, Looked then);

  /// Connects to a TCP port from here; what this returns gives that up.
  Runnable dial(Endpoint.Tcp target, Dialled then);

  /// Returns what the server proved itself with.
  Optional<HostProof> proof();
}
