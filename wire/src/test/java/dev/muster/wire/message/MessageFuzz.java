package dev.muster.wire.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.wire.fuzz.FuzzTarget;
import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueReader;
import java.util.ArrayList;
import java.util.List;

/// Any bytes as a message: they are none, or one that can be written and is the same again.
///
/// The first byte chooses which; the rest is the item.
public final class MessageFuzz implements FuzzTarget {

  private final List<Message> examples = MessagesTest.messages().toList();

  /// Makes one.
  public MessageFuzz() {}

  @Override
  public void take(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    Message like = examples.get((input[0] & 0xff) % examples.size());
    ValueReader reader = MessagesTest.CODEC.reader(input, 1, input.length - 1);
    Message message;
    try {
      message = MessagesTest.read(like, reader);
    } catch (ValueException e) {
      assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(10_000);
      return;
    }
    byte[] bytes = message.encode(MessagesTest.CODEC);
    Message again = MessagesTest.read(like, MessagesTest.CODEC.reader(bytes));
    assertThat(again.encode(MessagesTest.CODEC)).isEqualTo(bytes);
  }

  @Override
  public List<byte[]> seeds() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      byte[] bytes = examples.get(i).encode(MessagesTest.CODEC);
      byte[] seed = new byte[bytes.length + 1];
      seed[0] = (byte) i;
      System.arraycopy(bytes, 0, seed, 1, bytes.length);
      seeds.add(seed);
    }
    return seeds;
  }
}
