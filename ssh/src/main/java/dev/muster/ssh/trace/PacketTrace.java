package dev.muster.ssh.trace;

/// Hears of everything that goes by on connections, as lines of text.
///
/// A line has columns: milliseconds since the connection was made, the host with its port, `>` for
/// what we sent and `<` for what came, the packet's number, its bytes on the wire, the message's
/// number and name, and a few facts: never a password, an answer, a key exchange's values, a
/// signature, a token, a command or its data. What a host chose of it is safe to show, and a line
/// is at most 400 characters long.
@FunctionalInterface
public interface PacketTrace {

  /// Takes a line, without its end. Called on event loops, of several connections at once: it must
  /// not block and be safe for use by many threads. [TraceWriter] is.
  void line(String line);
}
