package dev.muster.session.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// A runtime that one host may ask for while an agent is started there. Safe for use by many
/// threads.
public final class RuntimeOffer {

  private static final double MIB = 1 << 20;

  private final Runtimes runtimes;
  private final Jdk jdk;
  private final List<String> modules;
  private final String key;
  private final Consumer<String> told;
  private volatile boolean asked;

  RuntimeOffer(
      Runtimes runtimes, Jdk jdk, List<String> modules, String key, Consumer<String> told) {
    this.runtimes = runtimes;
    this.jdk = jdk;
    this.modules = modules;
    this.key = key;
    this.told = told;
  }

  /// Returns the line of script that finds the runtime over there, or asks for it.
  public byte[] script() {
    asked = true;
    return RuntimeScript.line(key, jdk).getBytes(StandardCharsets.UTF_8);
  }

  /// Returns whether the host has asked for it, so that its start takes longer.
  public boolean isAsked() {
    return asked;
  }

  /// Returns the runtime itself, and says that it is about to be sent; the first time, it is made.
  ///
  /// @param host to be named
  /// @param place where it is put, in words that are safe to show
  /// @throws IOException if it cannot be made; the message says why and what to do
  public Archive archive(String host, String place) throws IOException, InterruptedException {
    Archive archive = runtimes.archive(key, modules, told);
    told.accept(
        String.format(
            Locale.ROOT,
            "%s: pushing a Java runtime, %.1f MiB (Java %d for %s), kept there as %s/runtime-%s",
            host,
            archive.size() / MIB,
            jdk.feature(),
            jdk.system(),
            place,
            key));
    return archive;
  }
}
