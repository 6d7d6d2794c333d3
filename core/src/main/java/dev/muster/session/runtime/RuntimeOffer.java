package dev.muster.session.runtime;

import dev.muster.model.RuntimePush;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// A runtime that one host may ask for while an agent is started there. Safe for use by many
/// threads.
public final class RuntimeOffer {

  private static final double MIB = 1 << 20;

  private final Runtimes runtimes;
  private final Jdk jdk;
  private final List<String> modules;
  private final String key;
  private final RuntimePush push;
  private volatile boolean asked;
  private volatile String progress = "";

  /// @param modules that it holds, all of them
  RuntimeOffer(Runtimes runtimes, Jdk jdk, List<String> modules, String key, RuntimePush push) {
    this.runtimes = runtimes;
    this.jdk = jdk;
    this.modules = modules;
    this.key = key;
    this.push = push;
  }

  /// Returns the line of script that finds the runtime over there, or asks for it.
  public byte[] script() {
    asked = true;
    progress = "before a Java runtime was asked for";
    return RuntimeScript.line(key, jdk).getBytes(StandardCharsets.UTF_8);
  }

  /// Returns whether the host has asked for it, so that its start takes longer.
  public boolean isAsked() {
    return asked;
  }

  /// Returns how much longer a start may take for it.
  public Duration limit() {
    return push.limit();
  }

  /// Returns in words how far it has come; empty if it was not asked for.
  public String progress() {
    return progress;
  }

  /// Returns the runtime itself; the first time, it is made.
  ///
  /// @throws IOException if it cannot be made; the message says why and what to do
  public Archive archive() throws IOException, InterruptedException {
    progress = "while a Java runtime was made here";
    Archive archive = runtimes.archive(key, modules, push.told());
    progress = "before a Java runtime was sent, while others may have been at it there";
    return archive;
  }

  /// Says that the runtime is about to be sent.
  ///
  /// @param bytes how many there are
  /// @param host to be named
  /// @param place where it is put, in words that are safe to show
  public void sending(long bytes, String host, String place) {
    push.told()
        .accept(
            String.format(
                Locale.ROOT,
                "%s: pushing a Java runtime, %.1f MiB (Java %d for %s), kept there as %s/runtime-%s",
                host,
                bytes / MIB,
                jdk.feature(),
                jdk.system(),
                place,
                key));
    sent(0, bytes);
  }

  /// Says how much of it was sent.
  public void sent(long bytes, long all) {
    progress =
        bytes < all
            ? String.format(
                Locale.ROOT, "with %.1f of %.1f MiB of a Java runtime sent", bytes / MIB, all / MIB)
            : "while the Java runtime that was sent was unpacked and tried";
  }
}
