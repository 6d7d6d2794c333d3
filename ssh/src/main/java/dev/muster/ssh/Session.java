package dev.muster.ssh;

import dev.muster.ssh.channel.ChannelEnd;
import dev.muster.ssh.channel.Channels;
import dev.muster.ssh.channel.SessionChannel;
import dev.muster.ssh.channel.SessionEvents;
import dev.muster.ssh.channel.SessionStart;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.loop.TimerWheel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A session seen from outside: brings calls of any thread to the connection's loop, and events to
/// the listener.
///
/// `channel` and `ended` are confined to the loop.
final class Session implements SshSession, SessionEvents, Occupant {

  private final Connection connection;
  private final SessionListener listener;
  private final Exec request;
  private final int creditStep;
  private final AtomicInteger credit = new AtomicInteger();
  private final TimerWheel.Timer opening =
      new TimerWheel.Timer() {
        @Override
        protected void fire() {
          tooSlow();
        }
      };
  private @Nullable SessionChannel channel;
  private boolean lends;
  private boolean ended;

  Session(Connection connection, SessionListener listener, Exec request) {
    this.connection = connection;
    this.listener = listener;
    this.request = request;
    this.creditStep = Math.max(1, request.windowBytes() / 4);
  }

  /// Begins, on the loop and on a connection that is secured.
  ///
  /// @param due whether the server is to open it now, or once the user is authenticated
  void begin(Channels channels, boolean due) {
    SessionStart start = start(request);
    if (request.agent().isPresent()) {
      if (connection.distrust().isPresent()) {
        String why = connection.distrust().get().reason();
        end(new SessionEnd.Failed(new Failure.Distrusted(connection.address(), why), false));
        return;
      }
      start = start.lendingAgent();
      connection.forwards().lend(request.agent().get());
      lends = true;
    }
    channel = channels.session(start, request.windowBytes(), this);
    if (due) {
      isDue();
    }
  }

  private static SessionStart start(Exec request) {
    Map<String, String> environment = request.environment();
    byte @Nullable [] pty = request.pty().isPresent() ? request.pty().get().request() : null;
    if (request.program() instanceof Exec.Program.CommandLine(String text)) {
      return new SessionStart("exec", text, environment, pty); // as in Trust: no switch, it is slow
    }
    return switch (request.program()) {
      case Exec.Program.CommandLine(String text) ->
          new SessionStart("exec", text, environment, pty);
      case Exec.Program.Shell _ -> new SessionStart("shell", null, environment, pty);
      case Exec.Program.Subsystem(String name) ->
          new SessionStart("subsystem", name, environment, pty);
    };
  }

  @Override
  public void isDue() {
    connection.loop().set(opening, connection.destination().options().limits().open());
  }

  @Override
  public SshConnection connection() {
    return connection;
  }

  @Override
  public void consumed(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes consumed must not be negative, were " + bytes);
    }
    // A few bytes are not worth a turn of the loop: three quarters of the window are left to the
    // server all the same.
    if (credit.addAndGet(bytes) >= creditStep) {
      connection.onLoop(() -> {
        int due = credit.getAndSet(0);
        if (channel != null && due > 0) {
          channel.consumed(due);
        }
      });
    }
  }

  @Override
  public CompletionStage<Void> write(byte[] bytes) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    connection.onLoop(
        () -> {
          if (channel == null || ended) {
            sent.completeExceptionally(new IllegalStateException("the session has ended"));
          } else {
            channel.write(bytes, sent);
          }
        },
        () -> sent.completeExceptionally(new IllegalStateException("the connection has ended")));
    return sent;
  }

  @Override
  public void endInput() {
    connection.onLoop(() -> {
      if (channel != null) {
        channel.endInput();
      }
    });
  }

  @Override
  public void signal(String name) {
    connection.onLoop(() -> {
      if (channel != null) {
        channel.signal(name);
      }
    });
  }

  @Override
  public void resize(Pty.Size size) {
    if (request.pty().isEmpty()) {
      throw new IllegalStateException("the session has no terminal to resize");
    }
    SshWriter written = size.write(new SshWriter(16));
    connection.onLoop(() -> {
      if (channel != null) {
        channel.resize(written.toBytes());
      }
    });
  }

  @Override
  public CompletionStage<Boolean> sendBreak(Duration length) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    connection.onLoop(
        () -> {
          if (channel == null || ended) {
            done.completeExceptionally(new IllegalStateException("the session has ended"));
          } else {
            channel.sendBreak((int) Math.min(Integer.MAX_VALUE, length.toMillis()), done);
          }
        },
        () -> done.completeExceptionally(new IllegalStateException("the connection has ended")));
    return done;
  }

  @Override
  public void close() {
    connection.onLoop(() -> {
      if (channel != null) {
        channel.close();
      }
    });
  }

  @Override
  public void started() {
    connection.loop().cancel(opening);
    if (!ended) {
      listener.started(this);
    }
  }

  @Override
  public void out(byte[] bytes) {
    output(Stream.OUT, bytes);
  }

  @Override
  public void err(byte[] bytes) {
    output(Stream.ERR, bytes);
  }

  private void output(Stream stream, byte[] bytes) {
    if (!ended) {
      listener.output(this, stream, bytes);
    }
  }

  @Override
  public void ended(ChannelEnd end) {
    if (end instanceof ChannelEnd.Exited exited) {
      end(new SessionEnd.Exited(exited.status())); // as in Trust: no switch where all goes well
      return;
    }
    String address = connection.address();
    end(
        switch (end) {
          case ChannelEnd.Exited(int status) -> new SessionEnd.Exited(status);
          case ChannelEnd.Signalled(String signal, boolean core, String text) ->
              new SessionEnd.Signalled(signal, core, text);
          case ChannelEnd.NoStatus() -> new SessionEnd.NoStatus();
          case ChannelEnd.NotOpened(String what, String why) ->
              new SessionEnd.Failed(new Failure.NotOpened(address, what, why), false);
          case ChannelEnd.Refused(String what, String why) ->
              new SessionEnd.Failed(new Failure.NotStarted(address, what, why), false);
          case ChannelEnd.Cancelled(boolean started) ->
              new SessionEnd.Failed(new Failure.Cancelled(connection.phase(), address), started);
        });
  }

  /// Ends with its connection, unless it ended before.
  @Override
  public void lost(Failure why) {
    if (channel != null) {
      channel.abandon();
    }
    end(new SessionEnd.Failed(why, channel != null && channel.mayHaveRun()), false);
  }

  private void end(SessionEnd end) {
    end(end, true);
  }

  /// Ends, on a connection that goes on or that is over.
  private void end(SessionEnd end, boolean alive) {
    if (!ended) {
      ended = true;
      connection.loop().cancel(opening);
      connection.forget(this);
      if (lends) {
        connection.forwards().unlend(alive);
      }
      listener.ended(this, end);
    }
  }

  private void tooSlow() {
    connection.step(() -> {
      if (channel != null && !channel.isAnswered()) {
        Failure why =
            new Failure.TimedOut(
                Phase.OPEN,
                connection.address(),
                connection.destination().options().limits().open());
        boolean mayHaveRun = channel.mayHaveRun();
        end(new SessionEnd.Failed(why, mayHaveRun));
        channel.close();
      }
    });
  }
}
