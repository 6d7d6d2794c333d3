package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientsTest {

  @TempDir private Path folder = Path.of("");

  private final Clients clients =
      new Clients(
          new Checkout(Path.of("/src")),
          Path.of("/src/muster"),
          new Login("me", Path.of("/tmp/id"), Path.of("/tmp/host")));

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1     | 127.1.0.[1-1]
          20    | 127.1.0.[1-20]
          250   | 127.1.[0-0].[1-250]
          251   | 127.1.[0-0].[1-250],127.1.1.[1-1]
          10000 | 127.1.[0-39].[1-250]
          """)
  void namesTheSameHostsAsThePeersCountThem(int count, String hosts) {
    assertThat(Clients.hosts(count)).isEqualTo(hosts);
  }

  @Test
  void oursIsCalledAsAUserWould() {
    assertThat(String.join(" ", clients.muster(2200, 20, 5, "-o", "A=b").words()))
        .isEqualTo(
            "/src/muster run -w 127.1.0.[1-20] -p 2200 -l me -i /tmp/id -f 5 --host-keys off"
                + " -o A=b -- echo hello world");
  }

  @ParameterizedTest(name = "exit {0}, {1} answers")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | 2 | ''
          0 | 1 | wanted the answer of 2 hosts, got 1
          0 | 3 | wanted the answer of 2 hosts, got 3
          3 | 2 | wanted the answer of 2 hosts, got 2
          """)
  void aRunIsRightOnlyWithEveryAnswer(int exit, int answers, String fault) throws Exception {
    Path out = Files.writeString(folder.resolve("out"), "h: hello world\n".repeat(answers));
    var run = new Measured(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, exit, out, out);

    assertThat(clients.muster(2200, 2, 1).check().fault(run)).isEqualTo(fault);
  }

  @ParameterizedTest(name = "exit {0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | ok=2 failed=0 ok=2 failed=0 | true
          0 | ok=2 failed=0 ok=1 failed=1 | false
          1 | ok=2 failed=0               | false
          0 | nothing                     | false
          """)
  void aPeersRunIsRightOnlyWithEveryHostInEveryRound(int exit, String rounds, boolean right)
      throws Exception {
    String text =
        rounds.replaceAll("(failed=\\d) ?", "$1 bytes=24 wall_ms=1.5 cpu_ms=1 rss_kib=9\n");
    Path out = Files.writeString(folder.resolve("out"), text);
    var run = new Measured(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, exit, out, out);

    assertThat(clients.asyncssh(2200, 2, 1).check().fault(run).isEmpty()).isEqualTo(right);
  }
}
