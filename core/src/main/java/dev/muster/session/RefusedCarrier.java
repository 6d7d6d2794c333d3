package dev.muster.session;

import dev.muster.model.Failure;
import dev.muster.session.agent.Carrier;
import dev.muster.session.agent.Supplies;
import dev.muster.wire.Mux;
import dev.muster.wire.start.Launch;
import java.time.Duration;

/// Stands for the pipe to a host that is not to be connected to.
record RefusedCarrier(Failure why) implements Carrier {

  @Override
  public void begin(Mux mux, Launch launch, Supplies supplies, Listener listener) {
    listener.failed(why);
  }

  @Override
  public void end(Duration grace) {}

  @Override
  public void kill() {}
}
