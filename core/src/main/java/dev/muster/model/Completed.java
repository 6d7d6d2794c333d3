package dev.muster.model;

/// A command that came to its end on one host: exactly one of three ways.
public sealed interface Completed extends Ending {

  /// Returns what it printed; empty unless output was kept.
  Output output();

  /// It ended by itself with a status, 0 to 255 on usual systems.
  record Exited(int code, Output output) implements Completed {
    @Override
    public boolean ok() {
      return code == 0;
    }

    @Override
    public String words() {
      return "exited " + code;
    }
  }

  /// A signal ended it; `signal` is the name without `SIG`, such as `KILL`.
  record Signalled(String signal, Output output) implements Completed {
    @Override
    public boolean ok() {
      return false;
    }

    @Override
    public String words() {
      return "killed by " + signal;
    }
  }

  /// The server closed the session in order and did not say how the command ended.
  record NoStatus(Output output) implements Completed {
    @Override
    public boolean ok() {
      return false;
    }

    @Override
    public String words() {
      return "ended without a status";
    }
  }
}
