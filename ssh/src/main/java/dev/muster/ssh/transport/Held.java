package dev.muster.ssh.transport;

import dev.muster.ssh.data.ProtocolException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the layers above said while keys were being exchanged, until it may be sent.
final class Held {

  private static final int MAX_ANSWERS = 1 << 20;

  private @Nullable ArrayDeque<byte[]> messages;
  private int bytes;
  private int answers;

  void add(byte[] message) {
    bytes += message.length;
    if (messages == null) {
      messages = new ArrayDeque<>();
    }
    messages.add(message);
  }

  /// Returns how many bytes are held.
  int bytes() {
    return bytes;
  }

  /// Limits the answers that a peer may ask for while it leaves our proposal without one.
  ///
  /// @param before how many bytes were held before its message was served
  void countAnswers(int before) throws ProtocolException {
    answers = messages == null ? 0 : answers + Math.max(0, bytes - before);
    if (answers > MAX_ANSWERS) {
      throw new ProtocolException(
          "asked for over " + MAX_ANSWERS + " bytes of answers within one key exchange");
    }
  }

  /// Hands out what was held, in order, and wipes it: a password may be among it, if the server
  /// began to exchange keys while the user was being authenticated.
  void release(Consumer<byte[]> to) {
    ArrayDeque<byte[]> all = messages;
    messages = null;
    bytes = 0;
    if (all != null) {
      for (byte[] message : all) {
        to.accept(message);
        Arrays.fill(message, (byte) 0);
      }
    }
  }

  /// Overwrites what is held, since it will never be sent.
  void forget() {
    release(_ -> {});
  }
}
