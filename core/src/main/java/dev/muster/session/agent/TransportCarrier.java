package dev.muster.session.agent;

import dev.muster.host.Spec;
import dev.muster.model.Durations;
import dev.muster.model.Failure;
import dev.muster.model.Phase;
import dev.muster.model.Transport;
import dev.muster.wire.Mux;
import dev.muster.wire.Pipe;
import dev.muster.wire.PipeDriver;
import dev.muster.wire.start.Launch;
import dev.muster.wire.start.StartScript;
import dev.muster.wire.start.StartStep;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An agent behind a connection that somebody else's code makes.
///
/// That code runs on threads of this carrier alone, so it may block or throw as it likes: whoever
/// ends the carrier waits for none of it. Its monitor guards its fields and is never held during a
/// call that blocks.
public final class TransportCarrier implements Carrier {

  private static final int CHUNK = 32 << 10;
  private static final Duration LAST_WORD = Duration.ofMillis(500);

  private final Transport transport;
  private final Spec spec;
  private final String address;

  /// The thread that is in the transport's code; null before and after.
  private @Nullable Thread opening;

  private @Nullable GuardedStreams streams;
  private @Nullable PipeDriver driver;
  private boolean killed;

  /// @param address of the target, for messages
  public TransportCarrier(Transport transport, Spec spec, String address) {
    this.transport = transport;
    this.spec = spec;
    this.address = address;
  }

  @Override
  public void begin(Mux mux, Launch launch, Supplies supplies, Listener listener) {
    thread("start", () -> start(mux, launch, supplies, listener));
  }

  /// A platform thread: what holds on to its thread would stop others on a virtual one.
  private void thread(String role, Runnable run) {
    Thread.ofPlatform().daemon().name(address + " " + role).start(run);
  }

  private void start(Mux mux, Launch launch, Supplies supplies, Listener listener) {
    GuardedStreams opened;
    try {
      opened = open();
    } catch (IOException e) {
      listener.failed(refused(String.valueOf(e.getMessage())));
      return;
    }
    Pipe pipe = Pipe.of(opened.input(), opened.output());
    Starting starting =
        new Starting(launch.nonce(), address, supplies, new PipeOutlet(this, pipe, listener));
    PipeDriver driving = speaks(opened, pipe, launch, starting, mux, listener);
    if (driving == null) {
      close(opened);
    } else {
      watch(opened, driving, listener);
    }
  }

  /// @throws IOException if there is no connection, with the whole reason
  private GuardedStreams open() throws IOException {
    synchronized (this) {
      if (killed) {
        throw new IOException("it was given up before it was begun");
      }
      opening = Thread.currentThread();
    }
    Transport.Connection made = null;
    GuardedStreams opened = null;
    String trouble = "";
    try {
      made = transport.open(spec, StartScript.words());
      opened = GuardedStreams.of(made, this::broke);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      trouble = "it was interrupted";
    } catch (IOException | RuntimeException | Error e) {
      trouble = GuardedStreams.words(e);
    }
    boolean late;
    synchronized (this) {
      opening = null;
      late = killed;
      streams = late ? null : opened;
    }
    if (opened == null || late) {
      if (made != null) {
        close(made);
      }
      throw new IOException(
          "no connection by the transport \"" + spec.scheme() + "\": " + why(trouble, late));
    }
    return opened;
  }

  private static String why(String trouble, boolean late) {
    if (!trouble.isEmpty()) {
      return trouble;
    }
    return late
        ? "it came too late"
        : "it returned null, or a connection with a stream that is null";
  }

  private Failure refused(String words) {
    return new Failure.Refused(Phase.OPEN, address, "start of the agent: " + words);
  }

  /// Carries out the start.
  ///
  /// @return what drives the connection to the agent from now on; null if there is none
  private @Nullable PipeDriver speaks(
      GuardedStreams opened,
      Pipe pipe,
      Launch launch,
      Starting starting,
      Mux mux,
      Listener listener) {
    try {
      ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
      Optional<StartStep> step = StartTalk.hold(pipe, launch, starting, bytes);
      if (step.orElse(null) instanceof StartStep.Ready(String version, String java)) {
        if (bytes.hasRemaining()) {
          mux.received(bytes);
        }
        PipeDriver driving = PipeDriver.start(mux, pipe, address);
        synchronized (this) {
          driver = driving;
        }
        listener.ready(version, java);
        return driving;
      }
      listener.failed(StartTalk.failure(starting, step, opened.trouble()));
    } catch (IOException e) {
      listener.failed(starting.endedEarly(opened.trouble()));
    }
    return null;
  }

  private void watch(GuardedStreams opened, PipeDriver driving, Listener listener) {
    Thread.ofVirtual()
        .name(address + " watch")
        .start(() -> {
          try {
            driving.awaitEnd(Duration.ofDays(3650));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          listener.ended(opened.trouble());
          close(opened);
        });
  }

  /// A stream has thrown: nothing goes on without it. What the agent has said last is read first.
  private void broke() {
    PipeDriver driving;
    GuardedStreams opened;
    synchronized (this) {
      driving = driver;
      opened = streams;
    }
    if (driving != null && opened != null) {
      thread(
          "broke",
          () -> {
            try {
              driving.awaitEnd(LAST_WORD);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            close(opened);
          });
    }
  }

  /// Closes a connection once, on a thread that nobody waits for.
  private void close(GuardedStreams opened) {
    if (opened.mayClose()) {
      close(opened.connection());
    }
  }

  private void close(Transport.Connection made) {
    thread(
        "close",
        () -> {
          try {
            made.close();
          } catch (IOException | RuntimeException e) {
            // It is given up either way.
          }
        });
  }

  @Override
  public void end(Duration grace) throws InterruptedException {
    PipeDriver driving;
    synchronized (this) {
      driving = driver;
    }
    try {
      if (driving != null) {
        driving.close(grace);
      }
    } finally {
      kill();
    }
    if (driving != null) {
      driving.awaitEnd(Durations.half(grace));
    }
  }

  @Override
  public void kill() {
    GuardedStreams opened;
    synchronized (this) {
      killed = true;
      opened = streams;
      if (opening != null) {
        opening.interrupt();
      }
    }
    if (opened != null) {
      close(opened);
    }
  }
}
