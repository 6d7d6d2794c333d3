package dev.muster.ssh;

import dev.muster.ssh.auth.Errands;

/// Does on a virtual thread what would block a loop while a user is being authenticated, and brings
/// what came of it back to the connection's loop.
final class Aside {

  private Aside() {}

  /// Begins an errand of `connection`; whoever ends that connection interrupts the thread.
  static Thread send(Connection connection, Errands.Errand errand) {
    return Thread.ofVirtual()
        .name("authenticate " + connection.destination().host())
        .start(() -> run(connection, errand));
  }

  private static void run(Connection connection, Errands.Errand errand) {
    Errands.Return back;
    try {
      back = errand.run();
    } catch (InterruptedException e) {
      back =
          () -> {
            throw new IllegalStateException("interrupted while authenticating", e);
          };
    } catch (RuntimeException | Error e) { // code of the user's that is asked for a secret
      back =
          () -> {
            throw e;
          };
    }
    connection.onLoop(back::run, back::dropped);
  }
}
