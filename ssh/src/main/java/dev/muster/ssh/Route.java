package dev.muster.ssh;

/// How the bytes of a connection get to its host, unless it goes through another connection.
public sealed interface Route {

  /// Over a TCP connection of our own.
  record Direct() implements Route {
    private static final Direct DIRECT = new Direct();
  }

  /// Over a TCP connection to a proxy, which connects us to the host.
  record Through(Proxy proxy) implements Route {}

  /// Over the standard input and output of a local program, as OpenSSH's `ProxyCommand`.
  ///
  /// It is started by `shell -c 'exec line'`, with the environment and the working folder of this
  /// process, and does not hear the interrupts of its terminal. When the connection ends, so do it
  /// and its children. What it says on standard error is shown if it fails.
  ///
  /// @param shell the shell's path
  /// @param line a command line for that shell; whatever names the host in it has been checked by
  ///   whoever put it there
  record Command(String shell, String line) implements Route {
    public Command {
      if (shell.isBlank() || line.isBlank()) {
        throw new IllegalArgumentException("a command to connect by has a shell and a line");
      }
    }
  }

  /// Returns the route that is usual.
  static Route direct() {
    return Direct.DIRECT;
  }

  /// Returns the route by a command line for the user's shell, `$SHELL` or else `/bin/sh`.
  static Route command(String line) {
    String shell = System.getenv("SHELL");
    return new Command(shell == null || shell.isBlank() ? "/bin/sh" : shell, line);
  }
}
