package dev.muster.cli;

import dev.muster.fleet.Answer;
import dev.muster.fleet.Behaviour;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetOptions;
import dev.muster.fleet.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// `muster demo`: the main job on a fleet of loopback hosts inside this process. Nothing outside of
/// this machine is touched.
final class DemoVerb {

  private static final Set<Option> OPTIONS =
      EnumSet.of(Option.COUNT, Option.FAN_OUT, Option.COLOR, Option.NO_PROGRESS, Option.HELP);

  private static final int USUAL = 200;
  private static final int MOST = 60_000;
  private static final int SHOWN = 3;

  private final Terminal terminal;
  private final Channel out;
  private final Channel err;

  DemoVerb(Terminal terminal, Channel out, Channel err) {
    this.terminal = terminal;
    this.out = out;
    this.err = err;
  }

  int run(List<String> args) throws UsageException, InterruptedException {
    Arguments arguments = Arguments.parse("demo", args, OPTIONS, false);
    if (arguments.has(Option.HELP)) {
      return Help.print(List.of("demo"), out);
    }
    if (!arguments.rest().isEmpty()) {
      throw new UsageException(
          "demo takes no command, got \"" + arguments.rest().getFirst() + "\"");
    }
    int hosts = arguments.has(Option.COUNT) ? Targets.number(arguments, Option.COUNT, MOST) : USUAL;
    try {
      return onFleet(reach -> show(arguments, hosts, reach));
    } catch (IOException | UncheckedIOException | GeneralSecurityException e) {
      throw new UsageException("the demo's fleet cannot be made: " + e.getMessage(), e);
    }
  }

  /// What is done with a fleet.
  interface Use {

    /// Does it.
    ///
    /// @param reach the options that reach its hosts
    /// @return the status
    int with(List<String> reach) throws UsageException, InterruptedException;
  }

  /// Starts the demo's fleet for as long as it is used.
  static int onFleet(Use use)
      throws IOException, GeneralSecurityException, UsageException, InterruptedException {
    Path key = Files.createTempFile("muster-demo-", ".key");
    Path knownHosts = Files.createTempFile("muster-demo-", ".known_hosts");
    int loops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    FleetOptions options =
        FleetOptions.of(Behaviour.of(Script.shell())).behaving(DemoVerb::host).withLoops(loops);
    try (Fleet fleet = Fleet.start(options)) {
      Files.writeString(key, newKey());
      Files.writeString(knownHosts, fleet.knownHosts("127.*"));
      List<String> reach =
          List.of(
              "-p" + fleet.port(),
              "-i" + key,
              "-oUserKnownHostsFile=" + knownHosts,
              "-oGlobalKnownHostsFile=none");
      return use.with(reach);
    } finally {
      Files.deleteIfExists(key);
      Files.deleteIfExists(knownHosts);
    }
  }

  /// Two runs: a few hosts with their lines as they come, and all of them folded.
  private int show(Arguments arguments, int hosts, List<String> reach)
      throws UsageException, InterruptedException {
    out.line("A fleet of " + hosts + " hosts inside this process; nothing else is touched.");
    int few = Math.min(SHOWN, hosts);
    int status = show(arguments, List.of("-w" + expression(few)), reach, "uptime -p");
    if (status == ExitStatus.OK) {
      status = show(arguments, List.of("-w" + expression(hosts), "-b"), reach, "uname -sr");
    }
    return status;
  }

  private int show(Arguments arguments, List<String> which, List<String> reach, String command)
      throws UsageException, InterruptedException {
    StringBuilder shown = new StringBuilder("\n$ muster run");
    for (String word : which) {
      shown.append(' ').append(word, 0, 2);
      if (word.length() > 2) {
        shown.append(" '").append(word, 2, word.length()).append('\'');
      }
    }
    out.line(shown + " -- " + command);
    out.flush();
    List<String> words = new ArrayList<>(which);
    words.addAll(reach);
    for (Option option : List.of(Option.FAN_OUT, Option.COLOR)) {
      arguments.last(option).ifPresent(value -> words.addAll(List.of(option.toString(), value)));
    }
    if (arguments.has(Option.NO_PROGRESS)) {
      words.add(Option.NO_PROGRESS.toString());
    }
    words.addAll(List.of("-F", "none", "--", command));
    return new RunVerb(terminal, out, err).run(words);
  }

  /// Returns the hosts as an expression: 250 to each network of the loopback.
  static String expression(int hosts) {
    int full = hosts / 250;
    int rest = hosts % 250;
    StringBuilder expression = new StringBuilder();
    for (int from = 0; from < full; from += 250) {
      int to = Math.min(full, from + 250) - 1 - from;
      expression.append(expression.isEmpty() ? "" : ",").append("127.").append(1 + from / 250);
      expression.append(to == 0 ? ".0" : ".[0-" + to + "]").append(".[1-250]");
    }
    if (rest > 0) {
      expression.append(expression.isEmpty() ? "" : ",").append("127.").append(1 + full / 250);
      expression.append('.').append(full % 250).append(rest == 1 ? ".1" : ".[1-" + rest + "]");
    }
    return expression.toString();
  }

  /// One host in ten was not updated, so that there is something to fold.
  private static Behaviour host(InetAddress address) {
    int number = address.getAddress()[3] & 0xFF;
    String kernel = number % 10 == 0 ? "Linux 6.1.0" : "Linux 6.12.9";
    return Behaviour.of(
        new Script.Canned(line ->
            switch (line) {
              case "uname -sr" -> Answer.of(kernel + "\n");
              case "uptime -p" -> Answer.of("up " + (number + 1) + " days\n");
              default -> Answer.of("").withErr("no such demo\n").withStatus(127);
            }));
  }

  /// Returns a new private key in PKCS#8, as OpenSSL writes it.
  private static String newKey() throws GeneralSecurityException {
    byte[] key =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    String text = Base64.getMimeEncoder().encodeToString(key);
    return "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
  }
}
