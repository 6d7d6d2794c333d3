package dev.muster.model;

import java.time.Duration;

/// Which algorithms are offered, each a list as OpenSSH writes it: `a,b`, or `+a`, `-a`, `^a` to
/// change the standard one; empty for the standard one.
///
/// @param keyExchanges `KexAlgorithms`
/// @param hostKeys `HostKeyAlgorithms`
/// @param ciphers `Ciphers`
/// @param macs `MACs`
/// @param compression whether to compress if the server does too (`Compression`)
/// @param rekeyBytes how many bytes either way until new keys are agreed (`RekeyLimit`)
/// @param rekeyTime for how long keys are used; zero: however long
public record Offer(
    String keyExchanges,
    String hostKeys,
    String ciphers,
    String macs,
    boolean compression,
    long rekeyBytes,
    Duration rekeyTime) {

  /// RFC 4253 section 9: new keys after each gigabyte.
  public static final long STANDARD_REKEY_BYTES = 1L << 30;

  public Offer {
    if (rekeyBytes < 1) {
      throw new IllegalArgumentException("rekey limit must be positive, was " + rekeyBytes);
    }
    if (rekeyTime.isNegative()) {
      throw new IllegalArgumentException("rekey time must not be negative, was " + rekeyTime);
    }
  }

  /// Returns the standard offer.
  public static Offer standard() {
    return new Offer("", "", "", "", false, STANDARD_REKEY_BYTES, Duration.ZERO);
  }

  /// Returns this with other key exchanges.
  public Offer withKeyExchanges(String list) {
    return new Offer(list, hostKeys, ciphers, macs, compression, rekeyBytes, rekeyTime);
  }

  /// Returns this with other host keys.
  public Offer withHostKeys(String list) {
    return new Offer(keyExchanges, list, ciphers, macs, compression, rekeyBytes, rekeyTime);
  }

  /// Returns this with other ciphers.
  public Offer withCiphers(String list) {
    return new Offer(keyExchanges, hostKeys, list, macs, compression, rekeyBytes, rekeyTime);
  }

  /// Returns this with other MACs.
  public Offer withMacs(String list) {
    return new Offer(keyExchanges, hostKeys, ciphers, list, compression, rekeyBytes, rekeyTime);
  }

  /// Returns this with compression, or without.
  public Offer withCompression(boolean yes) {
    return new Offer(keyExchanges, hostKeys, ciphers, macs, yes, rekeyBytes, rekeyTime);
  }

  /// Returns this with new keys after so many bytes.
  public Offer withRekeyBytes(long bytes) {
    return new Offer(keyExchanges, hostKeys, ciphers, macs, compression, bytes, rekeyTime);
  }

  /// Returns this with new keys after so much time; zero: however long.
  public Offer withRekeyTime(Duration time) {
    return new Offer(keyExchanges, hostKeys, ciphers, macs, compression, rekeyBytes, time);
  }
}
