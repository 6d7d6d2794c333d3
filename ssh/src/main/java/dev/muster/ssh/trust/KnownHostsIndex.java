package dev.muster.ssh.trust;

import dev.muster.ssh.key.SshPublicKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The lines of the files, sorted by how they are found. Filled by one thread, then only read.
final class KnownHostsIndex {

  /// A line's key and the names it is for.
  record Line(Names names, KnownHostKey key) {}

  /// The names of a line.
  sealed interface Names {

    /// Names without patterns, in lower case.
    record Plain(List<String> names) implements Names {}

    /// Names with patterns among them.
    record Patterns(HostPatterns patterns) implements Names {}

    /// One hashed name.
    record Hashed(HostHash hash) implements Names {}

    /// Returns whether they hold the name that `hashes` is for too.
    default boolean match(String name, HostHash.Matcher hashes) {
      return switch (this) {
        case Plain(List<String> names) -> names.contains(name);
        case Patterns(HostPatterns patterns) -> patterns.matches(name);
        case Hashed(HostHash hash) -> hashes.matches(hash);
      };
    }
  }

  private final Map<String, List<KnownHostKey>> byName = new HashMap<>();
  private final List<Line> patterns = new ArrayList<>();
  private final List<Line> hashed = new ArrayList<>();
  private final Map<ByteBuffer, List<Line>> unnamedByKey = new HashMap<>();
  private final Map<ByteBuffer, List<Line>> revokedByKey = new HashMap<>();
  private final List<Line> authorities = new ArrayList<>();

  void add(Line line) {
    switch (line.names) {
      case Names.Plain(List<String> names) -> {
        List<KnownHostKey> one = List.of(line.key);
        names.forEach(name -> byName.merge(name, one, KnownHostsIndex::joined));
      }
      case Names.Patterns _ -> {
        patterns.add(line);
        addByKey(unnamedByKey, line);
      }
      case Names.Hashed _ -> {
        hashed.add(line);
        addByKey(unnamedByKey, line);
      }
    }
  }

  void addRevoked(Line line) {
    addByKey(revokedByKey, line);
  }

  void addAuthority(Line line) {
    authorities.add(line);
  }

  private static List<KnownHostKey> joined(List<KnownHostKey> one, List<KnownHostKey> two) {
    List<KnownHostKey> both = new ArrayList<>(one);
    both.addAll(two);
    return both;
  }

  private static void addByKey(Map<ByteBuffer, List<Line>> lines, Line line) {
    lines.computeIfAbsent(ByteBuffer.wrap(line.key.blob()), key -> new ArrayList<>(1)).add(line);
  }

  /// Returns the keys on lines that name the host outright.
  List<KnownHostKey> named(String name) {
    return byName.getOrDefault(name, List.of());
  }

  /// Returns the lines with patterns.
  List<Line> patterns() {
    return patterns;
  }

  /// Returns the lines with a hashed name.
  List<Line> hashed() {
    return hashed;
  }

  /// Returns the lines with patterns or a hashed name that have this key: few, so that a host with
  /// the right key costs next to nothing however long the files are.
  List<Line> unnamed(SshPublicKey key) {
    return find(unnamedByKey, key);
  }

  /// Returns the lines that revoke this key for some hosts.
  List<Line> revoked(SshPublicKey key) {
    return find(revokedByKey, key);
  }

  /// Returns the lines of certificate authorities.
  List<Line> authorities() {
    return authorities;
  }

  private static List<Line> find(Map<ByteBuffer, List<Line>> lines, SshPublicKey key) {
    return lines.isEmpty() ? List.of() : lines.getOrDefault(ByteBuffer.wrap(key.blob()), List.of());
  }
}
