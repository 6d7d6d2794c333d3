package dev.muster.cli;

import dev.muster.host.HostSet;
import dev.muster.host.Spec;
import dev.muster.model.Durations;
import dev.muster.model.HostTask;
import dev.muster.model.RunOptions;
import dev.muster.model.SshConfiguration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What the options say about hosts and the way to them.
final class Targets {

  /// The options that are read here.
  static final Set<Option> OPTIONS =
      EnumSet.of(
          Option.HOSTS,
          Option.EXCLUDE,
          Option.USER,
          Option.PORT,
          Option.IDENTITY,
          Option.JUMP,
          Option.SSH_OPTION,
          Option.CONFIG,
          Option.HOST_KEYS,
          Option.FAN_OUT,
          Option.CONNECT_RATE,
          Option.CONNECT_TIMEOUT,
          Option.LOGIN_TIMEOUT,
          Option.TIMEOUT,
          Option.DEADLINE,
          Option.GRACE);

  private static final String COMMAND = Spec.Kind.COMMAND.word() + ":";

  /// What runs on this machine.
  private static final Set<Spec.Kind> HERE =
      EnumSet.of(Spec.Kind.LOCAL, Spec.Kind.DOCKER, Spec.Kind.PODMAN, Spec.Kind.COMMAND);

  private Targets() {}

  /// Returns the hosts of `-w` without those of `-x`.
  static HostSet hosts(Arguments arguments, Terminal terminal) throws UsageException {
    if (!arguments.has(Option.HOSTS)) {
      throw new UsageException("no hosts are named; say which with -w HOSTS, such as -w web[1-3]");
    }
    HostSet hosts = union(arguments.all(Option.HOSTS), terminal);
    HostSet left = hosts.difference(union(arguments.all(Option.EXCLUDE), terminal));
    if (left.isEmpty()) {
      throw new UsageException(
          hosts.isEmpty() ? "-w names no hosts" : "-x leaves no host of those that -w names");
    }
    return left;
  }

  /// Returns the hosts of `-w` without those of `-x`, and the targets of its specs. A value that
  /// begins with `command:` is one spec as it stands, blanks and all; others may stand in
  /// expressions.
  static List<String> names(Arguments arguments, Terminal terminal) throws UsageException {
    List<String> names = new ArrayList<>();
    HostSet excluded = union(arguments.all(Option.EXCLUDE), terminal);
    for (String value : arguments.all(Option.HOSTS)) {
      if (value.startsWith(COMMAND)) {
        names.add(checked(value));
      } else {
        HostSet hosts = read(value, terminal);
        if (value.equals("-") || value.startsWith("@")) {
          checkList(value, hosts);
        }
        hosts.difference(excluded).forEach(names::add);
      }
    }
    if (names.isEmpty()) {
      return hosts(arguments, terminal).names(); // which says what is wrong
    }
    return names.stream().distinct().toList();
  }

  /// A list names hosts only.
  ///
  /// The attack this prevents: a list from elsewhere, of an inventory say, with a line such as
  /// `command:/tmp/x` or `local:`, which would run that, or the command that is meant for the
  /// hosts, on this machine.
  private static void checkList(String list, HostSet hosts) throws UsageException {
    for (String name : hosts) {
      try {
        if (Spec.isMoreThanAHost(name) && HERE.contains(Spec.parse(name).kind())) {
          throw new UsageException(
              "hosts "
                  + SafeText.of(list)
                  + ": \""
                  + SafeText.of(name)
                  + "\" would run on this machine, and a list names hosts only; if that is meant, say"
                  + " it with a -w of its own");
        }
      } catch (IllegalArgumentException e) {
        throw new UsageException(SafeText.of(String.valueOf(e.getMessage())), e);
      }
    }
  }

  private static String checked(String spec) throws UsageException {
    try {
      return Spec.parse(spec).toString();
    } catch (IllegalArgumentException e) {
      throw new UsageException(SafeText.of(String.valueOf(e.getMessage())), e);
    }
  }

  /// Says where a host is: `user@name:port`, or what else its spec leads to.
  static String where(HostTask task) {
    return task.user().isEmpty() ? task.name() : task.user() + "@" + task.address();
  }

  private static HostSet union(List<String> values, Terminal terminal) throws UsageException {
    HostSet hosts = HostSet.empty();
    for (String value : values) {
      hosts = hosts.union(read(value, terminal));
    }
    return hosts;
  }

  /// Reads an expression, `@FILE`, or `-` for standard input.
  static HostSet read(String value, Terminal terminal) throws UsageException {
    try {
      if (value.equals("-")) {
        return lines(terminal.in(), "standard input");
      }
      if (value.startsWith("@")) {
        Path file = Path.of(value.substring(1));
        try (InputStream in = Files.newInputStream(file)) {
          return lines(in, file.toString());
        }
      }
      return HostSet.parse(value);
    } catch (NoSuchFileException e) {
      throw new UsageException("host file " + value.substring(1) + " does not exist", e);
    } catch (IOException | UncheckedIOException e) {
      throw new UsageException("hosts " + value + " cannot be read: " + e, e);
    } catch (IllegalArgumentException e) {
      throw new UsageException(SafeText.of(String.valueOf(e.getMessage())), e);
    }
  }

