package dev.muster.model;

import dev.muster.host.Spec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/// A way of one's own to reach targets: over a serial line, through a broker, to a process that
/// something else starts. Given to `MusterOptions.withTransport` under a name, it is what specs
/// begin with: `serial:/dev/ttyS0//id=router`.
///
/// Most often a command that passes standard input and output on is enough (`command:`), and
/// nothing is to be written. Calls and channels go over a transport; commands do not.
///
/// Called by many threads, one for each target that is being reached; it may block. What it throws,
/// and what its streams throw, is a failure of that target and of no other.
@FunctionalInterface
public interface Transport {

  /// Runs a program at the target and returns the pipe to its standard input and output, eight bits
  /// wide and with nothing else in it but what was printed before the program began.
  ///
  /// The thread that waits in here is interrupted when the target is given up (its time has passed,
  /// the call is cancelled, the group is closed). A connection that is returned after that is
  /// closed at once.
  ///
  /// @param target what the spec says: what stands behind the name, and its free keys; working
  ///   folder, niceness and variables are dealt with by the program
  /// @param program and its arguments, `/bin/sh` with a script. For who can only give a line to a
  ///   shell over there: each word quoted by [ShellWord#quote], with blanks between. It reads its
  ///   input at once, so nothing may be left in the buffer of that shell, and a terminal has to be
  ///   raw and without echo
  /// @throws IOException if the target cannot be reached; the message is told, and is one line
  /// @throws InterruptedException if the thread is interrupted; nothing is left open then
  Connection open(Spec target, List<String> program) throws IOException, InterruptedException;

  /// The pipe to one program. One thread reads, another writes, and any may close.
  interface Connection {

    /// Returns what the program prints; always the same stream. Its end is taken for the end of the
    /// program.
    InputStream input();

    /// Returns what the program reads; always the same stream. It is flushed after whatever is to
    /// leave. Closing it, where the way has such a thing, ends what the program reads.
    OutputStream output();

    /// Ends the connection; whoever is inside one of its streams should come out of it. The program
    /// ends by that if it has not ended: it reads the end of its input, and kills what it started.
    /// Called once, by a thread that nobody waits for, whatever happened before.
    ///
    /// @throws IOException ignored
    void close() throws IOException;
  }
}
