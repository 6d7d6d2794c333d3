package dev.muster.ssh.packet;

import org.jspecify.annotations.Nullable;

/// Turns packets into bytes of the wire, in one direction and with one set of keys.
///
/// One thread at a time.
interface PacketSealer {

  /// Returns the multiple that a packet is padded to; at least 8 (RFC 4253 section 6).
  int blockBytes();

  /// Returns whether the length field is part of what is padded: not so for AEAD and
  /// encrypt-then-MAC modes.
  boolean padsLength();

  /// Appends the sealed packet to what the step says.
  ///
  /// @param sequence the packet's number, modulo 2³²
  /// @param packet from index 0 on: length field, padding length, payload, padding
  /// @param length of all that
  void seal(int sequence, byte[] packet, int length, Scratch scratch);

  /// Returns how payloads are compressed, if they are.
  default @Nullable Deflating compression() {
    return null;
  }

  /// Forgets the keys as well as the platform allows.
  void destroy();
}
