package dev.muster.session.runtime;

import dev.muster.model.RuntimePush;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The runtimes that can be made of one JDK, each made once and then kept in the user's cache
/// folder. Safe for use by many threads: who wants one that is being made waits for it.
///
/// While it is sent its bytes are in memory once, for however many hosts; then they may go.
public final class Runtimes {

  private static final String VERSION = "1"; // of what a key stands for
  private static final int KEY_DIGITS = 32;
  private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

  private final Jdk jdk;
  private final CacheFolder cache;
  private final Map<String, Made> made = new ConcurrentHashMap<>();

  /// By the modules that were asked for. Only what this JDK has gets in.
  private final Map<List<String>, Contents> known = new ConcurrentHashMap<>();

  /// What a runtime holds.
  ///
  /// @param key of it in caches
  private record Contents(List<String> modules, String key) {}

  /// One runtime: its lock is held while it is made.
  private static final class Made {
    private final ReentrantLock making = new ReentrantLock();

    // Guarded by making.
    private @Nullable SoftReference<Archive> archive;
    private @Nullable IOException failure;
    private long failedAt;
  }

  private static final class OfThisJdk {
    private static final Runtimes IT = new Runtimes(Jdk.current(), CacheFolder.ofTheUser());
  }

  Runtimes(Jdk jdk, CacheFolder cache) {
    this.jdk = jdk;
    this.cache = cache;
  }

  /// Returns those of the JDK that this runs on.
  public static Runtimes ofThisJdk() {
    return OfThisJdk.IT;
  }

  /// Returns what one host may be given. What is the same for all hosts is found out once.
  ///
  /// @throws IllegalArgumentException if the JDK has no such module
  public RuntimeOffer offer(RuntimePush push) {
    Contents contents = known.computeIfAbsent(push.modules(), this::contents);
    return new RuntimeOffer(this, jdk, contents.modules(), contents.key(), push);
  }

  /// Makes sure, before any host is asked, that there is a runtime or can be one.
  ///
  /// @throws IllegalArgumentException if the JDK has no such module, or is none that runtimes can
  ///   be made of and none was kept; the message says what to do
  public void require(RuntimePush push) {
    Contents contents = known.computeIfAbsent(push.modules(), this::contents);
    String refusal = jdk.refusal();
    if (!refusal.isEmpty() && !cache.holds(file(contents.key()))) {
      throw new IllegalArgumentException("no Java runtime can be pushed: " + refusal);
    }
  }

  /// @throws IllegalArgumentException if the JDK has not one of `more`
  private Contents contents(List<String> more) {
    TreeSet<String> modules = new TreeSet<>(RuntimePush.STANDARD);
    modules.addAll(more);
    for (String module : more) {
      if (ModuleFinder.ofSystem().find(module).isEmpty()) {
        throw new IllegalArgumentException(
            "a runtime to be pushed wants the module "
                + module
                + ", which the JDK here has not ("
                + jdk.home()
                + ")");
      }
    }
    return new Contents(List.copyOf(modules), key(modules));
  }

  private String key(SortedSet<String> modules) {
    String all =
        String.join(
            "\n",
            VERSION,
            jdk.version(),
            jdk.system(),
            jdk.loader(),
            String.join(" ", modules),
            String.join(" ", Jlink.OPTIONS));
    return Archive.sha256(all.getBytes(StandardCharsets.UTF_8)).substring(0, KEY_DIGITS);
  }

  /// Returns a runtime; the first time, it is made.
  ///
  /// What failed is not tried again for a while: hosts by the thousand would each wait for that.
  ///
  /// @throws IOException if it cannot be made; the message says why and what to do
  Archive archive(String key, List<String> modules, Consumer<String> told)
      throws IOException, InterruptedException {
    Made one = made.computeIfAbsent(key, _ -> new Made());
    one.making.lockInterruptibly();
    try {
      SoftReference<Archive> known = one.archive;
      Archive archive = known == null ? null : known.get();
      if (archive == null) {
        archive = loadOrFail(one, key, modules, told);
        one.archive = new SoftReference<>(archive);
      }
      return archive;
    } finally {
      one.making.unlock();
    }
  }

  private Archive loadOrFail(Made one, String key, List<String> modules, Consumer<String> told)
      throws IOException, InterruptedException {
    IOException before = one.failure;
    if (before != null && System.nanoTime() - one.failedAt < RETRY_AFTER.toNanos()) {
      throw new IOException(before.getMessage(), before);
    }
    try {
      one.failure = null;
      return load(key, modules, told);
    } catch (IOException e) {
      one.failure = e;
      one.failedAt = System.nanoTime();
      throw e;
    }
  }

  private byte[] made(List<String> modules) throws IOException, InterruptedException {
    try {
      return Jlink.run(jdk, modules);
    } catch (IOException e) {
      String why = e instanceof FileSystemException ? e.toString() : String.valueOf(e.getMessage());
      throw new IOException(
          "none could be made here of "
              + jdk.home()
              + ": "
              + why
              + "; mend that, or install Java there",
          e);
    }
  }

  private static String file(String key) {
    return "runtime-" + key + ".tar.gz";
  }

  private Archive load(String key, List<String> modules, Consumer<String> told)
      throws IOException, InterruptedException {
    String name = file(key);
    byte[] kept = cache.read(name).orElse(null);
    if (kept != null) {
      return new Archive(kept);
    }
    String refusal = jdk.refusal();
    if (!refusal.isEmpty()) {
      throw new IOException(refusal);
    }
    told.accept(
        "making a Java runtime of "
            + jdk.home()
            + " with jlink, once; it is kept as "
            + cache.path().resolve(name));
    byte[] bytes = made(modules);
    cache.keep(name, bytes);
    return new Archive(bytes);
  }
}
