package dev.muster.ssh;

import dev.muster.ssh.data.StrangeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What a command says on standard error: all of it is read, its end is kept. Safe for use by many
/// threads; its monitor guards `kept`.
final class Complaints {

  private static final int KEPT_BYTES = 1000;
  private static final int SHOWN_CHARACTERS = 200;

  private final CountDownLatch heard = new CountDownLatch(1);
  private byte[] kept = {};

  /// Reads to the end.
  void read(InputStream from) {
    byte[] buffer = new byte[KEPT_BYTES];
    try {
      int count = from.read(buffer);
      while (count >= 0) {
        keep(buffer, count);
        count = from.read(buffer);
      }
    } catch (IOException e) {
      // as good as its end
    } finally {
      heard.countDown();
    }
  }

  /// Nothing will be read.
  void none() {
    heard.countDown();
  }

  private synchronized void keep(byte[] bytes, int count) {
    int before = Math.min(kept.length, KEPT_BYTES - count);
    byte[] both = Arrays.copyOf(bytes, before + count);
    System.arraycopy(kept, kept.length - before, both, 0, before);
    System.arraycopy(bytes, 0, both, before, count);
    kept = both;
  }

  /// Returns the last lines in one, made harmless, once all is read or `millis` have passed.
  String text(long millis) {
    try {
      var _ = heard.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    byte[] all;
    synchronized (this) {
      all = kept;
    }
    String text = "";
    for (String line : new String(all, StandardCharsets.UTF_8).lines().toList().reversed()) {
      String shown = StrangeText.shown(line.strip());
      if (!shown.isEmpty() && text.length() + shown.length() < SHOWN_CHARACTERS) {
        text = text.isEmpty() ? shown : shown + "; " + text;
      }
    }
    return text;
  }
}
