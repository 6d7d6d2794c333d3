package dev.muster.cli;

import dev.muster.tools.Mode;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where the code is that `muster call` calls: the jars and folders of `--classpath`, with the JDK
/// and the tools behind them and nothing else of this program, so that what a jar brings along is
/// never taken for what the program happens to use itself.
///
/// Classes are loaded and not initialized. It stays open while calls are under way: hosts may ask
/// for more of it.
final class CodePath implements AutoCloseable {

  private final List<Path> places;
  private final URLClassLoader loader;

  private CodePath(List<Path> places, URLClassLoader loader) {
    this.places = places;
    this.loader = loader;
  }

  /// Opens what the options say.
  ///
  /// @throws UsageException if something is not there, or is no jar and no folder
  static CodePath of(Arguments arguments) throws UsageException {
    List<Path> places = new ArrayList<>();
    for (String value : arguments.all(Option.CLASSPATH)) {
      for (String place : value.split(File.pathSeparator, -1)) {
        if (!place.isEmpty()) {
          add(place, places);
        }
      }
    }
    URL[] urls = new URL[places.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = url(places.get(i));
    }
    return new CodePath(List.copyOf(places), new URLClassLoader("muster call", urls, new Ground()));
  }

  /// As `java -cp` has it, `lib/*` is all jars in a folder.
  private static void add(String place, List<Path> places) throws UsageException {
    try {
      if (place.equals("*") || place.endsWith("/*")) {
        addJars(
            Path.of(place.length() == 1 ? "." : place.substring(0, place.length() - 2)), places);
        return;
      }
      Path path = Path.of(place);
      if (!Files.exists(path)) {
        throw new UsageException("--classpath: " + place + " does not exist");
      }
      if (!Files.isReadable(path)) {
        throw new UsageException("--classpath: " + place + " cannot be read; see its permissions");
      }
      places.add(path);
    } catch (InvalidPathException e) {
      throw new UsageException("--classpath: " + place + " is no path", e);
    }
  }

  private static void addJars(Path folder, List<Path> places) throws UsageException {
    List<Path> jars;
    try (Stream<Path> files = Files.list(folder)) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UsageException("--classpath: " + folder + " is no folder that can be read", e);
    }
    if (jars.isEmpty()) {
      throw new UsageException("--classpath: there are no jars in " + folder);
    }
    places.addAll(jars);
  }

  private static URL url(Path place) throws UsageException {
    try {
      return place.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UsageException("--classpath: " + place + " is no place for classes: " + e, e);
    }
  }

  /// Returns the class of that name, not initialized. An inner class may be named with dots or with
  /// `$`.
  ///
  /// @throws UsageException if it is not there, or cannot be loaded
  Class<?> type(String name) throws UsageException {
    String tried = name;
    while (true) {
      Class<?> found = find(tried);
      if (found != null) {
        return found;
      }
      int dot = tried.lastIndexOf('.');
      if (dot < 0) {
        throw new UsageException(
            "there is no class "
                + name
                + (places.isEmpty()
                    ? " in the JDK; say with --classpath where it is"
                    : " in " + places + " or the JDK"));
      }
      tried = tried.substring(0, dot) + "$" + tried.substring(dot + 1);
    }
  }

  private @Nullable Class<?> find(String name) throws UsageException {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      return null;
    } catch (UnsupportedClassVersionError e) {
      throw new UsageException(
          "class " + name + " is compiled for a newer Java than this one: " + e.getMessage(), e);
    } catch (NoClassDefFoundError e) {
      if (String.valueOf(e.getMessage()).contains("wrong name")) {
        return null; // a file system that does not tell upper from lower case
      }
      throw new UsageException(lacking(name, e), e);
    } catch (LinkageError e) {
      throw new UsageException("class " + name + " cannot be loaded: " + e, e);
    }
  }

  /// Says that a class needs another one that is not there.
  static String lacking(String name, LinkageError why) {
    String other = String.valueOf(why.getMessage()).replace('/', '.');
    return "class " + name + " needs " + other + ", which is not there; add it to --classpath";
  }

  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      // it was only read
    }
  }

  /// The JDK, and the tools.
  private static final class Ground extends ClassLoader {

    private static final String TOOLS = Mode.class.getPackageName() + ".";
    private static final String TOOL_FILES = TOOLS.replace('.', '/');

    private Ground() {
      super("JDK and tools", ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith(TOOLS)) {
        return Class.forName(name, false, Mode.class.getClassLoader());
      }
      throw new ClassNotFoundException(name);
    }

    @Override
    protected @Nullable URL findResource(String name) {
      return name.startsWith(TOOL_FILES) ? Mode.class.getClassLoader().getResource(name) : null;
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
      URL found = findResource(name);
      return found == null
          ? Collections.emptyEnumeration()
          : Collections.enumeration(List.of(found));
    }
  }
}
