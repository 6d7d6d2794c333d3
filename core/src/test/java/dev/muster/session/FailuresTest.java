package dev.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.Phase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailuresTest {

  @ParameterizedTest
  @EnumSource
  void namesEveryPhaseAlike(dev.muster.ssh.Phase phase) {
    Phase ours = Failures.phase(phase);
    assertThat(ours.name()).isEqualTo(phase.name());
    assertThat(ours).hasToString(phase.toString());
  }
}
