package dev.muster.wire.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Records of modules that keep their packages to themselves.
class ClosedPackagesTest {

  private static final Map<String, String> SOURCES =
      Map.of(
          "module-info.java", "module closed { exports shown; }",
          "shown/Point.java",
              """
              package shown;
              public record Point(int x, String name, hidden.Inner inner) {
                public Point {
                  if (x < 0) { throw new IllegalArgumentException("left of everything"); }
                }
                public static Object inner(int x) { return new hidden.Inner(x); }
              }
              """,
          "hidden/Inner.java", "package hidden; public record Inner(int x) {}");

  @Test
  void publicOnesOfExportedPackagesTravel() throws Exception {
    Class<?> type = point();
    ValueCodec codec = ValueCodec.of(Types.of(type));
    Object value = type.getConstructors()[0].newInstance(7, "a", null);
    assertThat(codec.decode(codec.encode(List.of(value)))).isEqualTo(List.of(value));

    byte[] bytes = codec.encode(value);
    bytes[indexOf(bytes, 14)] = 13; // 7 becomes −7
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(bytes))
        .withMessage(
            "record shown.Point refuses its values:"
                + " java.lang.IllegalArgumentException: left of everything");
  }

  @Test
  void othersAreRefusedAndTheMessageSaysWhatToOpen() throws Exception {
    Class<?> type = point();
    Object inner = type.getMethod("inner", int.class).invoke(null, 1);
    ValueCodec codec = ValueCodec.of(Types.of(type, inner.getClass()));
    Object value = type.getConstructors()[0].newInstance(7, "a", inner);
    String refusal =
        "record hidden.Inner cannot be looked into: put \"opens hidden;\" into the module closed";
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.encode(value))
        .withMessage(".inner: " + refusal);

    byte[] bytes = codec.encode(new Sample.Port(1));
    byte[] other = new byte[3 + "hidden.Inner".length() + 3];
    other[0] = Tag.RECORD;
    other[2] = 24;
    System.arraycopy("hidden.Inner".getBytes(StandardCharsets.ISO_8859_1), 0, other, 3, 12);
    System.arraycopy(bytes, bytes.length - 3, other, 15, 3);
    assertThatExceptionOfType(ValueException.class)
        .isThrownBy(() -> codec.decode(other))
        .withMessage(refusal);
  }

  private static Class<?> point() throws Exception {
    return Compiled.module("closed", SOURCES).findLoader("closed").loadClass("shown.Point");
  }

  private static int indexOf(byte[] bytes, int value) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == value && bytes[i - 1] == Tag.INT) {
        return i;
      }
    }
    throw new AssertionError("no " + value);
  }
}
