package dev.muster.cli;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.Run;
import dev.muster.RunListener;
import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.HostTask;
import dev.muster.model.Input;
import dev.muster.model.Line;
import dev.muster.model.OutputMode;
import dev.muster.model.Result;
import dev.muster.model.RunOptions;
import dev.muster.model.SshConfiguration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `muster run`: a command on many hosts.
final class RunVerb {

  private static final Set<Option> OPTIONS = EnumSet.copyOf(Targets.OPTIONS);

  static {
    OPTIONS.addAll(Screen.OPTIONS);
    OPTIONS.addAll(Password.OPTIONS);
    OPTIONS.addAll(Password.SUDO_OPTIONS);
    OPTIONS.addAll(EnumSet.of(Option.SHELL, Option.MERGE_ERRORS, Option.SUDO, Option.SUDO_USER));
    OPTIONS.addAll(ProxyOption.OPTIONS);
    OPTIONS.addAll(Tracing.OPTIONS);
    OPTIONS.addAll(Forwarding.OPTIONS);
    OPTIONS.addAll(
        EnumSet.of(
            Option.TTY, Option.INPUT, Option.HOST_WORDS, Option.FOLD, Option.RAW, Option.DRY_RUN));
    OPTIONS.addAll(EnumSet.of(Option.HELP));
  }

  private final Terminal terminal;
  private final Channel out;
  private final Channel err;

  RunVerb(Terminal terminal, Channel out, Channel err) {
    this.terminal = terminal;
    this.out = out;
    this.err = err;
  }

  int run(List<String> args) throws UsageException, InterruptedException {
    Arguments arguments = Arguments.parse("run", args, OPTIONS, true);
    if (arguments.has(Option.HELP)) {
      return Help.print(List.of("run"), out);
    }
    if (arguments.rest().isEmpty()) {
      throw new UsageException("no command is given; say what to run: muster run -w HOSTS COMMAND");
    }
    SshConfiguration configuration = Targets.configuration(arguments);
    RunOptions options = Targets.options(arguments).withOutput(mode(arguments));
    Screen screen = Screen.of(arguments, terminal, out, err);
    Spool.check(arguments);
    List<String> hosts = Targets.names(arguments, terminal);
    Spool spool = Spool.of(arguments, terminal);
    // opened for a dry run too: what cannot be opened cannot be run
    try (spool;
        GivenPasswords passwords = GivenPasswords.of(arguments, terminal);
        ProxyOption proxy = ProxyOption.of(arguments, terminal);
        Tracing tracing = Tracing.of(arguments, terminal);
        Muster muster =
            Screen.open(
                arguments, proxy.with(configuration), passwords, tracing, hosts.size(), terminal)) {
      Command command = command(arguments, spool.input());
      Group group = Forwarding.of(arguments, group(muster, hosts));
      if (arguments.has(Option.DRY_RUN)) {
        return dryRun(group.plan(command));
      }
      screen.warn(muster.notes());
      try (Run<Completed> run = start(group, command, options)) {
        return follow(muster, run, screen, arguments);
      }
    }
  }

  private static OutputMode mode(Arguments arguments) {
    if (arguments.has(Option.QUIET)) {
      return OutputMode.DISCARD;
    }
    return arguments.has(Option.FOLD) ? OutputMode.CAPTURE : OutputMode.LINES;
  }

  /// One word is a command line for the shell over there; several are put together with blanks
  /// between, as `ssh` does.
  private Command command(Arguments arguments, Input input) throws UsageException {
    try {
      Command command =
          wrapped(Command.shell(String.join(" ", arguments.rest())).withInput(input), arguments);
      if (arguments.has(Option.TTY)) {
        command = command.on(terminal.pty());
      }
      return arguments.has(Option.HOST_WORDS) ? command.withHostWords() : command;
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /// What stands between the login shell and the command.
  private static Command wrapped(Command command, Arguments arguments) {
    Command wrapped = command;
    if (arguments.has(Option.SHELL)) {
      wrapped = wrapped.by(shell(arguments.all(Option.SHELL).getLast()));
    }
    if (arguments.has(Option.MERGE_ERRORS)) {
      wrapped = wrapped.withMergedErrors();
    }
    boolean hasSudo = arguments.has(Option.SUDO) || arguments.has(Option.SUDO_USER);
    return hasSudo ? wrapped.sudo(arguments.last(Option.SUDO_USER).orElse("root")) : wrapped;
  }

  /// A shell's name alone is enough: what all of them take a text with comes behind it.
  private static String[] shell(String value) {
    String[] words = value.strip().split("[ \t]+", -1);
    return words.length == 1 ? new String[] {words[0], "-c"} : words;
  }

  private static Group group(Muster muster, List<String> hosts) throws UsageException {
    try {
      return muster.groupOf(hosts).oneShot();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Run<Completed> start(Group group, Command command, RunOptions options)
      throws UsageException {
    try {
      return group.start(command, options);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private int dryRun(List<HostTask> tasks) {
    for (HostTask task : tasks) {
      out.line(SafeText.of(task.host() + ": " + Targets.where(task) + ": " + task.line()));
    }
    return ExitStatus.OK;
  }

  private int follow(Muster muster, Run<Completed> run, Screen screen, Arguments arguments)
      throws InterruptedException {
    Optional<FoldPrinter> folds =
        arguments.has(Option.FOLD) ? Optional.of(screen.folds()) : Optional.empty();
    LinePrinter lines = screen.lines();
    Summary summary = new Summary();
    RunListener<Completed> listener =
        new RunListener<>() {
          @Override
          public void line(Line line) {
            screen.progress().erase();
            lines.print(line);
          }

          @Override
          public void ended(Result<Completed> result) {
            summary.add(result);
            folds.ifPresent(printer -> printer.add(result));
            screen.tell(result);
          }
        };
    boolean cut = screen.follower().follow(run, listener);
    lines.end();
    folds.ifPresent(FoldPrinter::print);
    screen.finish(summary, run, muster);
    return cut ? ExitStatus.CANCELLED : summary.status();
  }
}
