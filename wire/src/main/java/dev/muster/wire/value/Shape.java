package dev.muster.wire.value;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the values of a class travel; computed once for each class, and kept for as long as the
/// class is.
///
/// @param tag which type of the list they are; [Tag#NONE] if they are of none
/// @param form how they are taken apart, if they are records
record Shape(int tag, @Nullable RecordForm form) {

  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return compute(type);
        }
      };

  static Shape of(Class<?> type) {
    return SHAPES.get(type);
  }

  private static Shape compute(Class<?> type) {
    int tag = Tag.of(type);
    if (tag == Tag.NONE || tag == Tag.NULL) {
      tag = kind(type);
    }
    return new Shape(tag, tag == Tag.RECORD ? new RecordForm(type) : null);
  }

  private static int kind(Class<?> type) {
    if (type.isRecord()) {
      return Tag.RECORD;
    }
    if (Enum.class.isAssignableFrom(type)) {
      return Tag.ENUM; // a constant with a body has a class of its own
    }
    if (type.isArray()) {
      return Tag.ARRAY;
    }
    if (Map.class.isAssignableFrom(type)) {
      return Tag.MAP;
    }
    if (Set.class.isAssignableFrom(type)) {
      return Tag.SET;
    }
    if (Collection.class.isAssignableFrom(type)) {
      return Tag.LIST;
    }
    if (ZoneId.class.isAssignableFrom(type)) {
      return Tag.ZONE;
    }
    return Path.class.isAssignableFrom(type) ? Tag.PATH : Tag.NONE;
  }
}
