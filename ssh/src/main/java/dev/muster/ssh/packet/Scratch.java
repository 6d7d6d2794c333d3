package dev.muster.ssh.packet;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.SshWriter;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/// The buffers that one event loop lends to the connection it is serving, so that an idle
/// connection holds none.
///
/// What a connection wants to say is gathered in [#out] and leaves in one write. One thread at a
/// time; no byte in here survives the step it was written in.
public final class Scratch {

  private static final int OUT_BYTES = 1 << 16;
  private static final int OUT_KEPT_BYTES = 1 << 19;
  private static final int RANDOM_BYTES = 1 << 10;

  private final Crypto crypto;
  private final LongSupplier clock;
  private final SshWriter message = new SshWriter(1 << 11);
  private final byte[] random = new byte[RANDOM_BYTES];
  private int randomUsed = RANDOM_BYTES;
  private byte[] packet = new byte[1 << 12];
  private byte[] opened = new byte[1 << 12];
  private ByteBuffer direct = ByteBuffer.allocateDirect(1 << 12);
  private ByteBuffer out = ByteBuffer.allocateDirect(OUT_BYTES);
  private @Nullable Cipher gcm;
  private byte[] compressed = new byte[0];
  private byte[] expanded = new byte[0];
  private @Nullable Object remembered;

  /// Makes the buffers of one loop.
  ///
  /// @param clock the loop's, in milliseconds
  public Scratch(Crypto crypto, LongSupplier clock) {
    this.crypto = crypto;
    this.clock = clock;
  }

  /// Makes buffers whose time stands still.
  public Scratch(Crypto crypto) {
    this(crypto, () -> 0);
  }

  /// Returns the time of this turn of the loop, in milliseconds of a steady clock.
  public long millis() {
    return clock.getAsLong();
  }

  /// Returns who computes.
  public Crypto crypto() {
    return crypto;
  }

  /// Returns the writer for the next message, emptied.
  public SshWriter message() {
    return message.clear();
  }

  /// Returns what was said in this step so far, ready for more.
  public ByteBuffer out() {
    return out;
  }

  /// Returns [#out] with room for `count` bytes more.
  ByteBuffer room(int count) {
    if (out.remaining() < count) {
      int size = Math.max(out.capacity() * 2, out.position() + count);
      out = ByteBuffer.allocateDirect(size).put(out.flip());
    }
    return out;
  }

  /// Empties [#out] after it was written; a buffer that one large step made is given up.
  public void clearOut() {
    if (out.capacity() > OUT_KEPT_BYTES) {
      out = ByteBuffer.allocateDirect(OUT_BYTES);
    } else {
      out.clear();
    }
  }

  /// Returns an array of at least `count` bytes for the packet that is being made.
  byte[] packet(int count) {
    if (packet.length < count) {
      packet = new byte[Math.max(count, packet.length * 2)];
    }
    return packet;
  }

  /// Returns an array of at least `count` bytes for the packet that is being opened.
  byte[] opened(int count) {
    if (opened.length < count) {
      opened = new byte[Math.max(count, opened.length * 2)];
    }
    return opened;
  }

  /// Returns a direct buffer, emptied, with room for `count` bytes.
  ByteBuffer direct(int count) {
    if (direct.capacity() < count) {
      direct = ByteBuffer.allocateDirect(Math.max(count, direct.capacity() * 2));
    }
    return direct.clear();
  }

  /// Overwrites the first `count` bytes of what a packet was made and sealed in.
  void forget(int count) {
    Arrays.fill(packet, 0, Math.min(count, packet.length), (byte) 0);
    direct.clear().put(packet, 0, Math.min(count, Math.min(packet.length, direct.capacity())));
  }

  /// Returns an array of at least `count` bytes for a payload that is being compressed, with what
  /// it held.
  byte[] compressed(int count) {
    if (compressed.length < count) {
      compressed = Arrays.copyOf(compressed, Math.max(count, compressed.length * 2));
    }
    return compressed;
  }

  /// Returns an array of at least `count` bytes for a payload that is being decompressed, with what
  /// it held.
  byte[] expanded(int count) {
    if (expanded.length < count) {
      expanded = Arrays.copyOf(expanded, Math.max(count, expanded.length * 2));
    }
    return expanded;
  }

  /// Returns what was remembered last, if it is of that type: what a layer above keeps from one
  /// connection of the loop to the next.
  public <T> Optional<T> remembered(Class<T> type) {
    return type.isInstance(remembered) ? Optional.of(type.cast(remembered)) : Optional.empty();
  }

  /// Remembers one thing for the connections to come.
  public void remember(Object thing) {
    remembered = thing;
  }

  /// Returns the loop's one AES-GCM cipher: its key and nonce are set anew for each packet, so
  /// connections can share it.
  Cipher gcm() throws GeneralSecurityException {
    if (gcm == null) {
      gcm = crypto.cipher("AES/GCM/NoPadding");
    }
    return gcm;
  }

  /// Fills `count` bytes of `target` with random bytes, drawn from the source in large pieces.
  void random(byte[] target, int offset, int count) {
    if (count > RANDOM_BYTES - randomUsed) {
      crypto.random().nextBytes(random);
      randomUsed = 0;
    }
    System.arraycopy(random, randomUsed, target, offset, count);
    randomUsed += count;
  }
}
