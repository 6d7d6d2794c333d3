package dev.muster.ssh;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What becomes of a connection, for tests that wait for it.
final class Ends implements ConnectionListener {

  private static final int WAIT_SECONDS = 30;

  private final CompletableFuture<SshConnection> ready = new CompletableFuture<>();
  private final CompletableFuture<Optional<Failure>> ended = new CompletableFuture<>();

  @Override
  public void ready(SshConnection connection) {
    ready.complete(connection);
  }

  @Override
  public void ended(SshConnection connection, Optional<Failure> why) {
    if (!ended.complete(why)) {
      throw new AssertionError("the end was told twice: " + why);
    }
  }

  SshConnection ready() throws Exception {
    return ready.get(WAIT_SECONDS, TimeUnit.SECONDS);
  }

  /// Returns how the connection failed.
  Failure failure() throws Exception {
    return ended.get(WAIT_SECONDS, TimeUnit.SECONDS).orElseThrow();
  }

  boolean isOver() {
    return ended.isDone();
  }
}
