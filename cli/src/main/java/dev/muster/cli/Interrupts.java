package dev.muster.cli;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import sun.misc.Signal;

/// Ctrl-C, and a polite request to end (TERM): counted, and told to whoever runs something at the
/// time.
final class Interrupts {

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static volatile IntConsumer listener = _ -> {};

  private Interrupts() {}

  /// Begins to catch signals. The JDK has no public way to do that; this one is exported by every
  /// JDK since 1.2.
  static void install() {
    for (String name : new String[] {"INT", "TERM"}) {
      Signal.handle(new Signal(name), _ -> raise());
    }
  }

  /// Does what a signal does.
  static void raise() {
    listener.accept(COUNT.incrementAndGet());
  }

  /// Lets `heard` know of each signal from now on, with how many there were; it runs on a thread of
  /// its own and must be quick.
  static void tell(IntConsumer heard) {
    COUNT.set(0);
    listener = heard;
  }
}
