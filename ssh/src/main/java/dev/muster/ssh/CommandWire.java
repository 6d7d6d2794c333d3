package dev.muster.ssh;

import dev.muster.ssh.loop.EventLoop;
import java.io.IOException;

/// A command whose standard input and output are the wire of a connection. Confined to the loop.
final class CommandWire extends IndirectWire implements RunningCommand.Listener {

  private final RunningCommand command;
  private boolean heard;

  private CommandWire(
      Commands commands, Route.Command command, String host, EventLoop loop, User user) {
    super(loop, user);
    this.command = new RunningCommand(commands, command, host, this);
  }

  /// Has the command started.
  static CommandWire begin(
      Commands commands, Route.Command command, String host, EventLoop loop, User user) {
    CommandWire wire = new CommandWire(commands, command, host, loop, user);
    wire.command.begin();
    return wire;
  }

  @Override
  public void started() {
    later(this::connected);
  }

  @Override
  public void brought(byte[] bytes) {
    later(() -> {
      heard = true;
      bring(bytes);
    });
  }

  @Override
  public void left(int count) {
    later(() -> sent(count));
  }

  @Override
  public void ended(String why) {
    later(() -> over(why));
  }

  @Override
  void send(byte[] bytes) {
    command.write(bytes);
  }

  @Override
  void taken(int count) {
    command.taken(count);
  }

  @Override
  IOException exception(String why) {
    return heard ? new IOException(why) : new NotConnectedException(why);
  }

  @Override
  void closing() {
    command.stop();
  }
}
