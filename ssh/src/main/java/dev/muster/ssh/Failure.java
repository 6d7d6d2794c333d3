package dev.muster.ssh;

import java.time.Duration;
import java.util.List;

/// Why a connection or a session on it came to nothing: the facts, and one line that says them.
///
/// Every case knows the phase it happened in and the address, `host:port` as far as it was known. A
/// failure is a value; the engine throws nothing at its users for a host's trouble.
public sealed interface Failure {

  /// Returns how far the connection had come.
  Phase phase();

  /// Returns the address that was dealt with, such as `10.0.0.18:22`, or `host:port` before the
  /// name was resolved; with the proxy that leads there, `host:port through socks5://…`.
  String address();

  /// Says what happened, what was wanted and got, and what to do next, in one line without the
  /// host's name.
  String message();

  /// The name has no address.
  record NotResolved(String address, String cause) implements Failure {
    @Override
    public Phase phase() {
      return Phase.RESOLVE;
    }

    @Override
    public String message() {
      return "resolve: no address for " + address + ": " + cause + "; check the name or DNS";
    }
  }

  /// No TCP connection came about.
  record NotConnected(String address, String cause) implements Failure {
    @Override
    public Phase phase() {
      return Phase.CONNECT;
    }

    @Override
    public String message() {
      return "connect: " + address + ": " + cause;
    }
  }

  /// A phase took longer than its limit.
  record TimedOut(Phase phase, String address, Duration limit) implements Failure {
    @Override
    public String message() {
      return phase + ": no answer from " + address + " within " + Durations.text(limit);
    }
  }

  /// The peer closed the connection without a word, or the network did.
  record Closed(Phase phase, String address, String cause) implements Failure {
    @Override
    public String message() {
      return phase + ": " + address + " closed the connection: " + cause;
    }
  }

  /// The peer ended the connection with a message (RFC 4253 section 11.1).
  record Disconnected(Phase phase, String address, int reason, String text) implements Failure {
    @Override
    public String message() {
      return "%s: %s ended the connection: %s (reason %d)".formatted(phase, address, text, reason);
    }
  }

  /// The peer broke the protocol, and its connection was ended for it.
  record ProtocolBroken(Phase phase, String address, String what) implements Failure {
    @Override
    public String message() {
      return phase + ": " + address + " broke the protocol: " + what;
    }
  }

  /// Both sides speak SSH but share no algorithm of one kind.
  record NoCommonAlgorithm(String address, String kind, List<String> ours, List<String> theirs)
      implements Failure {
    public NoCommonAlgorithm {
      ours = List.copyOf(ours);
      theirs = List.copyOf(theirs);
    }

    @Override
    public Phase phase() {
      return Phase.KEY_EXCHANGE;
    }

    @Override
    public String message() {
      return "key exchange: no common %s with %s: we offer %s, it offers %s"
          .formatted(kind, address, String.join(",", ours), String.join(",", theirs));
    }
  }

  /// The host key is not trusted: unknown, changed, revoked, or what is on file cannot be read.
  record HostKeyRefused(String address, String why) implements Failure {
    @Override
    public Phase phase() {
      return Phase.HOST_KEY;
    }

    @Override
    public String message() {
      return why;
    }
  }

  /// The server refused every way of authenticating that we have. Never retried.
  record NotAuthenticated(String address, String user, List<String> tried, List<String> accepted)
      implements Failure {
    public NotAuthenticated {
      tried = List.copyOf(tried);
      accepted = List.copyOf(accepted);
    }

    @Override
    public Phase phase() {
      return Phase.AUTHENTICATE;
    }

    @Override
    public String message() {
      return "authenticate: %s refused user %s: tried %s; it accepts %s"
          .formatted(
              address,
              user,
              tried.isEmpty() ? "nothing, no key was given" : String.join(", ", tried),
              accepted.isEmpty() ? "nothing more" : String.join(",", accepted));
    }
  }

  /// The server refused to open a channel; nothing ran. It may have as many on this connection as
  /// it lets in (`MaxSessions`).
  record NotOpened(String address, String what, String why) implements Failure {
    @Override
    public Phase phase() {
      return Phase.OPEN;
    }

    @Override
    public String message() {
      return "open: " + address + " refused " + what + ": " + why;
    }
  }

  /// The server refused what was asked for on a session; nothing ran.
  record NotStarted(String address, String what, String why) implements Failure {
    @Override
    public Phase phase() {
      return Phase.OPEN;
    }

    @Override
    public String message() {
      return "open: " + address + " refused " + what + ": " + why;
    }
  }

  /// Nothing ran, for it was to have our agent, and the server is connected to though its key is
  /// another than the one on file, or revoked.
  ///
  /// @param why what its key is, and what to do
  record Distrusted(String address, String why) implements Failure {
    @Override
    public Phase phase() {
      return Phase.OPEN;
    }

    @Override
    public String message() {
      return "open: the agent is not lent to " + address + ", which is not trusted: " + why;
    }
  }

  /// Our side ended it: the connection or the engine was closed, or the run was cancelled.
  record Cancelled(Phase phase, String address) implements Failure {
    @Override
    public String message() {
      return phase + ": cancelled";
    }
  }

  /// Something of ours went wrong: a full file-descriptor table, a defect. The cause is named.
  record Internal(Phase phase, String address, String cause) implements Failure {
    @Override
    public String message() {
      return phase + ": internal trouble with " + address + ": " + cause;
    }
  }
}