  private static HostSet lines(InputStream in, String source) {
    var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    return HostSet.read(reader.lines(), source);
  }

  /// Returns what says how hosts are reached. What has an option of its own wins over `-o`, and
  /// both over the files.
  static SshConfiguration configuration(Arguments arguments) throws UsageException {
    SshConfiguration said = SshConfiguration.standard().withFiles(files(arguments));
    if (arguments.has(Option.HOST_KEYS)) {
      said = said.with("StrictHostKeyChecking", mode(arguments.all(Option.HOST_KEYS).getLast()));
    }
    if (arguments.has(Option.USER)) {
      said = said.with("User", arguments.all(Option.USER).getLast());
    }
    if (arguments.has(Option.PORT)) {
      said = said.with("Port", Integer.toString(number(arguments, Option.PORT, 65_535)));
    }
    if (arguments.has(Option.JUMP)) {
      said = said.with("ProxyJump " + arguments.all(Option.JUMP).getLast());
    }
    if (arguments.has(Option.FORWARD_AGENT)) {
      said = said.with("ForwardAgent", "yes");
    }
    for (String option : arguments.all(Option.SSH_OPTION)) {
      said = said.with(option);
    }
    for (String file : arguments.all(Option.IDENTITY)) {
      said = said.withIdentity(Path.of(file));
    }
    if (arguments.has(Option.LOGIN_TIMEOUT)) {
      said = said.withLoginTimeout(time(arguments, Option.LOGIN_TIMEOUT));
    }
    return arguments.has(Option.CONNECT_TIMEOUT)
        ? said.withConnectTimeout(time(arguments, Option.CONNECT_TIMEOUT))
        : said;
  }

  private static SshConfiguration.Files files(Arguments arguments) {
    if (!arguments.has(Option.CONFIG)) {
      return new SshConfiguration.Files.Standard();
    }
    String file = arguments.all(Option.CONFIG).getLast();
    return file.equalsIgnoreCase("none")
        ? new SshConfiguration.Files.None()
        : new SshConfiguration.Files.Only(Path.of(file));
  }

  private static String mode(String value) throws UsageException {
    return switch (value) {
      case "strict" -> "yes";
      case "accept-new" -> "accept-new";
      case "off" -> "no";
      default ->
          throw new UsageException("--host-keys " + value + ": wanted strict, accept-new or off");
    };
  }

  /// Returns the terms of the run.
  static RunOptions options(Arguments arguments) throws UsageException {
    RunOptions options = RunOptions.standard();
    if (arguments.has(Option.FAN_OUT)) {
      options = options.withFanOut(number(arguments, Option.FAN_OUT, 1_000_000));
    }
    if (arguments.has(Option.CONNECT_RATE)) {
      options = options.withConnectRate(rate(arguments.all(Option.CONNECT_RATE).getLast()));
    }
    if (arguments.has(Option.TIMEOUT)) {
      options = options.withTimeout(time(arguments, Option.TIMEOUT));
    }
    if (arguments.has(Option.DEADLINE)) {
      options = options.withDeadline(time(arguments, Option.DEADLINE));
    }
    if (arguments.has(Option.GRACE)) {
      options = options.withGrace(time(arguments, Option.GRACE));
    }
    return options;
  }

  private static double rate(String value) throws UsageException {
    String number = value.endsWith("/s") ? value.substring(0, value.length() - 2) : value;
    try {
      double rate = Double.parseDouble(number);
      if (rate > 0 && rate <= 1e6) {
        return rate;
      }
    } catch (NumberFormatException e) {
      throw new UsageException("--connect-rate " + value + ": wanted hosts a second, as 100/s", e);
    }
    throw new UsageException("--connect-rate " + value + ": wanted more than 0, at most 1000000/s");
  }

  static int number(Arguments arguments, Option option, int most) throws UsageException {
    String value = arguments.all(option).getLast();
    try {
      int number = Integer.parseInt(value);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new UsageException(option + " " + value + ": wanted a number, 1 to " + most, e);
    }
    throw new UsageException(option + " " + value + ": wanted a number, 1 to " + most);
  }

  private static Duration time(Arguments arguments, Option option) throws UsageException {
    String value = arguments.all(option).getLast();
    try {
      Duration time = Durations.parse(value);
      if (time.isPositive()) {
        return time;
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + ": " + e.getMessage(), e);
    }
    throw new UsageException(option + " " + value + ": the time must be more than nothing");
  }
}
