package dev.muster.agent.boot;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Unpacks the agent's classes and starts it.
///
/// They stand in the jar as one `classes.tar.gz`: packed together they take two thirds of what each
/// takes alone, and every host is sent them.
final class Boot extends ClassLoader {

  private static final String MAIN = "dev.muster.agent.Main";
  private static final String PACKED = "/classes.tar.gz";
  private static final String CLASS = ".class";
  private static final int BLOCK = 512;
  private static final int SIZE_AT = 124;
  private static final int SIZE_END = 135;
  private static final int NAME_END = 100;

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
    try (InputStream packed = Boot.class.getResourceAsStream(PACKED)) {
      if (packed == null) {
        throw new IOException("the jar lacks " + PACKED);
      }
      classes = unpack(new DataInputStream(new GZIPInputStream(packed, 1 << 16)));
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

  /// Reads a tar archive in the `ustar` form: blocks of 512 bytes, a header before each file.
  private static Map<String, byte[]> unpack(DataInputStream tar) throws IOException {
    Map<String, byte[]> classes = new HashMap<>(256);
    byte[] header = new byte[BLOCK];
    while (isRead(tar, header)) {
      String name = text(header, 0, NAME_END);
      int size = Integer.parseInt(text(header, SIZE_AT, SIZE_END).strip(), 8);
      byte[] file = new byte[size];
      tar.readFully(file);
      tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
      if (name.endsWith(CLASS)) {
        String type = name.substring(0, name.length() - CLASS.length());
        classes.put(type.replace('/', '.'), file);
      }
    }
    return classes;
  }

  /// Reads a header.
  ///
  /// @return false at the end of the archive, which is a block of zeros
  private static boolean isRead(DataInputStream tar, byte[] header) throws IOException {
    try {
      tar.readFully(header);
      return header[0] != 0;
    } catch (EOFException e) {
      return false;
    }
  }

  private static String text(byte[] header, int from, int to) {
    int end = from;
    while (end < to && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.US_ASCII);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    return Boot.class.getClassLoader().getResourceAsStream(name);
  }
}
