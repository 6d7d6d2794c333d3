package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.host.HostSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 249, 250, 251, 500, 501, 10_000, 60_000})
  void namesAsManyHostsAsWanted(int hosts) {
    assertThat(HostSet.parse(DemoVerb.expression(hosts)).size()).isEqualTo(hosts);
  }

  @Test
  void runsOnAFleetInThisProcess() {
    Cli cli = Cli.run("demo", "--hosts", "30");
    assertThat(cli.err()).contains("3 hosts: 3 ok in ").contains("30 hosts: 30 ok in ");
    assertThat(cli.out())
        .contains("A fleet of 30 hosts inside this process")
        .contains("$ muster run -w '127.1.0.[1-30]' -b -- uname -sr\n")
        .contains("127.1.0.1: up 2 days\n")
        .contains("(27)\n---------------\nLinux 6.12.9\n")
        .contains("127.1.0.[10,20,30] (3)\n---------------\nLinux 6.1.0\n");
    assertThat(cli.status()).isZero();
  }
}
