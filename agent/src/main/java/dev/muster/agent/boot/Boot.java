package dev.muster.agent.boot;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// Unpacks the agent's classes and starts it.
///
/// They stand in the jar as one `classes.gz`: packed together they take two thirds of what each
/// takes alone, and every host is sent them.
final class Boot extends ClassLoader {

  private static final String MAIN = "dev.muster.agent.Main";
  private static final String PACKED = "classes.gz";

  private final Map<String, byte[]> classes;

  static {
    registerAsParallelCapable();
  }

  private Boot(Map<String, byte[]> classes) {
    super("agent", ClassLoader.getPlatformClassLoader());
    this.classes = classes;
  }

  /// Becomes the agent.
  public static void main(String[] arguments) throws Throwable {
    Map<String, byte[]> classes;
    try (ZipFile jar = new ZipFile(System.getProperty("java.class.path", ""))) {
      ZipEntry packed = jar.getEntry(PACKED);
      if (packed == null) {
        throw new IOException("the jar lacks " + PACKED);
      }
      classes = unpack(new GZIPInputStream(jar.getInputStream(packed), 1 << 16));
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
    byte[] file = classes.get(name);
    if (file == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, file, 0, file.length);
  }

  /// Reads classes to the end: of each its name, the count of its bytes, and the bytes.
  private static Map<String, byte[]> unpack(InputStream packed) throws IOException {
    Map<String, byte[]> classes = new HashMap<>(512);
    for (int high = packed.read(); high >= 0; high = packed.read()) {
      byte[] name = bytes(packed, high << 8 | packed.read());
      int length = 0;
      for (byte each : bytes(packed, Integer.BYTES)) {
        length = length << 8 | (each & 0xff);
      }
      classes.put(new String(name, StandardCharsets.UTF_8), bytes(packed, length));
    }
    return classes;
  }

  private static byte[] bytes(InputStream packed, int count) throws IOException {
    byte[] bytes = packed.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException(PACKED + " is cut");
    }
    return bytes;
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    return Boot.class.getClassLoader().getResourceAsStream(name);
  }
}
