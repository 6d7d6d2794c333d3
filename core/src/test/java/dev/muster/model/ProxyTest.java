package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.model.Proxy.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          socks5://proxy:1080            | SOCKS5 | proxy         | 1080 |
          socks5h://proxy.example:1      | SOCKS5 | proxy.example | 1    |
          HTTP://10.0.0.1:3128/          | HTTP   | 10.0.0.1      | 3128 |
          http://amy@proxy:65535         | HTTP   | proxy         | 65535 | amy
          socks5://amy@corp@[::1]:1080   | SOCKS5 | ::1           | 1080 | amy@corp
          """)
  void isReadFromAnAddress(String address, Kind kind, String host, int port, String user) {
    String name = user == null ? "" : user;
    assertThat(Proxy.parse(address)).isEqualTo(new Proxy(kind, host, port, name, Passwords.none()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "proxy:1080",
        "socks5://",
        "socks5://proxy",
        "socks5://proxy:",
        "socks5://proxy:0",
        "socks5://proxy:70000",
        "socks5://proxy:x",
        "socks5://:1080",
        "socks5://::1:1080",
        "socks5://[::1:1080",
        "socks5://[proxy]:1080",
        "socks4://proxy:1080",
        "https://proxy:1080",
        "http://proxy:80/path",
        "http://pro xy:80",
        "amy@socks5://proxy:1080",
      })
  void anotherAddressIsRefused(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Proxy.parse(address))
        .withMessageStartingWith("proxy \"" + address + "\": ")
        .withMessageEndingWith("wanted socks5://[USER@]HOST:PORT or http://[USER@]HOST:PORT");
  }

  @Test
  void aPasswordIsRefusedAndNotRepeated() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Proxy.parse("socks5://amy:s3cret@proxy:1080"))
        .withMessageStartingWith("proxy: a password does not belong in an address")
        .withMessageNotContaining("s3cret");
  }
}
