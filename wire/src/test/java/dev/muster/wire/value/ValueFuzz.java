package dev.muster.wire.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.wire.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Any bytes as a value: they are none, or one that can be written and is the same again.
///
/// The first byte chooses what is wanted; the rest is the item.
public final class ValueFuzz implements FuzzTarget {

  private static final ValueLimits LIMITS = new ValueLimits(1 << 20, 4 << 20);

  private final ValueCodec codec = ValueCodec.of(Sample.types()).with(LIMITS).with(new Numbered());

  /// Makes one.
  public ValueFuzz() {}

  /// Channels that are nothing but their number.
  private static final class Channel {
    private final int id;

    Channel(int id) {
      this.id = id;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Channel channel && id == channel.id;
    }

    @Override
    public int hashCode() {
      return id;
    }
  }

  private static final class Numbered implements ChannelRefs {
    @Override
    public int idOf(Object value) {
      return value instanceof Channel channel ? channel.id : 0;
    }

    @Override
    public Object channel(int id) throws ValueException {
      if (id == 0) {
        throw new ValueException("channel 0 is none");
      }
      return new Channel(id);
    }
  }

  @Override
  public void take(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    ValueReader reader = codec.reader(input, 1, input.length - 1);
    Object value;
    try {
      value =
          switch (input[0] & 7) {
            case 1 -> reader.read(Sample.Fleet.class);
            case 2 -> reader.read(Sample.Holder.class.getRecordComponents()[0].getGenericType());
            case 3 -> reader.read(int.class);
            case 4 -> reader.text();
            case 5 -> (long) reader.list();
            default -> reader.read();
          };
    } catch (ValueException e) {
      assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(10_000);
      return;
    }
    byte[] bytes = codec.encode(value);
    Object again = codec.decode(bytes);
    assertThat(codec.encode(again)).isEqualTo(bytes);
    if (value != null) {
      assertThat(value.hashCode()).isEqualTo(value.hashCode());
    }
  }

  @Override
  public List<byte[]> seeds() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    RandomValues values = new RandomValues(3);
    for (int i = 0; i < 30; i++) {
      seeds.add(seed(0, values.next(3)));
    }
    seeds.add(seed(1, Sample.fleet()));
    seeds.add(seed(2, new Sample.Pair<>("a", List.of(1, 2))));
    seeds.add(seed(3, 42));
    seeds.add(seed(4, "text"));
    seeds.add(seed(5, List.of(1, 2, 3)));
    seeds.add(seed(0, Set.of(Sample.hidden(), Sample.Level.HIGH, Optional.of(new Channel(7)))));
    return seeds;
  }

  private byte[] seed(int wanted, @Nullable Object value) throws ValueException {
    byte[] bytes = codec.encode(value);
    byte[] seed = new byte[bytes.length + 1];
    seed[0] = (byte) wanted;
    System.arraycopy(bytes, 0, seed, 1, bytes.length);
    return seed;
  }
}
