package dev.muster.ssh.transport;

import dev.muster.ssh.kex.Agreement;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.packet.Keys;
import org.jspecify.annotations.Nullable;

/// What a [Transport] knows of the key exchange under way.
final class Pending {

  final KexInit ours;
  final byte[] ourPayload;
  final boolean guessed;
  byte[] theirPayload = new byte[0];
  boolean skipNext;
  @Nullable Agreement agreement;
  @Nullable Keys inbound;

  /// @param guessed whether our first message of the preferred method was sent too
  Pending(KexInit ours, byte[] ourPayload, boolean guessed) {
    this.ours = ours;
    this.ourPayload = ourPayload;
    this.guessed = guessed;
  }
}
