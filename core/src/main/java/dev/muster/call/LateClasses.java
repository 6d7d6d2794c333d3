package dev.muster.call;

import dev.muster.call.Origin.Looker;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Answers what an agent asks for late: classes and resources that code over there looks up by
/// name.
///
/// A host may be hostile and ask for anything. It gets what lies in the jars and folders from which
/// classes were pushed to the same space, and no other file: no name leads out of these, no link is
/// followed out of them, and what is asked for is counted.
///
/// Reads files, so it is not for an event loop. Safe for use by many threads.
public final class LateClasses {

  static final int LONGEST_NAME = 1_000;
  static final int LARGEST_CLASS = 16 << 20;
  static final long LARGEST_RESOURCE = 1L << 30;
  static final long MOST_REQUESTS = 100_000;

  /// What became of a request.
  public sealed interface Answer {

    /// The class.
    record Found(PushedClass file) implements Answer {}

    /// The resource, to be read to its end and closed. Reading fails with an [IOException] where it
    /// is longer than 1 GiB.
    record Opened(InputStream content) implements Answer {}

    /// There is none for this host, and why, in one line.
    record Refused(String why) implements Answer {}
  }

  private final WeakReference<ClassLoader> loader;
  private final int java;
  private volatile Set<Origin> origins = Set.of();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  LateClasses(ClassLoader loader, int java) {
    this.java = java;
    this.loader = new WeakReference<>(loader);
  }

  /// Allows what lies in these places, instead of those that were allowed before.
  void allow(Set<Origin> places) {
    origins = places;
  }

  /// How many requests were answered.
  public long answered() {
    return answered.get();
  }

  /// How many requests were refused.
  public long refused() {
    return refused.get();
  }

  /// Looks for a class.
  ///
  /// @param name with dots, as the host gave it
  public Answer findClass(String name) {
    String path = name.replace('.', '/');
    if (name.indexOf('/') >= 0 || !isPlain(path) || path.indexOf(';') >= 0) {
      return refuse(name, "is no name of a class");
    }
    if (Platform.has(path)) {
      return refuse(name, "is a class that every host has");
    }
    try (InputStream file = open(path + ".class")) {
      byte[] bytes = file.readNBytes(LARGEST_CLASS + 1);
      if (bytes.length > LARGEST_CLASS) {
        return refuse(name, "is larger than " + LARGEST_CLASS + " bytes");
      }
      return count(new Answer.Found(new PushedClass(name, bytes)));
    } catch (FileNotFoundException e) {
      return refuse(name, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return refuse(name, "cannot be read");
    }
  }

  /// Looks for a resource.
  ///
  /// @param name with slashes, as the host gave it
  public Answer findResource(String name) {
    if (!isPlain(name)) {
      return refuse(name, "is no name of a resource");
    }
    try {
      return count(new Answer.Opened(new LimitedStream(open(name), LARGEST_RESOURCE)));
    } catch (FileNotFoundException e) {
      return refuse(name, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return refuse(name, "cannot be read");
    }
  }

  private InputStream open(String path) throws IOException {
    if (answered.get() + refused.get() >= MOST_REQUESTS) {
      throw new FileNotFoundException("was asked for after " + MOST_REQUESTS + " others");
    }
    for (Origin origin : origins) {
      try {
        return origin.open(path, new Looker(loader.get(), java));
      } catch (FileNotFoundException e) {
        // another may have it
      }
    }
    throw new FileNotFoundException("is in none of the places that pushed classes are from");
  }

  private Answer count(Answer answer) {
    answered.incrementAndGet();
    return answer;
  }

  private Answer refuse(String name, String why) {
    refused.incrementAndGet();
    String shown = name.length() > 200 ? name.substring(0, 200) + "..." : name;
    return new Answer.Refused(shown + " " + why);
  }

  /// Only names that stay inside wherever they are looked up.
  private static boolean isPlain(String name) {
    if (name.isEmpty()
        || name.length() > LONGEST_NAME
        || name.chars().anyMatch(c -> c < ' ' || c == '\\' || c == ':' || c == 0x7f)) {
      return false;
    }
    for (String part : name.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return true;
  }
}
