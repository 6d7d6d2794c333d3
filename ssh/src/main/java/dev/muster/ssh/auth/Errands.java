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

  /// What is done on the driving thread once an errand is over.
  @FunctionalInterface
  interface Return {

    void run() throws ProtocolException, EndingException;

    /// Comes in the place of [#run] if the connection has ended before, on any thread: secrets that
    /// were brought back are wiped.
    default void dropped() {}

    /// Returns one that brings secrets.
    static Return with(Iterable<char[]> secrets, Return run) {
      return new Return() {
        @Override
        public void run() throws ProtocolException, EndingException {
          run.run();
        }

        @Override
        public void dropped() {
          secrets.forEach(Secret::wipe);
        }
      };
    }
  }

  /// Sends somebody on an errand; at most one is under way for a connection.
  void send(Errand errand);

  /// Returns the address that the connection comes from, as numbers; empty if it is not known here.
  default String localAddress() {
    return "";
  }
}
