package dev.muster.call;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Remembers what is dear to make. Each thing is made once, by who asks first; who asks meanwhile
/// waits for that. What could not be made is tried again by who asks next.
///
/// Safe for use by many threads; nothing is locked while something is made.
final class Memo<K, V> {

  private final Map<K, CompletableFuture<V>> known = new ConcurrentHashMap<>();

  V get(K key, Function<K, V> maker) {
    CompletableFuture<V> found = known.get(key);
    if (found == null) {
      var mine = new CompletableFuture<V>();
      found = known.putIfAbsent(key, mine);
      if (found == null) {
        return make(key, maker, mine);
      }
    }
    try {
      return found.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private V make(K key, Function<K, V> maker, CompletableFuture<V> mine) {
    try {
      V value = maker.apply(key);
      mine.complete(value);
      return value;
    } catch (RuntimeException | Error e) {
      known.remove(key, mine);
      mine.completeExceptionally(e);
      throw e;
    }
  }
}
