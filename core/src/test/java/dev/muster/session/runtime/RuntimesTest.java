package dev.muster.session.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.model.RuntimePush;
import java.util.List;
import org.junit.jupiter.api.Test;

/// N9: what hosts may be given is found out once, and asked for by each host for itself.
class RuntimesTest {

  private final Runtimes runtimes = new Runtimes(Jdk.current(), CacheFolder.ofTheUser());

  @Test
  void hostsThatAreGivenTheSameAskForThemselves() {
    RuntimePush push = RuntimePush.standard().withModules(List.of("java.sql"));
    RuntimeOffer one = runtimes.offer(push);
    RuntimeOffer other = runtimes.offer(push.telling(_ -> {}));
    assertThat(one.script()).isEqualTo(other.script());
    RuntimeOffer third = runtimes.offer(push);
    assertThat(one.isAsked()).isTrue();
    assertThat(third.isAsked()).isFalse();
    RuntimeOffer smaller = runtimes.offer(RuntimePush.standard());
    assertThat(smaller.script()).isNotEqualTo(one.script());
  }

  @Test
  void aModuleThatIsNotHereIsRefusedEachTime() {
    RuntimePush push = RuntimePush.standard().withModules(List.of("no.such.module"));
    for (int i = 0; i < 2; i++) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> runtimes.offer(push))
          .withMessageContaining("no.such.module");
    }
  }
}
