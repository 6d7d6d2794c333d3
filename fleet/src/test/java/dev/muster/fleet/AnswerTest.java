package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswerTest {

  @Test
  void refusesAnswersThatCannotBeGiven() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Answer.of("").withBytes(3))
        .withMessage("an answer of 3 bytes cannot be made of \"\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Answer.of("x").after(Duration.ofMillis(-1)))
        .withMessage("delay must not be negative, was PT-0.001S");
  }
}
