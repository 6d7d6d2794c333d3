package dev.muster.wire.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Collections that were read: as those of the JDK, in order, and not to be changed.
class FrozenTest {

  private final ValueCodec codec = ValueCodec.of(Types.none());

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 16, 17, 100, 5000})
  void mapsAreAsThoseOfTheJdk(int size) throws Exception {
    Map<@Nullable Object, @Nullable Object> written = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      written.put(i % 3 == 0 ? (Object) i : "key " + i, i % 5 == 0 ? null : i);
    }
    if (size > 1) {
      written.put(null, "none");
    }
    Map<?, ?> read = (Map<?, ?>) again(written);

    assertThat(read).isEqualTo(written).hasSameHashCodeAs(written);
    assertThat(written).isEqualTo(read);
    assertThat(read).hasToString(written.toString());
    assertThat(List.copyOf(read.keySet().stream().map(String::valueOf).toList()))
        .isEqualTo(written.keySet().stream().map(String::valueOf).toList());
    written.forEach((key, value) -> {
      assertThat(read.containsKey(key)).isTrue();
      assertThat(read.get(key)).isEqualTo(value);
    });
    assertThat(read.containsKey("other")).isFalse();
    assertThat(read.get(-1)).isNull();
    assertThat(read.containsKey(null)).isEqualTo(size > 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 9, 1000})
  void setsAreAsThoseOfTheJdk(int size) throws Exception {
    Set<@Nullable Object> written = new LinkedHashSet<>();
    for (int i = 0; i < size; i++) {
      written.add(i * 7919L);
    }
    written.add(null);
    Set<?> read = (Set<?>) again(written);

    assertThat(read).isEqualTo(written).hasSameHashCodeAs(written);
    assertThat(written).isEqualTo(read);
    assertThat(read.toArray()).containsExactly(written.toArray());
    written.forEach(element -> assertThat(read.contains(element)).isTrue());
    assertThat(read.contains("other")).isFalse();
  }

  @Test
  @SuppressWarnings("unchecked")
  void nothingCanBeChanged() throws Exception {
    var list = (List<Object>) again(List.of(1));
    var set = (Set<Object>) again(Set.of(1));
    var map = (Map<Object, Object>) again(Map.of(1, 2));
    List<Runnable> changes =
        List.of(
            () -> list.set(0, 2),
            () -> list.add(2),
            () -> set.add(2),
            () -> set.remove(1),
            set::clear,
            () -> removeFirst(set.iterator()),
            () -> map.put(1, 3),
            () -> map.remove(1),
            map::clear,
            () -> map.entrySet().iterator().next().setValue(3),
            () -> removeFirst(map.keySet().iterator()));
    assertThat(changes)
        .allSatisfy(change ->
            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(change::run));
    assertThat(list).isEqualTo(List.of(1));
    assertThat(set).isEqualTo(Set.of(1));
    assertThat(map).isEqualTo(Map.of(1, 2));
  }

  @Test
  void iteratorsEnd() throws Exception {
    Iterator<?> entries = ((Map<?, ?>) again(Map.of(1, 2))).entrySet().iterator();
    entries.next();
    assertThat(entries.hasNext()).isFalse();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(entries::next);
  }

  @Test
  void emptyOnesTakeNullForAnAnswer() throws Exception {
    Set<?> set = (Set<?>) again(Collections.emptySet());
    List<?> list = (List<?>) again(List.of());
    assertThat(set.contains(null)).isFalse();
    assertThat(list.contains(null)).isFalse();
  }

  private static void removeFirst(Iterator<?> iterator) {
    iterator.next();
    iterator.remove();
  }

  private Object again(Object value) throws ValueException {
    return Objects.requireNonNull(codec.decode(codec.encode(value)));
  }
}
