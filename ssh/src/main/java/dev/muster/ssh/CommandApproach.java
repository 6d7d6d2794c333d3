package dev.muster.ssh;

import org.jspecify.annotations.Nullable;

/// To the host by a local command, whose standard streams are the wire.
final class CommandApproach implements Approach, IndirectWire.User {

  private final Connection connection;
  private final SshClient client;
  private final PhaseClock clock;
  private final Route.Command command;
  private @Nullable CommandWire wire;

  CommandApproach(
      Connection connection, SshClient client, PhaseClock clock, Route.Command command) {
    this.connection = connection;
    this.client = client;
    this.clock = clock;
    this.command = command;
  }

  @Override
  public String address() {
    return connection.destination().address();
  }

  @Override
  public void begin() {
    clock.enter(Phase.CONNECT);
    client.holdElsewhere(connection);
    wire =
        CommandWire.begin(
            client.commands(), command, connection.destination().host(), connection.loop(), this);
  }

  @Override
  public void again(Wire reached) {
    begin();
  }

  @Override
  public void connected(Wire made) {
    connection.step(() -> connection.wired(made));
  }

  @Override
  public void notConnected(String why) {
    connection.step(() -> connection.fail(new Failure.NotConnected(address(), why)));
  }

  @Override
  public void served() {
    connection.served();
  }

  @Override
  public void close() {
    client.letGo(connection);
    if (wire != null) {
      wire.close();
    }
  }
}
