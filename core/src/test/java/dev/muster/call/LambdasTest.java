package dev.muster.call;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.calls.Calls;
import com.example.calls.Places;
import dev.muster.wire.remote.Function0;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Calls give on a host what they give here, with the classes of their closures and no others.
class LambdasTest {

  private static final Map<String, Function0<?>> CALLS = new LinkedHashMap<>(Calls.all());

  static {
    CALLS.putAll(Places.all());
  }

  static Iterable<String> names() {
    return CALLS.keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void givesThereWhatItGivesHere(String name) throws Throwable {
    Function0<?> call = requireNonNull(CALLS.get(name));
    Taken taken = Taken.apart(call);
    var far = new FarEnd(FarEnd.needs(taken));
    assertThat(far.call(taken)).isEqualTo(String.valueOf(call.call()));
    assertThat(far.lacking()).isEmpty();
  }
}
