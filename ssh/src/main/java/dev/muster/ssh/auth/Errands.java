package dev.muster.ssh.auth;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.transport.EndingException;

/// Does what may take its time away from the thread that drives the protocol: a signature by an
/// agent, a question to a person.
@FunctionalInterface
public interface Errands {

  /// Something that may block.
  @FunctionalInterface
  interface Errand {

    /// Does it, and returns what is to be done with what came of it.
    Return run() throws InterruptedException;
  }

  /// What is done on the driving thread once an errand is over; never, if the connection ended
  /// before.
  @FunctionalInterface
  interface Return {

    void run() throws ProtocolException, EndingException;
  }

  /// Sends somebody on an errand; at most one is under way for a connection.
  void send(Errand errand);

  /// Returns the address that the connection comes from, as numbers; empty if it is not known here.
  default String localAddress() {
    return "";
  }
}
