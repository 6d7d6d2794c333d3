package dev.muster.ssh;

/// To the host by a channel of another connection, whose server looks the name up and connects.
final class TunnelApproach implements Approach, IndirectWire.User {

  private final Connection connection;
  private final PhaseClock clock;
  private final Connection via;
  private Tunnel tunnel;

  TunnelApproach(Connection connection, PhaseClock clock, Connection via) {
    this.connection = connection;
    this.clock = clock;
    this.via = via;
    this.tunnel = new Tunnel(via, this);
  }

  @Override
  public String address() {
    return connection.destination().address();
  }

  @Override
  public void begin() {
    clock.enter(Phase.CONNECT);
    tunnel.open(connection.destination().host(), connection.destination().port());
  }

  @Override
  public void again(Wire reached) {
    tunnel = new Tunnel(via, this);
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
    tunnel.close(); // a second time if it has become the wire, which does no harm
  }
}
