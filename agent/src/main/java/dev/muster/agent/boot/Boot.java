package dev.muster.agent.boot;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Unpacks the agent's classes and starts it.
///
/// They stand in the jar as one `classes.gz`: packed together they take two thirds of what each
/// takes alone, and every host is sent them.
final class Boot extends ClassLoader {

  private static final String MAIN = "dev.muster.agent.Main";
  private static final String PACKED = "/classes.gz";

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

  /// Reads classes to the end: of each its name, the count of its bytes, and the bytes.
  private static Map<String, byte[]> unpack(DataInputStream packed) throws IOException {
    Map<String, byte[]> classes = new HashMap<>(512);
    while (true) {
      String name;
      try {
        name = packed.readUTF();
      } catch (EOFException e) {
        return classes;
      }
      byte[] file = new byte[packed.readInt()];
      packed.readFully(file);
      classes.put(name, file);
    }
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    return Boot.class.getClassLoader().getResourceAsStream(name);
  }
}
