package dev.muster.agent.boot;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// Unpacks the agent's classes and starts it.
///
/// They stand in the jar as one entry, with the texts of all of them once: so they take 0.6 times
/// what they take alone, and every host is sent them. `Pack`, of the build, says in which form.
final class Boot extends ClassLoader {

  private static final String MAIN = "dev.muster.agent.Main";
  private static final String PACKED = "classes";

  /// Where the constants of a class begin, after their count.
  private static final int POOL = 10;

  /// The kind of a constant that is a text.
  private static final int TEXT = 1;

  /// The size of a constant of eight bytes.
  private static final int WIDE = 9;

  /// Hardly a class is larger.
  private static final int USUAL = 16 << 10;

  /// All classes, as the build has packed them.
  private final byte[] packed;

  /// Where each text begins, with its length.
  private final int[] texts;

  /// Takes one class after the other on its way to the JVM: a hundred arrays would stay in memory
  /// until it looks for garbage.
  private final AtomicReference<byte @Nullable []> spare = new AtomicReference<>();

  /// Where each class begins, with its length, by its name.
  private final Map<String, Integer> classes = new HashMap<>(512);

  static {
    registerAsParallelCapable();
  }

  private Boot(byte[] packed) {
    super("agent", ClassLoader.getPlatformClassLoader());
    this.packed = packed;
    this.texts = new int[two(0)];
    int at = 2;
    for (int i = 0; i < texts.length; i++) {
      texts[i] = at;
      at += 2 + two(at);
    }
    while (at < packed.length) {
      int name = texts[two(at)];
      classes.put(new String(packed, name + 2, two(name), StandardCharsets.UTF_8), at + 2);
      at += 10 + four(at + 6);
    }
  }

  /// Becomes the agent.
  public static void main(String[] arguments) throws Throwable {
    byte[] classes;
    try (ZipFile jar = new ZipFile(System.getProperty("java.class.path", ""))) {
      ZipEntry packed = jar.getEntry(PACKED);
      if (packed == null) {
        throw new IOException("the jar lacks " + PACKED);
      }
      classes = new byte[(int) packed.getSize()];
      int read = jar.getInputStream(packed).readNBytes(classes, 0, classes.length);
      if (read < classes.length) {
        throw new EOFException(PACKED + " is cut");
      }
    }
    try {
      Class<?> main = new Boot(classes).loadClass(MAIN);
      main.getMethod("main", String[].class).invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    Integer at = classes.get(name.replace('.', '/'));
    if (at == null) {
      throw new ClassNotFoundException(name);
    }
    int length = four(at);
    byte[] file = spare.getAndSet(null);
    if (file == null || file.length < length) { // or it is in use: one class may need another
      file = new byte[Math.max(length, USUAL)];
    }
    unpack(at, ByteBuffer.wrap(file, 0, length));
    Class<?> made = defineClass(name, file, 0, length);
    spare.set(file);
    return made;
  }

  /// Writes a class with the texts of its constants in the place of their numbers.
  ///
  /// @param place where its length stands
  private void unpack(int place, ByteBuffer file) {
    int start = place + 8;
    int at = start + POOL;
    file.put(packed, start, POOL);
    for (int left = two(at - 2) - 1; left > 0; left--) {
      int kind = packed[at];
      if (kind == TEXT) {
        int text = texts[two(at + 1)];
        file.put((byte) kind).put(packed, text, 2 + two(text));
        at += 3;
      } else {
        int size = size(kind);
        file.put(packed, at, size);
        at += size;
        left -= size == WIDE ? 1 : 0; // these count twice
      }
    }
    file.put(packed, at, file.remaining());
  }

  /// Returns how many bytes a constant takes that is no text (JVM specification, 4.4).
  private static int size(int kind) {
    return switch (kind) {
      case 7, 8, 16, 19, 20 -> 3;
      case 15 -> 4;
      case 5, 6 -> WIDE;
      default -> 5;
    };
  }

  private int two(int at) {
    return (packed[at] & 0xff) << 8 | (packed[at + 1] & 0xff);
  }

  private int four(int at) {
    return two(at) << 16 | two(at + 2);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    return Boot.class.getClassLoader().getResourceAsStream(name);
  }
}
