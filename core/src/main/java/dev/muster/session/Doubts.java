package dev.muster.session;

import dev.muster.ssh.SshConnection;
import dev.muster.ssh.trust.HostKeyFailure;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Says, once of each host, that its key is another than the one on file though it is connected to,
/// as `ssh` warns: most runs need nothing that is withheld from it, and would show nothing of it.
///
/// Safe for use by many threads, loops among them: who listens may block, on a thread that [#close]
/// waits for.
final class Doubts implements AutoCloseable {

  private static final Duration LAST = Duration.ofSeconds(1);

  private final Consumer<String> told;

  /// What is said, each with what is open until it was heard.
  private final Map<String, CountDownLatch> said = new ConcurrentHashMap<>();

  Doubts(Consumer<String> told) {
    this.told = told;
  }

  /// Takes note of a connection whose keys are exchanged.
  void about(SshConnection made) {
    if (made.distrust().isPresent()) {
      tell(made.distrust().get());
    }
  }

  private void tell(HostKeyFailure why) {
    String line =
        "warning: "
            + why.message()
            + "; host keys are not checked, so it is used all the same, and given nothing secret";
    CountDownLatch heard = new CountDownLatch(1);
    if (said.putIfAbsent(line, heard) == null) {
      Thread.ofVirtual()
          .name("warning")
          .start(() -> {
            try {
              told.accept(line);
            } finally {
              heard.countDown();
            }
          });
    }
  }

  /// Waits until everything is heard; a second at most.
  @Override
  public void close() {
    long end = System.nanoTime() + LAST.toNanos();
    try {
      for (CountDownLatch heard : said.values()) {
        if (!heard.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return; // whoever listens does not come back
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
