package dev.muster.ssh;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Sends what one session prints to the standard input of another, on the same connection or
/// anywhere else: a pipe between two hosts.
///
/// The array that came is the array that goes; credit goes back to the source only when the sink
/// has taken its bytes, so a slow sink makes the source wait and memory stays flat. When the source
/// ends, so does the sink's input; when the sink takes no more, the source is closed. Everything
/// else is passed on to another listener.
public final class Redirect implements SessionListener {

  private final Stream which;
  private final SshSession sink;
  private final SessionListener rest;
  private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

  /// Makes the listener for a source.
  ///
  /// @param which the stream that is sent on; the other one goes to `rest`
  /// @param sink where to; its input belongs to this redirect
  /// @param rest hears of everything else, the source's end among it
  public Redirect(Stream which, SshSession sink, SessionListener rest) {
    this.which = which;
    this.sink = sink;
    this.rest = rest;
  }

  @Override
  public void started(SshSession session) {
    rest.started(session);
  }

  @Override
  public void output(SshSession session, Stream stream, byte[] bytes) {
    if (stream != which) {
      rest.output(session, stream, bytes);
      return;
    }
    var _ =
        sink.write(bytes)
            .whenComplete((_, trouble) -> {
              session.consumed(bytes.length);
              if (trouble != null && broken.compareAndSet(null, trouble)) {
                session.close(); // like a pipe that nobody reads from any more
              }
            });
  }

  @Override
  public void ended(SshSession session, SessionEnd end) {
    sink.endInput();
    rest.ended(session, end);
  }
}
