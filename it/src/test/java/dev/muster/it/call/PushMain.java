package dev.muster.it.call;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.model.RuntimePush;
import java.util.List;

/// A controller that pushes runtimes, to be killed.
final class PushMain {

  private PushMain() {}

  /// Calls once on each target.
  ///
  /// @param specs of them
  public static void main(String[] specs) throws Exception {
    MusterOptions options = MusterOptions.standard().withRuntimePush(RuntimePush.standard());
    try (Muster muster = Muster.open(options);
        Group group = muster.groupOf(List.of(specs))) {
      System.out.println(group.call(RuntimePushTest::java));
    }
  }
}
