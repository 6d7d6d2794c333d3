package dev.muster.cli;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.Run;
import dev.muster.RunListener;
import dev.muster.model.Durations;
import dev.muster.model.Line;
import dev.muster.model.Reached;
import dev.muster.model.Result;
import dev.muster.model.RunOptions;
import dev.muster.model.SshConfiguration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// `muster ping`: connects and logs in, runs nothing, and says how long it took.
final class PingVerb {

  private static final Set<Option> OPTIONS = EnumSet.copyOf(Targets.OPTIONS);

  static {
    OPTIONS.addAll(Screen.OPTIONS);
    OPTIONS.addAll(Password.OPTIONS);
    OPTIONS.addAll(ProxyOption.OPTIONS);
    OPTIONS.addAll(Tracing.OPTIONS);
    OPTIONS.add(Option.HELP);
  }

  private final Terminal terminal;
  private final Channel out;
  private final Channel err;

  PingVerb(Terminal terminal, Channel out, Channel err) {
    this.terminal = terminal;
    this.out = out;
    this.err = err;
  }

  int run(List<String> args) throws UsageException, InterruptedException {
    Arguments arguments = Arguments.parse("ping", args, OPTIONS, false);
    if (arguments.has(Option.HELP)) {
      return Help.print(List.of("ping"), out);
    }
    if (!arguments.rest().isEmpty()) {
      throw new UsageException(
          "ping runs no command, got \"" + arguments.rest().getFirst() + "\"; use muster run");
    }
    SshConfiguration configuration = Targets.configuration(arguments);
    RunOptions options = Targets.options(arguments);
    Screen screen = Screen.of(arguments, terminal, out, err);
    List<String> hosts = Targets.names(arguments, terminal);
    try (GivenPasswords passwords = GivenPasswords.of(arguments, terminal);
        ProxyOption proxy = ProxyOption.of(arguments, terminal);
        Tracing tracing = Tracing.of(arguments, terminal);
        Muster muster =
            Screen.open(
                arguments, proxy.with(configuration), passwords, tracing, hosts.size(), terminal)) {
      Group group = muster.groupOf(hosts).oneShot();
      screen.warn(muster.notes());
      try (Run<Reached> run = group.startPing(options)) {
        return follow(muster, run, screen, arguments.has(Option.QUIET));
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private int follow(Muster muster, Run<Reached> run, Screen screen, boolean quiet)
      throws InterruptedException {
    Summary summary = new Summary();
    RunListener<Reached> listener =
        new RunListener<>() {
          @Override
          public void line(Line line) {
            throw new IllegalStateException("a ping printed a line: " + line);
          }

          @Override
          public void ended(Result<Reached> result) {
            summary.add(result);
            if (result.ok() && !quiet) {
              screen.progress().erase();
              out.line(result.host() + ": reached in " + Durations.measured(result.took()));
            } else if (!result.ok()) {
              screen.tell(result);
            }
          }
        };
    boolean cut = screen.follower().follow(run, listener);
    screen.finish(summary, run, muster);
    return cut ? ExitStatus.CANCELLED : summary.status();
  }
}
