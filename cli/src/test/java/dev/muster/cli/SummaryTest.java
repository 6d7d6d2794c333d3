package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.Completed;
import dev.muster.model.Failure;
import dev.muster.model.Failure.TimedOut;
import dev.muster.model.Failure.TimedOut.Scope;
import dev.muster.model.Output;
import dev.muster.model.Phase;
import dev.muster.model.Result;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryTest {

  /// Makes a result of a word: a number is an exit code.
  private static Result<Completed> result(String host, String word) {
    Duration t = Duration.ZERO;
    Output none = Output.empty();
    Duration limit = Duration.ofSeconds(1);
    Failure network = new Failure.Network(Phase.CONNECT, "x:22", "refused");
    return switch (word) {
      case "kill" -> new Result.Done<>(host, 0, t, new Completed.Signalled("KILL", none));
      case "nostatus" -> new Result.Done<>(host, 0, t, new Completed.NoStatus(none));
      case "unreached" -> new Result.Unreached<>(host, 0, t, network);
      case "slow" ->
          new Result.Unreached<>(
              host, 0, t, new TimedOut(Phase.BANNER, "x:22", limit, Scope.PHASE));
      case "timeout" ->
          new Result.Lost<>(host, 0, t, new TimedOut(Phase.RUN, "x:22", limit, Scope.HOST), none);
      case "deadline" ->
          new Result.Unreached<>(host, 0, t, new TimedOut(Phase.WAIT, "x:22", limit, Scope.RUN));
      case "lost" -> new Result.Lost<>(host, 0, t, network, none);
      case "cancelled" ->
          new Result.Lost<>(host, 0, t, new Failure.Cancelled(Phase.RUN, "x:22"), none);
      default -> new Result.Done<>(host, 0, t, new Completed.Exited(Integer.parseInt(word), none));
    };
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0                     | 0   | 1 host: 1 ok in 1.2 s
          0 0 0                 | 0   | 3 hosts: 3 ok in 1.2 s
          3 3                   | 1   | 2 hosts: 2 exited 3 in 1.2 s
          0 3 0 unreached       | 3   | 4 hosts: 2 ok, 1 exited 3, 1 unreached in 1.2 s/  exited 3: h1/  unreached: h3
          10 2 10               | 1   | 3 hosts: 1 exited 2, 2 exited 10 in 1.2 s/  exited 2: h1/  exited 10: h[0,2]
          kill nostatus         | 1   | 2 hosts: 1 ended without a status, 1 killed by KILL in 1.2 s/  ended without a status: h1/  killed by KILL: h0
          slow                  | 3   | 1 host: 1 unreached in 1.2 s
          timeout unreached     | 4   | 2 hosts: 1 unreached, 1 timed out in 1.2 s/  unreached: h1/  timed out: h0/  the command may have run, or still run, on 1 of them
          deadline              | 4   | 1 host: 1 timed out in 1.2 s
          lost timeout 1        | 5   | 3 hosts: 1 exited 1, 1 timed out, 1 lost in 1.2 s/  exited 1: h2/  timed out: h1/  lost: h0/  the command may have run, or still run, on 2 of them
          0 cancelled           | 130 | 2 hosts: 1 ok, 1 cancelled in 1.2 s/  cancelled: h1/  the command may have run, or still run, on 1 of them
          """)
  void saysWhatBecameOfTheHosts(String words, int status, String lines) {
    Summary summary = new Summary();
    int number = 0;
    for (String word : words.split(" ", -1)) {
      summary.add(result("h" + number++, word));
    }
    assertThat(summary.lines(Duration.ofMillis(1234))).isEqualTo(List.of(lines.split("/", -1)));
    assertThat(summary.status()).isEqualTo(status);
  }
}
