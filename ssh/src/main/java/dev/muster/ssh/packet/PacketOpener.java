package dev.muster.ssh.packet;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import java.nio.ByteBuffer;

/// Turns bytes of the wire into packets, in one direction and with one set of keys.
///
/// One thread at a time.
interface PacketOpener {

  /// Returns the multiple that a packet is padded to; at least 8 (RFC 4253 section 6).
  int blockBytes();

  /// Returns whether the length field is part of what is padded: not so for AEAD and
  /// encrypt-then-MAC modes.
  boolean padsLength();

  /// Returns how many bytes must be there before the packet's length can be told.
  int headBytes();

  /// Returns how many bytes of authentication follow the packet.
  int tagBytes();

  /// Tells the packet's length field from the bytes at the position of `in`, which stays where it
  /// is. Called once a packet.
  int length(int sequence, ByteBuffer in);

  /// Authenticates and decrypts one whole packet.
  ///
  /// @param length what [#length] told, within the limits
  /// @param in at the packet's first byte; moved past its tag
  /// @param opened receives padding length, payload and padding, `length` bytes from index 0 on
  /// @throws ProtocolException if it is not authentic
  void open(int sequence, int length, ByteBuffer in, byte[] opened, Scratch scratch)
      throws ProtocolException;

  /// Returns whether nobody may be told how a length was wrong: where the length is encrypted in
  /// chaining mode and not authenticated by itself, an attacker puts a stolen block in its place
  /// and reads 32 bits of it out of how the connection ends (CPNI-957037). A wrong length is then
  /// treated as the largest one, and so is the right one of a packet that is not authentic: all of
  /// them end after as many bytes, in the same words.
  default boolean hidesLengths() {
    return false;
  }

  /// Turns a compressed payload into what it was; nothing where there is no compression.
  default void expand(SshReader payload, Scratch scratch) throws ProtocolException {}

  /// Frees what lives outside the heap.
  default void end() {}

  /// Forgets the keys as well as the platform allows.
  void destroy();
}
