package dev.muster.wire.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is read is what was written.
class ValueLawTest {

  private static final int VALUES = 4000;

  private final ValueCodec codec = ValueCodec.of(Sample.types());

  @Test
  void whatIsReadIsWhatWasWritten() throws Exception {
    RandomValues values = new RandomValues(1);
    Set<Integer> tags = new HashSet<>();
    for (int i = 0; i < VALUES; i++) {
      Object value = values.next(4);
      byte[] bytes = codec.encode(value);
      tags.add((int) bytes[0]);
      Object read = codec.decode(bytes);
      assertThat(Same.values(read, value)).as("%s as %s", value, read).isTrue();
      assertThat(codec.encode(read)).as("%s, once more", value).isEqualTo(bytes);
    }
    assertThat(tags).containsExactlyInAnyOrderElementsOf(allTags());
  }

  private static List<Integer> allTags() throws IllegalAccessException {
    List<Integer> all = new ArrayList<>();
    for (Field field : Tag.class.getDeclaredFields()) {
      all.add(field.getInt(null));
    }
    all.removeAll(List.of(Tag.NONE, Tag.CHANNEL));
    return all;
  }

  /// R3: texts are written in one of two ways by their length, and in one of two forms by what is
  /// in them.
  @Test
  void textsOfAllLengthsAndFormsTravel() throws Exception {
    for (int length = 0; length < 130; length++) {
      String narrow = "é".repeat(length);
      assertThat(codec.decode(codec.encode(narrow))).isEqualTo(narrow);
      for (int at = 0; at < length; at += 7) {
        String wide = narrow.substring(0, at) + '\ud83d' + narrow.substring(at + 1);
        assertThat(codec.decode(codec.encode(wide))).isEqualTo(wide);
      }
    }
    for (String large : List.of("x".repeat(10 << 20), "€".repeat(10 << 20))) {
      assertThat(large.equals(codec.decode(codec.encode(large)))).isTrue();
    }
    byte[] bytes = new byte[10 << 20];
    new Random(5).nextBytes(bytes);
    assertThat(codec.decode(codec.encode(bytes))).isEqualTo(bytes);
  }

  @Test
  void oneWriterAndOneReaderServeManyValues() throws Exception {
    ValueWriter writer = codec.writer();
    RandomValues values = new RandomValues(2);
    List<@Nullable Object> written = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      written.add(values.next(2));
      writer.write(written.get(i));
    }
    byte[] bytes = writer.take();

    ValueReader reader = codec.reader(bytes);
    for (Object value : written) {
      Object read = reader.read();
      assertThat(Same.values(read, value)).as("%s as %s", value, read).isTrue();
    }
    reader.expectEnd();
    assertThat(writer.length()).isZero();
  }
}
