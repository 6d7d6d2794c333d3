package dev.muster.ssh.trust;

import dev.muster.ssh.key.SshPublicKey;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The lines of the files, sorted by what they say. Filled by one thread, then only read.
final class KnownHostsIndex {

  /// A line's key and the names it is for.
  record Line(Names names, KnownHostKey key) {}

  /// The names of a line.
  sealed interface Names {

    /// Returns whether they hold the name that `hashes` is for too.
    boolean match(String name, HostHash.Matcher hashes);

    /// Adds the key that they are of to the lines of their kind.
    void add(KnownHostKey key, KnownLines lines);

    /// Names without patterns, in lower case.
    record Plain(List<String> names) implements Names {
      @Override
      public boolean match(String name, HostHash.Matcher hashes) {
        return names.contains(name);
      }

      @Override
      public void add(KnownHostKey key, KnownLines lines) {
        lines.addPlain(names, key);
      }
    }

    /// Names with patterns among them.
    record Patterns(HostPatterns patterns) implements Names {
      @Override
      public boolean match(String name, HostHash.Matcher hashes) {
        return patterns.matches(name);
      }

      @Override
      public void add(KnownHostKey key, KnownLines lines) {
        lines.addPatterns(new Line(this, key));
      }
    }

    /// One hashed name.
    record Hashed(HostHash hash) implements Names {
      @Override
      public boolean match(String name, HostHash.Matcher hashes) {
        return hashes.matches(hash);
      }

      @Override
      public void add(KnownHostKey key, KnownLines lines) {
        lines.addHashed(new Line(this, key));
      }
    }
  }

  private final KnownLines keys = new KnownLines();
  private final KnownLines authorities = new KnownLines();
  private final Map<ByteBuffer, List<Line>> revokedByKey = new HashMap<>();

  void addRevoked(Line line) {
    KnownLines.addByKey(revokedByKey, line);
  }

  boolean isEmpty() {
    return keys.isEmpty() && authorities.isEmpty() && revokedByKey.isEmpty();
  }

  /// Returns the lines with hosts' own keys.
  KnownLines keys() {
    return keys;
  }

  /// Returns the lines of certificate authorities.
  KnownLines authorities() {
    return authorities;
  }

  /// Returns the lines that revoke this key for some hosts.
  List<Line> revoked(SshPublicKey key) {
    return KnownLines.find(revokedByKey, key);
  }
}
