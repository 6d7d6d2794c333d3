package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What every benchmark stands on.
///
/// @param report where figures go
/// @param measure runs processes
/// @param checkout the project's folder
/// @param clients the command lines to compare
/// @param folder for files of this benchmark; deleted at its end
record Ground(Report report, Measure measure, Checkout checkout, Clients clients, Path folder) {

  Login login() {
    return clients.login();
  }

  /// Prints what is measured and on what, so that a report can be read alone.
  void describe() throws IOException, InterruptedException {
    Machine.here().print(report);
    String commit =
        Tools.version(
            List.of("git", "-C", "" + checkout.root(), "describe", "--always", "--dirty"));
    report.line("muster: " + clients.muster() + " at commit " + commit);
    if (Checkout.goIsHere()) {
      report.line(
          "go: %s, x/crypto %s"
              .formatted(
                  Tools.version(List.of("go", "version")), debian("golang-golang-x-crypto-dev")));
    }
    report.line("ssh: " + Tools.version(List.of("ssh", "-V")));
    report.line(
        "asyncssh: %s, pdsh: %s, clush: %s"
            .formatted(debian("python3-asyncssh"), debian("pdsh"), debian("clustershell")));
    double[] nothing = new double[5];
    for (int i = 0; i < nothing.length; i++) {
      nothing[i] = Race.seconds(measure.run(List.of("true"), Map.of()).wall()) * 1000;
    }
    report.line(
        "starting and measuring a process that does nothing takes %.1f ms; it is in every wall time"
            .formatted(Figures.median(nothing)));
  }

  private static String debian(String name) throws IOException, InterruptedException {
    String format = "--showformat=${Version}";
    return Tools.version(List.of("dpkg-query", "--show", format, name));
  }
}
