package dev.muster.ssh;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.transport.ClientExchange;
import java.security.GeneralSecurityException;

/// Has the slow part of a key exchange computed on a thread of its own, so that the loop serves its
/// other connections meanwhile, and brings the outcome back to the loop.
record OffLoop(Connection connection) implements ClientExchange.Aside {

  @Override
  public void compute(ClientExchange.Slow slow) {
    Thread.ofVirtual()
        .name("key exchange " + connection.destination().host())
        .start(() -> connection.decided(outcome(slow)));
  }

  private static Connection.Work outcome(ClientExchange.Slow slow) {
    try {
      ClientExchange.Then then = slow.compute();
      return then::run;
    } catch (ProtocolException e) {
      return () -> {
        throw e;
      };
    } catch (GeneralSecurityException e) {
      return () -> {
        throw new ProtocolException("key exchange failed: " + e.getMessage(), e);
      };
    } catch (RuntimeException | Error e) {
      return () -> {
        throw new IllegalStateException("key exchange failed", e);
      };
    }
  }
}
