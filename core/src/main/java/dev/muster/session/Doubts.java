package dev.muster.session;

import dev.muster.ssh.SshConnection;
import dev.muster.ssh.trust.HostKeyFailure;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Says, once of each host, that its key is another than the one on file though it is connected to,
/// as `ssh` warns: most runs need nothing that is withheld from it, and would show nothing of it.
///
/// Safe for use by many threads, loops among them: who listens may block, on a thread that [#close]
/// waits for.
final class Doubts implements AutoCloseable {

  private static final Duration LAST = Duration.ofSeconds(1);

  private final Consumer<String> told;

  /// Who says it, by what is said.
  private final Map<String, Thread> tellers = new ConcurrentHashMap<>();

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
    Thread thread = Thread.ofVirtual().name("warning").unstarted(() -> told.accept(line));
    if (tellers.putIfAbsent(line, thread) == null) {
      thread.start();
    }
  }

  /// Waits until everything is said; a second at most.
  @Override
  public void close() {
    long end = System.nanoTime() + LAST.toNanos();
    boolean interrupted = false;
    for (Thread each : tellers.values()) {
      try {
        each.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
