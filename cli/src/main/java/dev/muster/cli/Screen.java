package dev.muster.cli;

import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.Run;
import dev.muster.model.Failure;
import dev.muster.model.Passphrases;
import dev.muster.model.Result;
import dev.muster.model.RuntimePush;
import dev.muster.model.SshConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// How a run is shown: what goes to which output, in colour or not, escaped or not.
final class Screen {

  static final Set<Option> OPTIONS =
      EnumSet.of(Option.QUIET, Option.NO_PROGRESS, Option.COLOR, Option.VERBOSE, Option.TIMES);

  private static final String OUT_COLOR = "36";
  private static final String ERR_COLOR = "31";

  private final Terminal terminal;
  private final Channel out;
  private final Channel err;
  private final boolean quiet;
  private final boolean verbose;
  private final boolean raw;
  private final boolean outColor;
  private final boolean errColor;
  private final boolean times;
  private final ProgressLine progress;

  private Screen(Arguments arguments, Terminal terminal, Channel out, Channel err, String color) {
    this.terminal = terminal;
    this.out = out;
    this.err = err;
    this.quiet = arguments.has(Option.QUIET);
    this.verbose = arguments.has(Option.VERBOSE);
    this.times = arguments.has(Option.TIMES);
    this.raw = arguments.has(Option.RAW);
    boolean always = color.equals("always");
    boolean never = color.equals("never");
    this.outColor = always || (!never && terminal.likesColor(terminal.outIsTerminal()));
    this.errColor = always || (!never && terminal.likesColor(terminal.errIsTerminal()));
    boolean alone = !quiet && !arguments.has(Option.NO_PROGRESS) && !arguments.has(Option.TRACE);
    boolean shown = terminal.errIsTerminal() && alone;
    this.progress = new ProgressLine(err, terminal.columns(), shown, System.nanoTime());
  }

  static Screen of(Arguments arguments, Terminal terminal, Channel out, Channel err)
      throws UsageException {
    String color = arguments.last(Option.COLOR).orElse("auto");
    if (!List.of("auto", "always", "never").contains(color)) {
      throw new UsageException("--color " + color + ": wanted auto, always or never");
    }
    return new Screen(arguments, terminal, out, err, color);
  }

  /// Opens a [Muster] for so many hosts.
  static Muster open(
      Arguments arguments,
      SshConfiguration configuration,
      GivenPasswords passwords,
      Tracing tracing,
      int hosts,
      Terminal terminal)
      throws UsageException {
    Passphrases asked = isBatch(arguments) ? Passphrases.none() : terminal.passphrases();
    KerberosConfig.takeOver(terminal.environment());
    int loops = Math.min(hosts, Runtime.getRuntime().availableProcessors());
    try {
      MusterOptions options =
          MusterOptions.standard()
              .withConfiguration(configuration)
              .withPassphrases(asked)
              .withSecretVariables(Password.variables(arguments))
              .withWarnings(line -> tell(terminal, false, line))
              .withLoops(loops);
      if (tracing.wanted().isPresent()) {
        options = options.withTrace(tracing.wanted().get());
      }
      if (arguments.has(Option.RUNTIME)) {
        RuntimePush push = runtime(arguments.all(Option.RUNTIME).getLast());
        boolean quiet = arguments.has(Option.QUIET);
        options = options.withRuntimePush(push.telling(line -> tell(terminal, quiet, line)));
      }
      return Muster.open(passwords.into(options));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static RuntimePush runtime(String said) throws UsageException {
    try {
      return RuntimePush.parse(said);
    } catch (IllegalArgumentException e) {
      throw new UsageException(Option.RUNTIME + ": " + e.getMessage(), e);
    }
  }

  /// Says what is about to be pushed or is not as it should be, on any thread: in one piece, past
  /// the buffer of whoever shows the run, and over the progress line.
  private static void tell(Terminal terminal, boolean quiet, String line) {
    if (!quiet) {
      String erase = terminal.errIsTerminal() ? "\r\u001b[K" : "";
      String text = erase + "muster: " + SafeText.of(line) + "\n";
      try {
        terminal.err().write(text.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // nobody reads it
      }
    }
  }

  private static boolean isBatch(Arguments arguments) {
    boolean batch = false;
    for (String option : arguments.all(Option.SSH_OPTION)) {
      String lower = option.toLowerCase(Locale.ROOT);
      if (lower.startsWith("batchmode")) {
        batch = lower.endsWith("yes") || lower.endsWith("true");
      }
    }
    return batch;
  }

  /// Says what the user should know before the run begins; a warning even with `-q`.
  void warn(List<String> notes) {
    for (String note : notes) {
      if (!quiet || note.startsWith("warning: ")) {
        err.line("muster: " + SafeText.of(note));
      }
    }
    err.flush();
  }

  ProgressLine progress() {
    return progress;
  }

  Follower follower() {
    return new Follower(out, err, progress);
  }

  LinePrinter lines() {
    return new LinePrinter(
        new LinePrinter.Side(out, terminal.outIsTerminal() && !raw, outColor ? OUT_COLOR : ""),
        new LinePrinter.Side(err, terminal.errIsTerminal() && !raw, errColor ? ERR_COLOR : ""));
  }

  /// Returns one that prints all to standard error, where standard output is for something else.
  LinePrinter linesAmongErrors() {
    var side =
        new LinePrinter.Side(err, terminal.errIsTerminal() && !raw, errColor ? ERR_COLOR : "");
    return new LinePrinter(side, side);
  }

  CallFolds callFolds() {
    return new CallFolds(
        out, terminal.outIsTerminal() && !raw, err, terminal.errIsTerminal() && !raw);
  }

  FoldPrinter folds() {
    return new FoldPrinter(
        out, terminal.outIsTerminal() && !raw, err, terminal.errIsTerminal() && !raw);
  }

  /// Says in a line what is worth one: a host that was not reached or was lost, and with `-v` every
  /// host.
  void tell(Result<?> result) {
    boolean trouble =
        result.failure().isPresent() && !(result.failure().get() instanceof Failure.Cancelled);
    if ((trouble || verbose) && !out.isBroken()) {
      progress.erase();
      String took = verbose ? " (" + took(result) + ")" : "";
      err.line(SafeText.of(result.message()) + took);
    }
  }

  /// Says with `-v` that a host is done, without what it gave.
  void tellEnd(Result<?> result, String how) {
    if (verbose && !out.isBroken()) {
      progress.erase();
      err.line(result.host() + ": " + how + " (" + took(result) + ")");
    }
  }

  private static String took(Result<?> result) {
    return dev.muster.model.Durations.measured(result.took());
  }

  /// Says how the run went, unless nobody wants to know, and where the time went if somebody asked.
  void finish(Summary summary, Run<?> run, Muster muster) {
    out.flush();
    if (!quiet && !out.isBroken()) {
      summary.lines(run.took()).forEach(err::line);
    }
    if (times && !out.isBroken()) {
      Timesheet.lines(muster.times(), run.results()).forEach(line -> err.line(SafeText.of(line)));
    }
    err.flush();
  }
}
