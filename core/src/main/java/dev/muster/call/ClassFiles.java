package dev.muster.call;

import dev.muster.call.ClassFacts.Shape;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/// The class files that one class loader sees, each read once. What is kept here refers to no class
/// and no loader, so that a loader which nobody uses any more can go.
final class ClassFiles {

  private static final Map<ClassLoader, Map<Integer, ClassFiles>> KNOWN = new WeakHashMap<>();

  private final int java;
  private final Map<String, Optional<ClassFacts>> facts = new ConcurrentHashMap<>();
  private final Map<String, Optional<Image>> images = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> verified = new ConcurrentHashMap<>();

  /// Large, and quickly read again.
  private volatile SoftReference<Map<String, Mentions>> mentions =
      new SoftReference<>(new ConcurrentHashMap<>());

  private ClassFiles(int java) {
    this.java = java;
  }

  /// What a loader sees.
  ///
  /// @param java the release of Java whose classes count in a jar that has some for several
  static View seenBy(ClassLoader loader, int java) {
    synchronized (KNOWN) {
      ClassFiles files =
          KNOWN
              .computeIfAbsent(loader, any -> new ConcurrentHashMap<>())
              .computeIfAbsent(java, ClassFiles::new);
      return new View(files, loader);
    }
  }

  /// The class files together with the loader that sees them, for as long as somebody looks. One
  /// thread at a time.
  static final class View implements AutoCloseable {

    private final ClassFiles files;
    private final ClassLoader loader;
    private final Map<Path, JarFile> jars = new HashMap<>();

    private View(ClassFiles files, ClassLoader loader) {
      this.files = files;
      this.loader = loader;
    }

    /// What the class file says, or null if the loader has none of this name.
    ///
    /// @param name with slashes
    @Nullable ClassFacts find(String name) {
      Optional<ClassFacts> found = files.facts.get(name);
      if (found == null) {
        found = Optional.ofNullable(read(name));
        Optional<ClassFacts> earlier = files.facts.putIfAbsent(name, found);
        found = earlier == null ? found : earlier;
      }
      return found.orElse(null);
    }

    /// The part of a class that holds calls which can run on hosts, or null if that is all of it.
    @Nullable Image image(ClassFacts holder) {
      if (holder.shape() != Shape.HOLDS_CALLS) {
        return null;
      }
      Optional<Image> found = files.images.get(holder.name());
      if (found == null) {
        found = Optional.ofNullable(Image.of(holder, this));
        Optional<Image> earlier = files.images.putIfAbsent(holder.name(), found);
        found = earlier == null ? found : earlier;
      }
      return found.orElse(null);
    }

    /// What all of a class names.
    Mentions mentions(ClassFacts facts) {
      Map<String, Mentions> known = files.mentions.get();
      if (known == null) {
        known = new ConcurrentHashMap<>();
        files.mentions = new SoftReference<>(known);
      }
      return known.computeIfAbsent(facts.name(), any -> Mentions.of(facts));
    }

    /// The classes that the JVM loads to verify a class.
    ///
    /// @param image what travels of it; null for all
    Set<String> verified(ClassFacts facts, @Nullable Image image) {
      if (image != null) {
        return image.names();
      }
      Set<String> found = files.verified.get(facts.name());
      if (found == null) {
        found = Verification.names(facts.file().array(), this);
        files.verified.put(facts.name(), found);
      }
      return found;
    }

    private @Nullable ClassFacts read(String name) {
      String path = name + ".class";
      URL place = loader.getResource(path);
      Origin origin = place == null ? null : Origin.of(place, path);
      if (place == null || origin == null) {
        return null;
      }
      try (InputStream file = opened(place, origin, path)) {
        ClassFacts found = FactsReader.read(file.readAllBytes(), origin);
        return found.name().equals(name) ? found : null;
      } catch (FileNotFoundException e) {
        return null;
      } catch (IOException e) {
        throw new UncheckedIOException("call: " + place + " cannot be read: " + e.getMessage(), e);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "call: " + place + " is no class file that this Java knows: " + e.getMessage(), e);
      }
    }

    /// What a loader says is in a folder need not lie in it: some builds make folders of links.
    private InputStream opened(URL place, Origin origin, String path) throws IOException {
      if (origin instanceof Origin.Jar(Path file)) {
        JarFile jar = jars.get(file);
        if (jar == null) {
          jar = Origin.Jar.opened(file, files.java);
          jars.put(file, jar);
        }
        return Origin.Jar.entry(jar, path);
      }
      URLConnection connection = place.openConnection();
      connection.setUseCaches(false);
      return connection.getInputStream();
    }

    /// Closes the jars that were opened meanwhile.
    @Override
    public void close() {
      for (JarFile jar : jars.values()) {
        try {
          jar.close();
        } catch (IOException e) {
          // it was only read
        }
      }
    }
  }
}
