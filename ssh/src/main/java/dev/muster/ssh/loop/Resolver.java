package dev.muster.ssh.loop;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Looks names up, off the loops: the system's resolver blocks its thread, for seconds when DNS is
/// slow.
///
/// A fixed number of platform threads, which end when they are idle, so that a slow DNS server
/// costs neither the loops nor thousands of threads. What hosts ask for, by what was forwarded to
/// them, has threads of its own: whoever connects never waits for that. Safe for use by many
/// threads.
public final class Resolver implements AutoCloseable {

  /// Looks one name up and blocks for it.
  public interface Lookup {

    /// Returns the addresses of `name`, at least one.
    List<InetAddress> lookUp(String name) throws UnknownHostException;
  }

  private static final int THREADS = 32;

  private final Lookup lookup;
  private final ThreadPoolExecutor threads;
  private final ThreadPoolExecutor others;

  /// Makes one that asks the system.
  public Resolver() {
    this(name -> List.of(InetAddress.getAllByName(name)));
  }

  /// Makes one that asks `lookup`.
  public Resolver(Lookup lookup) {
    this.lookup = lookup;
    this.threads = threads("muster-resolve-");
    this.others = threads("muster-resolve-other-");
  }

  private static ThreadPoolExecutor threads(String name) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name(name, 0).factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
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

  /// Looks `host` up for who connects to it; `answer` is called with addresses or an exception on a
  /// thread of the resolver.
  ///
  /// @throws RejectedExecutionException if this is closed
  public void resolve(
      String host, BiConsumer<List<InetAddress>, @Nullable UnknownHostException> answer) {
    threads.execute(() -> lookUp(host, answer));
  }

  /// Looks `host` up for what was forwarded, see [Lookups]; `answer` hears if this is closed.
  void resolveForOthers(
      String host, BiConsumer<List<InetAddress>, @Nullable UnknownHostException> answer) {
    try {
      others.execute(() -> lookUp(host, answer));
    } catch (RejectedExecutionException e) {
      answer.accept(List.of(), new UnknownHostException(host + ": the engine is closed"));
    }
  }

  private void lookUp(
      String host, BiConsumer<List<InetAddress>, @Nullable UnknownHostException> answer) {
    List<InetAddress> addresses;
    try {
      addresses = lookup.lookUp(host);
    } catch (UnknownHostException e) {
      answer.accept(List.of(), e);
      return;
    } catch (RuntimeException | Error e) {
      UnknownHostException odd = new UnknownHostException(e.toString());
      odd.initCause(e);
      answer.accept(List.of(), odd);
      return;
    }
    answer.accept(addresses, null);
  }

  /// Ends the threads; look-ups under way are forgotten.
  @Override
  public void close() {
    threads.shutdownNow();
    others.shutdownNow();
  }
}
