package dev.muster.it.ssh;

import dev.muster.ssh.forward.Endpoint;
import dev.muster.ssh.forward.Forwarding;
import dev.muster.ssh.forward.ForwardingEnd;
import dev.muster.ssh.forward.ForwardingListener;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/// Hears a forwarding for whoever waits for it.
final class HeardForwarding implements ForwardingListener {

  private final CompletableFuture<Endpoint> opened = new CompletableFuture<>();
  private final CompletableFuture<ForwardingEnd> ended = new CompletableFuture<>();
  private final List<String> refusals = new CopyOnWriteArrayList<>();

  @Override
  public void opened(Forwarding forwarding) {
    opened.complete(forwarding.address());
  }

  @Override
  public void refused(Forwarding forwarding, String why) {
    refusals.add(why);
  }

  @Override
  public void ended(Forwarding forwarding, ForwardingEnd how) {
    opened.completeExceptionally(new AssertionError(how.message()));
    ended.complete(how);
  }

  /// Waits until it is open, and returns where.
  Endpoint open() {
    return Caller.await(opened);
  }

  /// Waits until it has ended, and returns how.
  ForwardingEnd end() {
    return Caller.await(ended);
  }

  boolean isOver() {
    return ended.isDone();
  }

  /// Returns why connections came to nothing.
  List<String> refusals() {
    return refusals;
  }
}
