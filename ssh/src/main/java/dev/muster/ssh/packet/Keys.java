package dev.muster.ssh.packet;

import java.util.Arrays;

/// The secrets of one direction, as the key exchange derives them (RFC 4253 section 7.2); owned by
/// whoever holds it.
public final class Keys {

  private final byte[] iv;
  private final byte[] key;
  private final byte[] mac;

  /// Takes the arrays over; nobody else may keep them.
  public Keys(byte[] iv, byte[] key, byte[] mac) {
    this.iv = iv;
    this.key = key;
    this.mac = mac;
  }

  byte[] iv() {
    return iv;
  }

  byte[] key() {
    return key;
  }

  byte[] mac() {
    return mac;
  }

  /// Overwrites the secrets.
  public void wipe() {
    Arrays.fill(iv, (byte) 0);
    Arrays.fill(key, (byte) 0);
    Arrays.fill(mac, (byte) 0);
  }
}
