package dev.muster.cli;

import java.util.List;

/// The `muster` command.
public final class Main {

  private Main() {}

  /// Runs one command line and ends the process with its status, at once: nothing is left to wait
  /// for.
  public static void main(String[] args) {
    Interrupts.install();
    int status = run(List.of(args), Terminal.ofSystem());
    Runtime.getRuntime().halt(status);
  }

  /// Runs one command line.
  ///
  /// @return 0 all ok · 1 a command failed somewhere · 2 usage, nothing ran · 3 a host was not
  ///   reached · 4 a limit of time passed · 5 contact lost while running · 130 cancelled; with
  ///   several, the largest of 1, 3, 4, 5
  static int run(List<String> args, Terminal terminal) {
    Channel out = new Channel(terminal.out());
    Channel err = new Channel(terminal.err());
    try {
      return verb(args, terminal, out, err);
    } catch (UsageException e) {
      err.line("muster: " + SafeText.of(e.text()));
      return ExitStatus.USAGE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      err.line("muster: interrupted");
      return ExitStatus.CANCELLED;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private static int verb(List<String> args, Terminal terminal, Channel out, Channel err)
      throws UsageException, InterruptedException {
    if (args.isEmpty()) {
      err.write(Help.text(""));
      return ExitStatus.USAGE;
    }
    List<String> rest = args.subList(1, args.size());
    return switch (args.getFirst()) {
      case "run" -> new RunVerb(terminal, out, err).run(rest);
      case "call" -> new CallVerb(terminal, out, err).run(rest);
      case "ping" -> new PingVerb(terminal, out, err).run(rest);
      case "hosts" -> new HostsVerb(terminal, out).run(rest);
      case "demo" -> new DemoVerb(terminal, out, err).run(rest);
      case "help", "--help", "-h" -> Help.print(rest, out);
      case "--version", "-V", "version" -> Help.version(out);
      default ->
          throw new UsageException("unknown command " + args.getFirst() + "; see muster help");
    };
  }
}
