package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParentTest {

  @Test
  void isWhomTheJdkNames() {
    assertThat(Parent.pid())
        .isEqualTo(ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L));
  }

  @ParameterizedTest
  @CsvSource({
    "77 (java) S 42 77 77 0 -1, 42",
    "77 (a) S 5 (b) R 42 77, 42",
    "77 () S 0 0, 0",
    "77 (java) S, -1",
    "77 (java) S x 1, -1",
    "'', -1",
    "no, -1",
  })
  void readsWhatLinuxSays(String line, long pid) {
    assertThat(Parent.read(line)).isEqualTo(pid);
  }
}
