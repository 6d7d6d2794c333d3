package dev.muster.session.agent;

import dev.muster.model.Failure;
import java.util.function.Consumer;

/// Takes what a start sends.
record SentTo(Consumer<byte[]> sent) implements Outlet {

  @Override
  public void send(byte[] bytes) {
    sent.accept(bytes);
  }

  @Override
  public void sendNext(byte[] bytes) {
    sent.accept(bytes);
  }

  @Override
  public void giveUp(Failure why) {}
}
