package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `true` on one host of a real `sshd`, beside `ssh`: what a person waits for.
@Command(
    name = "one",
    description = "`true` on one host of an OpenSSH server on this machine, beside `ssh`.")
final class OneBench extends Benchmark {

  private static final double BAR = 1.5;
  private static final String HOST = "127.0.0.1";

  @Option(names = "--runs", description = "runs of each program (default: ${DEFAULT-VALUE})")
  private int runs = 21;

  @Override
  void measure(Ground ground) throws IOException, InterruptedException {
    Login login = ground.login();
    try (Server.Listening sshd = Server.sshd(ground.folder(), login)) {
      Path known = login.knownHosts(sshd.port());
      Contender ours = ours(ground, sshd.port(), known);
      Contender theirs = theirs(login, sshd.port(), known);
      Race.checked(ground.measure(), ours); // builds, trains the AOT cache; not counted
      Race.checked(ground.measure(), theirs);
      Report report = ground.report();
      report.heading("`true` on one host, host key checked, whole processes in turn");
      Race race = Race.run(report, ground.measure(), List.of(ours, theirs), runs);
      report.heading("ours over ssh, run by run");
      report.ratios(
          "wall  ", Figures.ratios(race.wall(Clients.MUSTER), race.wall(Clients.OPENSSH)), BAR);
    }
  }

  private static Contender ours(Ground ground, int port, Path known) {
    List<String> words =
        new ArrayList<>(List.of("" + ground.clients().muster(), "run", "-w", HOST));
    words.addAll(ground.clients().login(port));
    words.addAll(List.of("-o", "UserKnownHostsFile=" + known, "--", "true"));
    return new Contender(Clients.MUSTER, words, Map.of(), OneBench::fault);
  }

  private static Contender theirs(Login login, int port, Path known) {
    List<String> words = new ArrayList<>();
    words.add("" + Tools.find("ssh", "openssh-client"));
    words.addAll(List.of("-F", "/dev/null", "-o", "UserKnownHostsFile=" + known));
    words.addAll(List.of("-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes"));
    words.addAll(List.of("-p", "" + port, "-l", login.user(), "-i", "" + login.key()));
    words.addAll(List.of(HOST, "true"));
    return new Contender(Clients.OPENSSH, words, Map.of(), OneBench::fault);
  }

  private static String fault(Measured run) {
    return run.exit() == 0 ? "" : "wanted exit status 0";
  }
}
