package dev.muster.bench;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/// The `muster bench` command.
///
/// Exit status: 0 every bar was met, 1 one was missed, 2 it could not be measured.
@Command(
    name = "muster bench",
    description = "Measures whole runs of Muster beside those of peers. See docs/benchmarks.md.",
    subcommands = {
      FleetBench.class,
      OneBench.class,
      TripsBench.class,
      JobBench.class,
      IdleBench.class,
      OutputBench.class,
      CallsBench.class,
      RoundsCommand.class,
      CallsCommand.class
    })
public final class Main {

  private Main() {}

  /// Runs one benchmark and exits.
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // figures look alike everywhere
    System.exit(run(args));
  }

  static int run(String... args) {
    CommandLine command = new CommandLine(new Main());
    addHelp(command);
    command.getSubcommands().values().forEach(Main::addHelp);
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setExecutionExceptionHandler((trouble, at, parsed) -> {
      if (trouble instanceof NotPossible) {
        at.getErr().println("muster bench: " + trouble.getMessage());
        return 2;
      }
      throw trouble;
    });
    if (args.length == 0) {
      command.usage(command.getErr());
      return 2;
    }
    return command.execute(args);
  }

  private static void addHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("show this help and exit")
                .build());
  }
}
