package dev.muster.bench;

import dev.muster.ssh.ConnectionListener;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Destination;
import dev.muster.ssh.Exec;
import dev.muster.ssh.Failure;
import dev.muster.ssh.SessionEnd;
import dev.muster.ssh.SessionListener;
import dev.muster.ssh.SshClient;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshSession;
import dev.muster.ssh.Stream;
import dev.muster.ssh.key.KeyFile;
import dev.muster.ssh.key.KeyFileException;
import dev.muster.ssh.key.Passphrase;
import dev.muster.ssh.trust.HostKeys;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The SSH engine alone, as a program would use it that wants nothing else of Muster.
final class SshEngine implements Engine {

  private final SshClient client = SshClient.open();
  private final Access access;
  private final ConnectionOptions options;

  SshEngine(Access access) {
    this.access = access;
    try {
      this.options =
          ConnectionOptions.of(
              List.of(KeyFile.load(access.key(), Passphrase.none())), HostKeys.trustingAll());
    } catch (KeyFileException e) {
      throw new NotPossible(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Tally run(List<String> hosts, int limit, String command, boolean keep)
      throws InterruptedException {
    Round round = new Round(hosts.size(), limit, Exec.of(command), keep);
    for (String host : hosts) {
      round.slots.acquire();
      client.connect(new Destination(host, access.port(), access.user(), options), round);
    }
    round.done.await();
    return new Tally(round.ok.get(), round.bytes.get(), List.copyOf(round.failures));
  }

  @Override
  public void close() {
    client.close();
  }

  /// One round: every connection and session reports here, from the loops.
  private static final class Round implements ConnectionListener, SessionListener {

    private final Semaphore slots;
    private final CountDownLatch done;
    private final Exec request;
    private final boolean keep;
    private final AtomicInteger ok = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    Round(int hosts, int limit, Exec request, boolean keep) {
      this.slots = new Semaphore(limit);
      this.done = new CountDownLatch(hosts);
      this.request = request;
      this.keep = keep;
    }

    @Override
    public void ready(SshConnection connection) {
      connection.exec(request, this).endInput();
    }

    @Override
    public void output(SshSession session, Stream stream, byte[] printed) {
      bytes.addAndGet(printed.length);
      session.consumed(printed.length);
    }

    @Override
    public void ended(SshSession session, SessionEnd end) {
      if (end instanceof SessionEnd.Exited(int status) && status == 0) {
        ok.incrementAndGet();
      } else {
        failures.add(session.connection().destination().address() + ": " + end);
      }
      if (keep) {
        hostDone();
      } else {
        session.connection().close();
      }
    }

    @Override
    public void ended(SshConnection connection, Optional<Failure> why) {
      if (keep && why.isPresent() && why.get() instanceof Failure.Cancelled) {
        return; // the engine was closed after the round
      }
      why.ifPresent(failure -> failures.add(failure.message()));
      hostDone();
    }

    private void hostDone() {
      slots.release();
      done.countDown();
    }
  }
}
