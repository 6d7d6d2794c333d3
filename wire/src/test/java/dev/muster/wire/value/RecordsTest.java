package dev.muster.wire.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Records, which only a table of the reader's own choice makes possible.
class RecordsTest {

  private final ValueCodec codec = ValueCodec.of(Sample.types());

  @Test
  void travelWithAllThatIsInThem() throws Exception {
    assertThat(codec.decode(codec.encode(Sample.fleet()))).isEqualTo(Sample.fleet());
    assertThat(codec.decode(codec.encode(Sample.hidden()))).isEqualTo(Sample.hidden());
  }

  @Test
  void areCheckedAsFarAsTheirTypesSay() throws Exception {
    Object good = new Sample.Holder(new Sample.Pair<>("a", List.of(1)));
    assertThat(codec.decode(codec.encode(good))).isEqualTo(good);

    @SuppressWarnings({"unchecked", "rawtypes"})
    Object bad = new Sample.Holder((Sample.Pair) new Sample.Pair<>("a", List.of("x")));
    byte[] bytes = codec.encode(bad);
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(bytes))
        .withMessage(".pair.second[0]: a java.lang.String where java.lang.Integer is wanted");
  }

  @Test
  void thatAreNotInTheTableAreNamedAndNotMade() throws Exception {
    byte[] bytes = codec.encode(List.of(new Sample.Port(22)));
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> ValueCodec.of(Types.of()).decode(bytes))
        .withMessage(
            "[0]: type \"dev.muster.wire.value.Sample$Port\" is not among those that may be read here");
  }
}
