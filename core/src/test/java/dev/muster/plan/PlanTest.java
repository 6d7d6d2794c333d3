package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.model.Command;
import dev.muster.model.HostTask;
import dev.muster.model.SshSettings;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {

  private final SshSettings settings = SshSettings.standard().withUser("me").withPort(2222);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web1                  | me  | web1          | 2222 | web1:2222
          amy@web1              | amy | web1          | 2222 | web1:2222
          web1:22               | me  | web1          | 22   | web1:22
          amy@web1:22           | amy | web1          | 22   | web1:22
          a@b@web1              | a@b | web1          | 2222 | web1:2222
          10.0.0.1:23           | me  | 10.0.0.1      | 23   | 10.0.0.1:23
          ::1                   | me  | ::1           | 2222 | [::1]:2222
          fe80::1%eth0          | me  | fe80::1%eth0  | 2222 | [fe80::1%eth0]:2222
          [::1]                 | me  | ::1           | 2222 | [::1]:2222
          amy@[::1]:22          | amy | ::1           | 22   | [::1]:22
          """)
  void takesAHostsNameApart(String host, String user, String name, int port, String address) {
    List<HostTask> tasks = Plan.of(List.of(host), settings, Optional.empty());
    assertThat(tasks).containsExactly(new HostTask(host, 0, name, port, user, ""));
    assertThat(tasks.getFirst().address()).isEqualTo(address);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web1:     | host "web1:": "" is no port; wanted 1 to 65535
          web1:x    | host "web1:x": "x" is no port; wanted 1 to 65535
          web1:0    | host "web1:0": port must be 1 to 65535, was 0
          web1:65536| host "web1:65536": port must be 1 to 65535, was 65536
          @web1     | host "@web1": the user before @ is empty
          amy@      | host "amy@": it has no name or address
          [::1      | host "[::1": an address in brackets is written [ADDRESS] or [ADDRESS]:PORT
          [::1]22   | host "[::1]22": an address in brackets is written [ADDRESS] or [ADDRESS]:PORT
          """)
  void refusesANameItCannotUnderstand(String host, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Plan.of(List.of(host), settings, Optional.empty()))
        .withMessage(message);
  }

  @Test
  void givesEveryHostItsLineAndRank() {
    Command command = Command.of("echo", "{host}", "{rank}").withHostWords();
    List<HostTask> tasks = Plan.of(List.of("a", "amy@b:22", "a"), settings, Optional.of(command));
    assertThat(tasks)
        .extracting(HostTask::line)
        .containsExactly("echo a 0", "echo b 1", "echo a 2");
    assertThat(tasks).extracting(HostTask::rank).containsExactly(0, 1, 2);
  }
}
