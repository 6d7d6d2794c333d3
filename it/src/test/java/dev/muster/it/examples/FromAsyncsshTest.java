package dev.muster.it.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples after the article on asyncssh.
@Tag("peers")
class FromAsyncsshTest {

  @ParameterizedTest
  @ValueSource(strings = {"oneAfterTheOther", "allAtOnce"})
  void saysHelloTwoHundredTimes(String example, @TempDir Path home) {
    String wanted =
        IntStream.range(0, 200)
            .mapToObj(i -> "hello world " + i)
            .collect(Collectors.joining("\n, ", "[", "\n]"));
    try (Stage stage = new Stage(home)) {
      assertThat(stage.run("FromAsyncssh", example).get(example)).isEqualTo(wanted);
      assertThat(stage.log().split("Accepted publickey", -1))
          .as("one connection each")
          .hasSize(1 + 200);
    }
  }
}
