package dev.muster.ssh.loop;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Looks names up, off the loops: the system's resolver blocks its thread, for seconds when DNS is
/// slow.
///
/// A fixed number of platform threads, which end when they are idle, so that a slow DNS server
/// costs neither the loops nor thousands of threads. Safe for use by many threads.
public final class Resolver implements AutoCloseable {

  /// Looks one name up and blocks for it.
  public interface Lookup {

    /// Returns the addresses of `name`, at least one.
    List<InetAddress> lookUp(String name) throws UnknownHostException;
  }

  private static final int THREADS = 32;

  private final Lookup lookup;
  private final ThreadPoolExecutor threads;

  /// Makes one that asks the system.
  public Resolver() {
    this(name -> List.of(InetAddress.getAllByName(name)));
  }

  /// Makes one that asks `lookup`.
  public Resolver(Lookup lookup) {
    this.lookup = lookup;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("muster-resolve-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /// Returns the address that `host` is, if it is one and no name; that asks nobody.
  public static @Nullable InetAddress literal(String host) {
    char first = host.charAt(0);
    if (host.indexOf(':') < 0 && (first < '0' || first > '9')) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      return null; // a name that begins with a digit
    }
  }

  /// Looks `host` up; `answer` is called with addresses or an exception on a thread of the
  /// resolver.
  public void resolve(
      String host, BiConsumer<List<InetAddress>, @Nullable UnknownHostException> answer) {
    threads.execute(() -> {
      List<InetAddress> addresses;
      try {
        addresses = lookup.lookUp(host);
      } catch (UnknownHostException e) {
        answer.accept(List.of(), e);
        return;
      } catch (RuntimeException e) {
        UnknownHostException odd = new UnknownHostException(e.toString());
        odd.initCause(e);
        answer.accept(List.of(), odd);
        return;
      }
      answer.accept(addresses, null);
    });
  }

  /// Ends the threads; look-ups under way are forgotten.
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
