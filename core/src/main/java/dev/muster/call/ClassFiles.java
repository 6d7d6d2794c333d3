package dev.muster.call;

import dev.muster.call.ClassFacts.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The class files that one class loader sees, each read once. What is kept here refers to no class
/// and no loader, so that a loader which nobody uses any more can go.
final class ClassFiles {

  private static final Map<ClassLoader, ClassFiles> BY_LOADER = new WeakHashMap<>();

  private final Map<String, Optional<ClassFacts>> facts = new ConcurrentHashMap<>();
  private final Map<String, Optional<Image>> images = new ConcurrentHashMap<>();

  private ClassFiles() {}

  static ClassFiles of(ClassLoader loader) {
    synchronized (BY_LOADER) {
      return BY_LOADER.computeIfAbsent(loader, any -> new ClassFiles());
    }
  }

  /// What the class file says, or null if the loader has none of this name.
  ///
  /// @param name with slashes
  @Nullable ClassFacts find(String name, ClassLoader loader) {
    Optional<ClassFacts> found = facts.get(name);
    if (found == null) {
      found = Optional.ofNullable(read(name, loader));
      Optional<ClassFacts> earlier = facts.putIfAbsent(name, found);
      found = earlier == null ? found : earlier;
    }
    return found.orElse(null);
  }

  /// The part of a class that holds calls which can run on hosts, or null if that is all of it.
  @Nullable Image image(ClassFacts holder, ClassLoader loader) {
    if (holder.shape() != Shape.HOLDS_CALLS) {
      return null;
    }
    Optional<Image> found = images.get(holder.name());
    if (found == null) {
      found = Optional.ofNullable(Image.of(holder, new View(this, loader)));
      Optional<Image> earlier = images.putIfAbsent(holder.name(), found);
      found = earlier == null ? found : earlier;
    }
    return found.orElse(null);
  }

  private static @Nullable ClassFacts read(String name, ClassLoader loader) {
    String path = name + ".class";
    URL place = loader.getResource(path);
    Origin origin = place == null ? null : Origin.of(place, path);
    if (place == null || origin == null) {
      return null;
    }
    try (InputStream file = place.openStream()) {
      ClassFacts found = FactsReader.read(file.readAllBytes(), origin);
      return found.name().equals(name) ? found : null;
    } catch (IOException e) {
      throw new UncheckedIOException("call: " + place + " cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "call: " + place + " is no class file that this Java knows: " + e.getMessage(), e);
    }
  }

  /// The class files together with the loader that sees them, for as long as somebody looks.
  record View(ClassFiles files, ClassLoader loader) {

    @Nullable ClassFacts find(String name) {
      return files.find(name, loader);
    }

    @Nullable Image image(ClassFacts holder) {
      return files.image(holder, loader);
    }
  }
}
