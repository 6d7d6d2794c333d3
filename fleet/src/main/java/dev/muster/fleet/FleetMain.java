package dev.muster.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// A fleet as a program of its own, so that a benchmark measures its client alone.
///
/// Prints one line when it is ready; ends when its standard input ends or at SIGTERM.
public final class FleetMain {

  private static final String USAGE =
      """
      usage: fleet [--port N] [--loops N] [--known-hosts FILE] [--real] [--bytes N] [--delay MS]

      Plays a host at each address of 127.0.0.0/8. For demo, tests and benchmarks only: it lets in
      whoever has some key.

        --port N            where to listen; default: any that is free
        --loops N           event loops; default 1
        --known-hosts FILE  write the host key there, as ssh and muster read it
        --real              run commands with /bin/sh instead of answering "hello world"
        --bytes N           answer N bytes instead
        --delay MS          answer after so many milliseconds
      """;

  private FleetMain() {}

  /// Runs one.
  public static void main(String[] args) throws IOException {
    System.exit(run(List.of(args), System.in, System.out, System.err));
  }

  /// Runs until `in` ends.
  ///
  /// @return 0; 2 if the arguments are wrong, 1 if the port or the file cannot be had
  static int run(List<String> args, InputStream in, PrintStream out, PrintStream err)
      throws IOException {
    Arguments arguments;
    try {
      arguments = Arguments.parse(args);
    } catch (IllegalArgumentException e) {
      err.println("fleet: " + e.getMessage());
      err.print(USAGE);
      return 2;
    }
    try (Fleet fleet = Fleet.start(arguments.options())) {
      Thread ending = new Thread(fleet::close, "fleet-close");
      Runtime.getRuntime().addShutdownHook(ending);
      if (!arguments.knownHosts().isEmpty()) {
        Files.writeString(Path.of(arguments.knownHosts()), fleet.knownHosts("127.*"));
      }
      out.printf(
          "fleet ready at 127.0.0.0/8 port %d, host key %s%n",
          fleet.port(), fleet.hostKeys().getFirst());
      out.flush();
      in.transferTo(OutputStream.nullOutputStream());
      return 0;
    } catch (UncheckedIOException e) {
      err.println("fleet: " + e.getMessage());
      return 1;
    }
  }

  /// What the command line says.
  record Arguments(
      int port, int loops, String knownHosts, boolean real, long bytes, Duration delay) {

    static Arguments parse(List<String> args) {
      Arguments now = new Arguments(0, 1, "", false, -1, Duration.ZERO);
      Deque<String> rest = new ArrayDeque<>(args);
      while (!rest.isEmpty()) {
        now = now.with(rest.remove(), rest);
      }
      return now;
    }

    FleetOptions options() {
      Answer answer = Answer.of("hello world\n").after(delay);
      Script script =
          real ? Script.shell() : Script.always(bytes < 0 ? answer : answer.withBytes(bytes));
      return FleetOptions.of(Behaviour.of(script)).withPort(port).withLoops(loops);
    }

    private Arguments with(String name, Deque<String> rest) {
      return switch (name) {
        case "--port" -> {
          int number = (int) number(name, rest, 65_535);
          yield new Arguments(number, loops, knownHosts, real, bytes, delay);
        }
        case "--loops" -> {
          int number = (int) number(name, rest, 1024);
          yield new Arguments(port, number, knownHosts, real, bytes, delay);
        }
        case "--known-hosts" -> new Arguments(port, loops, value(name, rest), real, bytes, delay);
        case "--real" -> new Arguments(port, loops, knownHosts, true, bytes, delay);
        case "--bytes" -> {
          long number = number(name, rest, Long.MAX_VALUE);
          yield new Arguments(port, loops, knownHosts, real, number, delay);
        }
        case "--delay" -> {
          Duration time = Duration.ofMillis(number(name, rest, 86_400_000));
          yield new Arguments(port, loops, knownHosts, real, bytes, time);
        }
        default -> throw new IllegalArgumentException("unknown option \"" + name + "\"");
      };
    }

    private static String value(String name, Deque<String> rest) {
      String value = rest.poll();
      if (value == null) {
        throw new IllegalArgumentException(name + " wants a value");
      }
      return value;
    }

    private static long number(String name, Deque<String> rest, long most) {
      String value = value(name, rest);
      try {
        long number = Long.parseLong(value);
        if (number >= 0 && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // told below, with what was wanted
      }
      throw new IllegalArgumentException(
          "%s wants a number from 0 to %d, got \"%s\"".formatted(name, most, value));
    }
  }
}
