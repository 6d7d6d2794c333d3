package dev.muster.cli;

import dev.muster.host.HostSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Keeps what calls gave until the end, each different text once, and prints it under the names of
/// its hosts, as [FoldPrinter] does for commands.
final class CallFolds {

  /// What is the same. The text that is shown is not part of it, since the order of a set may
  /// differ from host to host.
  private record Key(boolean threw, String text) {}

  private record Fold(String shown, List<String> hosts) {}

  private final Channel out;
  private final boolean outEscaped;
  private final Channel err;
  private final boolean errEscaped;
  private final Map<Key, Fold> folds = new LinkedHashMap<>();

  CallFolds(Channel out, boolean outEscaped, Channel err, boolean errEscaped) {
    this.out = out;
    this.outEscaped = outEscaped;
    this.err = err;
    this.errEscaped = errEscaped;
  }

  /// @param same what hosts have in common that are shown as one
  void add(String host, boolean threw, String same, String shown) {
    folds
        .computeIfAbsent(new Key(threw, same), _ -> new Fold(shown, new ArrayList<>()))
        .hosts()
        .add(host);
  }

  /// Prints them, in the order in which the first of each came.
  void print() {
    folds.forEach((key, fold) -> {
      HostSet names = HostSet.of(fold.hosts());
      String title = names.fold() + " (" + names.size() + ")" + (key.threw() ? ": threw" : "");
      byte[] bytes = fold.shown().getBytes(StandardCharsets.UTF_8);
      if (key.threw()) {
        out.flush();
        FoldPrinter.block(err, title, bytes, errEscaped);
        err.flush();
      } else {
        FoldPrinter.block(out, title, bytes, outEscaped);
      }
    });
  }
}
