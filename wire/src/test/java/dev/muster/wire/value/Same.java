package dev.muster.wire.value;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether a value that was read is the one that was written: equal, of the same kind, and in the
/// same order.
final class Same {

  private Same() {}

  static boolean values(@Nullable Object read, @Nullable Object written) {
    if (read == null || written == null) {
      return read == null && written == null;
    }
    if (written.getClass().isArray()) {
      return read.getClass() == written.getClass() && all(elements(read), elements(written));
    }
    if (written instanceof Map<?, ?> map) {
      return read instanceof Map<?, ?> other
          && all(new ArrayList<>(other.keySet()), new ArrayList<>(map.keySet()))
          && all(new ArrayList<>(other.values()), new ArrayList<>(map.values()));
    }
    if (written instanceof Collection<?> collection) {
      boolean kind = read instanceof List<?> != written instanceof Set<?>;
      return kind && read instanceof Collection<?> other && all(other, collection);
    }
    if (written instanceof Optional<?> optional) {
      return read instanceof Optional<?> other && values(other.orElse(null), optional.orElse(null));
    }
    if (written instanceof Sample.Pair<?, ?> pair) {
      return read instanceof Sample.Pair<?, ?> other
          && values(other.first(), pair.first())
          && values(other.second(), pair.second());
    }
    return Objects.equals(read, written);
  }

  private static boolean all(Collection<?> read, Collection<?> written) {
    if (read.size() != written.size()) {
      return false;
    }
    var other = written.iterator();
    for (Object one : read) {
      if (!values(one, other.next())) {
        return false;
      }
    }
    return true;
  }

  private static List<Object> elements(Object array) {
    int length = Array.getLength(array);
    List<Object> elements = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      elements.add(Array.get(array, i));
    }
    return elements;
  }
}
