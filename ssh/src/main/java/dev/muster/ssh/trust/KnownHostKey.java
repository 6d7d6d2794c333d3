package dev.muster.ssh.trust;

import dev.muster.ssh.key.SshPublicKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A host key on file: where it stands and what it is. Immutable.
public final class KnownHostKey {

  private final String file;
  private final int line;
  private final String keyType;
  private final byte[] blob;

  /// Takes over the array.
  KnownHostKey(String file, int line, String keyType, byte[] blob) {
    this.file = file;
    this.line = line;
    this.keyType = keyType;
    this.blob = blob;
  }

  /// Returns the file's name as it was given.
  public String file() {
    return file;
  }

  /// Returns the number of its line; the first is 1.
  public int line() {
    return line;
  }

  /// Returns the name of its type, which need not be one that the engine uses.
  public String keyType() {
    return keyType;
  }

  /// Returns its fingerprint as OpenSSH shows it, such as `SHA256:…`.
  public String fingerprint() {
    return SshPublicKey.fingerprint(blob);
  }

  /// Returns whether it is that key.
  public boolean is(SshPublicKey key) {
    return key.hasBlob(blob);
  }

  byte[] blob() {
    return blob;
  }

  /// Returns whether it is the same key in the same place.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KnownHostKey key
        && line == key.line
        && file.equals(key.file)
        && Arrays.equals(blob, key.blob);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(blob) + line;
  }

  /// Returns its place, as `file:line`.
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
