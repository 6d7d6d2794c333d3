package dev.muster.agent;

import dev.muster.wire.value.Types;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Classes that were pushed and see each other; their static fields live as long as this.
///
/// What is not here is asked for, once: the platform first, then what code at the far end may use
/// of ours, then the controller. Safe for use by many threads.
final class Space extends ClassLoader implements Types {

  /// Who answers for what was not pushed.
  interface Source {

    /// Returns the class file, or null if there is none to be had; may take a round trip.
    byte @Nullable [] classFile(String name);

    /// Returns a stream of the resource, or null if there is none to be had.
    @Nullable InputStream resource(String name);
  }

  /// The only classes of ours that pushed code sees.
  private static final String OURS = "dev.muster.wire.remote.";

  static {
    registerAsParallelCapable();
  }

  private final Source source;
  private final Runnable onLogging;

  /// Class files that were pushed and not defined yet; guarded by itself.
  private final Map<String, byte[]> pushed = new HashMap<>();

  /// Classes that are defined; guarded by `pushed`.
  private final Set<String> defined = new HashSet<>();

  /// @param onLogging called when code here first uses the JDK's logging
  Space(Source source, Runnable onLogging) {
    super("pushed", ClassLoader.getPlatformClassLoader());
    this.source = source;
    this.onLogging = onLogging;
  }

  /// Adds a class.
  void add(String name, byte[] file) {
    synchronized (pushed) {
      pushed.put(name, file);
    }
  }

  /// Returns whether a class of that name was pushed or loaded.
  boolean has(String name) {
    synchronized (pushed) {
      return pushed.containsKey(name) || defined.contains(name);
    }
  }

  /// Returns the class of that name, pushed or not, as a record or enum that may be made.
  @Override
  public @Nullable Class<?> find(String name) {
    try {
      return loadClass(name);
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith("java.util.logging.") || name.startsWith("java.lang.System$Logger")) {
      onLogging.run();
    }
    return name.startsWith(OURS)
        ? Space.class.getClassLoader().loadClass(name)
        : super.loadClass(name, resolve);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] file;
    synchronized (pushed) {
      file = pushed.remove(name);
    }
    if (file == null) {
      file = source.classFile(name);
    }
    if (file == null) {
      throw new ClassNotFoundException(name + ", which was not pushed and cannot be had");
    }
    synchronized (pushed) {
      defined.add(name);
    }
    return defineClass(name, file, 0, file.length);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    InputStream platform = getParent().getResourceAsStream(name);
    return platform == null ? source.resource(name) : platform;
  }

  /// The URL reads the resource anew each time that it is opened.
  @Override
  protected @Nullable URL findResource(String name) {
    try (InputStream found = source.resource(name)) {
      return found == null ? null : url(name);
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL url = findResource(name);
    return url == null
        ? Collections.emptyEnumeration()
        : Collections.enumeration(Collections.singleton(url));
  }

  @SuppressWarnings("deprecation") // the way to give a URL a handler changed after 17
  private URL url(String name) throws IOException {
    return new URL(
        "muster",
        "",
        -1,
        "/" + name,
        new URLStreamHandler() {
          @Override
          protected URLConnection openConnection(URL url) {
            return new Opened(url, name);
          }
        });
  }

  private final class Opened extends URLConnection {

    private final String name;

    Opened(URL url, String name) {
      super(url);
      this.name = name;
    }

    @Override
    public void connect() {
      connected = true;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      InputStream stream = source.resource(name);
      if (stream == null) {
        throw new IOException("resource " + name + " is gone");
      }
      return stream;
    }
  }
}
