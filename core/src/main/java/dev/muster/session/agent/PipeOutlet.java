package dev.muster.session.agent;

import dev.muster.model.Failure;
import dev.muster.wire.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;

/// What is written to a pipe while the agent behind it is started.
///
/// @param carrier is killed when the start is given up
/// @param listener is told why
record PipeOutlet(Carrier carrier, Pipe pipe, Carrier.Listener listener) implements Outlet {

  @Override
  public void send(byte[] bytes) {
    StartTalk.write(pipe, bytes);
  }

  @Override
  public void sendNext(byte[] bytes) throws IOException {
    pipe.write(ByteBuffer.wrap(bytes));
  }

  @Override
  public void giveUp(Failure why) {
    listener.failed(why);
    carrier.kill();
  }
}
