package dev.muster.it.call;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.model.Result;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// A controller that calls hosts which answer with names of its own classes, and says of each in a
/// line why that failed.
final class AttackedMain {

  private AttackedMain() {}

  /// Calls.
  ///
  /// @param specs of the hosts
  public static void main(String[] specs) throws ClassNotFoundException, InterruptedException {
    Logger logger = Logger.getLogger("dev.muster.host");
    logger.setLevel(Level.OFF);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Muster muster = Muster.open();
        Group group = muster.groupOf(List.of(specs))) {
      for (Result<Object> result : group.call(() -> (Object) "text").results()) {
        out.println(result.ok() ? "" : result.message().lines().findFirst().orElse(""));
      }
    }
    Class.forName("dev.muster.it.call.Busy"); // what is loaded is told
    logger.setLevel(null);
  }
}
