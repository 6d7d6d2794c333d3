package dev.muster.it.call;

import dev.muster.Gateway;
import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.model.HostKeys;
import dev.muster.model.SshSettings;
import dev.muster.wire.remote.Action1;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A controller that begins calls, says which processes work for it, and ends as it is told without
/// closing anything.
final class ControllerMain {

  private ControllerMain() {}

  /// Begins calls and ends.
  ///
  /// @param arguments how it ends; whether calls ignore interrupts; a folder; specs, `--`, and what
  ///   it needs to log in, if anything
  public static void main(String[] arguments) throws Exception {
    List<String> words = Arrays.asList(arguments);
    int dashes = words.indexOf("--");
    Path folder = Path.of(words.get(2));
    SshSettings settings = settings(words.subList(dashes + 1, words.size()));
    Muster muster = Muster.open(MusterOptions.standard().withSsh(settings));
    Gateway gateway = muster.groupOf(words.subList(3, dashes)).gateway("t1");
    List<Long> ids = gateway.call(Busy::ids).orThrow();
    begin(gateway, (Action1<String>) Busy::hasChildren, folder.resolve("children"));
    boolean stubborn = Boolean.parseBoolean(words.get(1));
    begin(
        gateway,
        stubborn
            ? (Action1<String>) Busy::ignoresInterrupts
            : (Action1<String>) Busy::sleepsUntilInterrupted,
        folder.resolve("call"));
    System.out.println(ids.getFirst() + " " + ids.getLast());
    switch (words.getFirst()) {
      case "exits" -> System.exit(7);
      case "returns" -> {}
      case "throws" -> throw new IllegalStateException("enough");
      default -> new CountDownLatch(1).await();
    }
  }

  private static SshSettings settings(List<String> login) {
    return login.isEmpty()
        ? SshSettings.standard()
        : SshSettings.standard()
            .withUser(login.get(0))
            .withPort(Integer.parseInt(login.get(1)))
            .withIdentity(Path.of(login.get(2)))
            .withHostKeys(HostKeys.standard().withUserFiles(List.of(Path.of(login.get(3)))));
  }

  private static void begin(Gateway gateway, Serializable function, Path begun) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            gateway.callOf(function, List.of(begun.toString()));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    while (!Files.exists(begun)) {
      Thread.onSpinWait();
    }
  }
}
