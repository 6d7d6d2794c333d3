package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.TcpOptions.Family;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressOrderTest {

  private static List<InetAddress> addresses(String words) {
    return Stream.of(words.split(" ", -1)).map(InetAddress::ofLiteral).toList();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ANY  | 10.0.0.1                                | 10.0.0.1
          ANY  | fd00::1                                 | fd00:0:0:0:0:0:0:1
          ANY  | 10.0.0.1 10.0.0.2                       | 10.0.0.1 10.0.0.2
          ANY  | 10.0.0.1 10.0.0.2 fd00::1               | 10.0.0.1 fd00:0:0:0:0:0:0:1 10.0.0.2
          ANY  | fd00::1 fd00::2 fd00::3 10.0.0.1        | fd00:0:0:0:0:0:0:1 10.0.0.1 fd00:0:0:0:0:0:0:2 fd00:0:0:0:0:0:0:3
          ANY  | 10.0.0.1 10.0.0.1 fd00::1 10.0.0.1      | 10.0.0.1 fd00:0:0:0:0:0:0:1
          IPV4 | fd00::1 10.0.0.1 fd00::2 10.0.0.2       | 10.0.0.1 10.0.0.2
          IPV6 | 10.0.0.1 fd00::1 10.0.0.2 fd00::2       | fd00:0:0:0:0:0:0:1 fd00:0:0:0:0:0:0:2
          IPV6 | 10.0.0.1                                | -
          IPV4 | fd00::1 fd00::2                         | -
          IPV4 | ::ffff:10.0.0.1                         | 10.0.0.1
          """)
  void takesTheFamiliesInTurn(Family wanted, String found, String order) {
    String got =
        AddressOrder.of(addresses(found), wanted).stream()
            .map(InetAddress::getHostAddress)
            .collect(Collectors.joining(" "));
    assertThat(got.isEmpty() ? "-" : got).isEqualTo(order);
  }

  @Test
  void triesNoMoreThanAFewOfMany() {
    List<InetAddress> many = new ArrayList<>();
    for (int i = 1; i < 200; i++) {
      many.add(InetAddress.ofLiteral("10.0.0." + i));
    }
    assertThat(AddressOrder.of(many, Family.ANY)).isEqualTo(many.subList(0, AddressOrder.MOST));
  }

  @Test
  void choosesAnAddressOfOursOfTheSameFamily() throws Exception {
    List<InetAddress> ours = addresses("10.0.0.1 fd00::1 10.0.0.2");
    InetAddress six = InetAddress.ofLiteral("fd00::9");
    assertThat(AddressOrder.ofItsFamily(ours, six)).isEqualTo(ours.get(1));
    assertThat(AddressOrder.ofItsFamily(ours, InetAddress.ofLiteral("127.0.0.1")))
        .isEqualTo(ours.getFirst());
    assertThatExceptionOfType(NoRouteToHostException.class)
        .isThrownBy(() -> AddressOrder.ofItsFamily(ours.subList(0, 1), six))
        .withMessage("none of our addresses to connect from is IPv6");
  }
}
