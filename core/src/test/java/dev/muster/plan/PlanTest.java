package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.model.Command;
import dev.muster.model.HostTask;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web1                  |     | web1          | 0
          amy@web1              | amy | web1          | 0
          web1:22               |     | web1          | 22
          amy@web1:22           | amy | web1          | 22
          a@b@web1              | a@b | web1          | 0
          10.0.0.1:23           |     | 10.0.0.1      | 23
          ::1                   |     | ::1           | 0
          fe80::1%eth0          |     | fe80::1%eth0  | 0
          [::1]                 |     | ::1           | 0
          amy@[::1]:22          | amy | ::1           | 22
          """)
  void takesAHostsNameApart(String host, @Nullable String user, String name, int port) {
    assertThat(Plan.targets(List.of(host)))
        .containsExactly(new Target(user == null ? "" : user, name, port));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          w.lan:    | host "w.lan:": "" is no port; wanted 1 to 65535
          a@web1:x  | host "a@web1:x": "x" is no port; wanted 1 to 65535
          web1:0    | host "web1:0": port must be 1 to 65535, was 0
          web1:65536| host "web1:65536": port must be 1 to 65535, was 65536
          @web1     | host "@web1": the user before @ is empty
          amy@      | host "amy@": it has no name or address
          [::1      | host "[::1": an address in brackets is written [ADDRESS] or [ADDRESS]:PORT
          [::1]22   | host "[::1]22": an address in brackets is written [ADDRESS] or [ADDRESS]:PORT
          """)
  void refusesANameItCannotUnderstand(String host, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Plan.targets(List.of(host)))
        .withMessage(message);
  }

  @Test
  void givesEveryHostItsLineAndRank() {
    Command command = Command.of("echo", "{host}", "{rank}").withHostWords();
    List<HostTask> hosts =
        List.of(
            new HostTask("a", 0, "a.example", 22, "me", ""),
            new HostTask("amy@b:22", 1, "10.0.0.1", 22, "amy", ""),
            new HostTask("a", 2, "a.example", 22, "me", ""));
    List<HostTask> tasks = Plan.of(hosts, command, command.marks());
    assertThat(tasks)
        .extracting(HostTask::line)
        .containsExactly("echo a 0", "echo b 1", "echo a 2");
    assertThat(tasks).extracting(HostTask::rank).containsExactly(0, 1, 2);
  }
}
