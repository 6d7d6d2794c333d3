package dev.muster.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.model.Forwards;
import dev.muster.session.Leads.Lead;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Forwards as they are written, and what they mean.
class LeadsTest {

  @ParameterizedTest(name = "-{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # option | text                  | taken at         | with GatewayPorts | leads to
          R | 3128:localhost:3128          | localhost:3128   | localhost:3128   | localhost:3128
          R | 0:proxy:3128                 | localhost:0      | localhost:0      | proxy:3128
          R | *:80:web:8080                | *:80             | *:80             | web:8080
          R | :80:web:8080                 | *:80             | *:80             | web:8080
          R | 10.0.0.1:80:web:8080         | 10.0.0.1:80      | 10.0.0.1:80      | web:8080
          R | [::1]:80:[2001:db8::1]:8080  | [::1]:80         | [::1]:80         | [2001:db8::1]:8080
          R | /run/x:localhost:80          | /run/x           | /run/x           | localhost:80
          R | 80:/run/x                    | localhost:80     | localhost:80     | /run/x
          R | /run/x:/run/y                | /run/x           | /run/x           | /run/y
          L | 8080:localhost:80            | localhost:8080   | *:8080           | localhost:80
          L | localhost:8080:web:80        | localhost:8080   | localhost:8080   | web:80
          L | *:8080:web:80                | *:8080           | *:8080           | web:80
          L | /run/x:web:80                | /run/x           | /run/x           | web:80
          D | 1080                         | localhost:1080   | *:1080           |
          D | 127.0.0.1:1080               | 127.0.0.1:1080   | 127.0.0.1:1080   |
          D | /run/x                       | /run/x           | /run/x           |
          """)
  void means(String option, String text, String at, String gateway, @Nullable String target) {
    Lead lead = Leads.of(forwards(option, text)).leads().getFirst();
    assertThat(lead.at(false)).hasToString(at);
    assertThat(lead.at(true)).hasToString(gateway);
    assertThat(lead.target().map(Object::toString).orElse(null)).isEqualTo(target);
  }

  private static Forwards forwards(String option, String text) {
    return switch (option) {
      case "R" -> Forwards.none().remote(text);
      case "L" -> Forwards.none().local(text);
      default -> Forwards.none().dynamic(text);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1:2:3:4:5", "80:web:0", "80:web:x", "-1:web:80", "80:*:80"})
  void refuses(String text) {
    for (String option : new String[] {"R", "L"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> Leads.of(forwards(option, text)));
    }
  }

  @Test
  void saysWhatWasWanted() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Leads.of(Forwards.none().remote("80")))
        .withMessage("remote forward \"80\": wanted [HOST:]PORT:HOST:PORT, or paths of sockets");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Leads.of(Forwards.none().dynamic("80:web:80")))
        .withMessage("dynamic forward \"80:web:80\": wanted [HOST:]PORT");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Leads.of(Forwards.none().local("/" + "x".repeat(107) + ":web:80")));
  }
}
