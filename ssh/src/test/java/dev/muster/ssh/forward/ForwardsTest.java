package dev.muster.ssh.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.ssh.channel.Route;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What all forwardings of a connection share: their number, and the memory beyond what each has.
class ForwardsTest {

  private final Forwards forwards =
      new Forwards(
          (Carrier)
              Proxy.newProxyInstance(
                  Carrier.class.getClassLoader(),
                  new Class<?>[] {Carrier.class},
                  (_, method, _) -> {
                    throw new AssertionError("nothing is asked of the carrier: " + method);
                  }));

  @Test
  void givesAwayOnlyWhatThereIsToSpare() {
    assertThat(forwards.spare(32 << 20)).isEqualTo(32 << 20);
    assertThat(forwards.spare(32 << 20)).isEqualTo(16 << 20);
    assertThat(forwards.spare(1)).isZero();
    forwards.spared(1 << 20);
    assertThat(forwards.spare(2 << 20)).isEqualTo(1 << 20);
  }

  @Test
  void countsThoseThatLeadThrough() {
    for (int i = 0; i < Forwards.MOST_STREAMS; i++) {
      assertThat(forwards.enter()).isTrue();
    }
    assertThat(forwards.enter()).isFalse();
    forwards.leave();
    assertThat(forwards.enter()).isTrue();
    assertThat(forwards.enter()).isFalse();
  }

  @Test
  void leadsToWhatCanBeConnectedTo() {
    assertThat(Forwards.route(Endpoint.tcp("web", 80))).isEqualTo(new Route.ToTcp("web", 80));
    assertThat(Forwards.route(Endpoint.unix("/x"))).isEqualTo(new Route.ToUnix("/x"));
    for (Endpoint none :
        new Endpoint[] {Endpoint.port(0), Endpoint.tcp("", 1), Endpoint.tcp("*", 1)}) {
      assertThatIllegalArgumentException().isThrownBy(() -> Forwards.route(none));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void portsAreWhatTheProtocolHas(int port) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoint.port(port))
        .withMessage("port must be 0 to 65535, was " + port);
  }

  @Test
  void endpointsAreWrittenAsUsersWriteThem() {
    assertThat(Endpoint.tcp("web", 80)).hasToString("web:80");
    assertThat(Endpoint.tcp("2001:db8::1", 80)).hasToString("[2001:db8::1]:80");
    assertThat(Endpoint.tcp("", 80)).hasToString("*:80");
    assertThat(Endpoint.unix("/run/x")).hasToString("/run/x");
  }

  @Test
  void pathsAreWhatTheKernelTakes() {
    assertThat(Endpoint.unix("x".repeat(107))).isNotNull();
    assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.unix("x".repeat(108)));
    assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.unix("ü".repeat(54)));
    assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.unix(""));
    assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.unix("a\0b"));
    assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.tcp("a\0b", 1));
  }
}
