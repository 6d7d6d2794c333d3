package dev.muster.ssh.trust;

import dev.muster.ssh.key.SshPublicKey;
import dev.muster.ssh.trust.KnownHostsIndex.Line;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lines of one kind, sorted by how they are found. Filled by one thread, then only read.
final class KnownLines {

  private final Map<String, List<KnownHostKey>> byName = new HashMap<>();
  private final List<Line> patterns = new ArrayList<>();
  private final List<Line> hashed = new ArrayList<>();
  private final Map<ByteBuffer, List<Line>> unnamedByKey = new HashMap<>();

  void add(Line line) {
    line.names().add(line.key(), this);
  }

  void addPlain(List<String> names, KnownHostKey key) {
    List<KnownHostKey> one = List.of(key);
    names.forEach(name -> byName.merge(name, one, KnownLines::joined));
  }

  void addPatterns(Line line) {
    patterns.add(line);
    addByKey(unnamedByKey, line);
  }

  void addHashed(Line line) {
    hashed.add(line);
    addByKey(unnamedByKey, line);
  }

  private static List<KnownHostKey> joined(List<KnownHostKey> one, List<KnownHostKey> two) {
    List<KnownHostKey> both = new ArrayList<>(one);
    both.addAll(two);
    return both;
  }

  static void addByKey(Map<ByteBuffer, List<Line>> lines, Line line) {
    lines.computeIfAbsent(ByteBuffer.wrap(line.key().blob()), key -> new ArrayList<>(1)).add(line);
  }

  static List<Line> find(Map<ByteBuffer, List<Line>> lines, SshPublicKey key) {
    return lines.isEmpty() ? List.of() : lines.getOrDefault(ByteBuffer.wrap(key.blob()), List.of());
  }

  boolean isEmpty() {
    return byName.isEmpty() && unnamedByKey.isEmpty();
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

  /// Returns where this key stands for the host, or null: it costs next to nothing however long the
  /// files are.
  @Nullable KnownHostKey find(String name, HostHash.Matcher hashes, SshPublicKey key) {
    for (KnownHostKey onFile : named(name)) {
      if (onFile.is(key)) {
        return onFile;
      }
    }
    for (Line line : find(unnamedByKey, key)) {
      if (line.names().match(name, hashes)) {
        return line.key();
      }
    }
    return null;
  }

  /// Returns all keys for the host but those on hashed lines.
  List<KnownHostKey> unhashed(String name) {
    List<KnownHostKey> named = named(name);
    if (patterns.isEmpty()) {
      return named;
    }
    List<KnownHostKey> keys = new ArrayList<>(named);
    addMatching(patterns, name, new HostHash.Matcher(name), keys);
    return keys;
  }

  /// Returns all keys for the host on hashed lines: one HMAC a line.
  List<KnownHostKey> hashed(String name) {
    List<KnownHostKey> keys = new ArrayList<>();
    addMatching(hashed, name, new HostHash.Matcher(name), keys);
    return keys;
  }

  private static void addMatching(
      List<Line> lines, String name, HostHash.Matcher hashes, List<KnownHostKey> keys) {
    for (Line line : lines) {
      if (line.names().match(name, hashes)) {
        keys.add(line.key());
      }
    }
  }
}
