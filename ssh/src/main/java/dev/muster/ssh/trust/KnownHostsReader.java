package dev.muster.ssh.trust;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.trust.KnownHostsIndex.Line;
import dev.muster.ssh.trust.KnownHostsIndex.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Reads the lines of one file into an index (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT").
///
/// A broken line is passed over, as OpenSSH does, and reported.
final class KnownHostsReader {

  /// How many broken lines of a file are reported one by one.
  static final int MAX_WARNINGS = 100;

  private static final String REVOKED = "@revoked";
  private static final String AUTHORITY = "@cert-authority";
  private static final Base64.Decoder BASE64 = Base64.getDecoder();

  private final String file;
  private final byte[] bytes;
  private final KnownHostsIndex index;
  private final List<String> warnings = new ArrayList<>();
  private int broken;
  private int line;
  private int at;
  private int end;

  /// What is wrong with a line.
  private static final class BrokenLine extends Exception {

    private static final long serialVersionUID = 1L;

    BrokenLine(String message) {
      super(message, null, false, false);
    }
  }

  KnownHostsReader(String file, byte[] bytes, KnownHostsIndex index) {
    this.file = file;
    this.bytes = bytes;
    this.index = index;
  }

  /// Reads all lines.
  void read() {
    for (int from = 0; from < bytes.length; from = end + 1) {
      line++;
      at = from;
      end = from;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      try {
        readLine();
      } catch (BrokenLine e) {
        broken++;
        if (broken <= MAX_WARNINGS) {
          warnings.add(file + ":" + line + ": " + e.getMessage());
        }
      }
    }
  }

  /// Returns what was wrong with broken lines, each with its place.
  List<String> warnings() {
    List<String> all = new ArrayList<>(warnings);
    if (broken > MAX_WARNINGS) {
      all.add(file + ": " + (broken - MAX_WARNINGS) + " more lines are broken");
    }
    return all;
  }

  private void readLine() throws BrokenLine {
    String first = word();
    if (first.isEmpty() || first.startsWith("#")) {
      return;
    }
    boolean marked = first.startsWith("@");
    if (marked && !first.equals(REVOKED) && !first.equals(AUTHORITY)) {
      throw new BrokenLine("the marker is neither @revoked nor @cert-authority");
    }
    Line read = new Line(names(marked ? word() : first), key());
    if (!marked) {
      index.keys().add(read);
    } else if (first.equals(REVOKED)) {
      index.addRevoked(read);
    } else {
      index.authorities().add(read);
    }
  }

  private static Names names(String text) throws BrokenLine {
    if (text.isEmpty() || text.startsWith("#")) {
      throw new BrokenLine("no host is named after the marker");
    }
    if (HostHash.isHash(text)) {
      try {
        return new Names.Hashed(HostHash.parse(text));
      } catch (IllegalArgumentException e) {
        throw new BrokenLine("the hashed name is not well-formed");
      }
    }
    String lower = HostName.lowerCase(text);
    if (HostPatterns.isPattern(lower)) {
      return new Names.Patterns(new HostPatterns(lower));
    }
    return new Names.Plain(lower.indexOf(',') < 0 ? List.of(lower) : List.of(lower.split(",", -1)));
  }

  private KnownHostKey key() throws BrokenLine {
    String type = word();
    skipBlanks();
    int from = at;
    skipWord();
    if (from == at || type.startsWith("#")) {
      throw new BrokenLine("the line is cut short: host, key type and Base64 are wanted");
    }
    byte[] blob;
    try {
      blob = BASE64.decode(Arrays.copyOfRange(bytes, from, at));
    } catch (IllegalArgumentException e) {
      throw new BrokenLine("the key is not Base64");
    }
    return new KnownHostKey(file, line, checkedType(type, blob), blob);
  }

  /// Returns the type that both the line and its key name.
  private static String checkedType(String type, byte[] blob) throws BrokenLine {
    try {
      if (!new SshReader(blob).readName().equals(type)) {
        throw new BrokenLine("the key is not of the type that the line says");
      }
    } catch (ProtocolException e) {
      throw new BrokenLine("the key is cut short");
    }
    return KeyType.named(type).map(KeyType::wireName).orElse(type);
  }

  private String word() {
    skipBlanks();
    int from = at;
    skipWord();
    return new String(bytes, from, at - from, StandardCharsets.UTF_8);
  }

  private void skipBlanks() {
    while (at < end && isBlank(bytes[at])) {
      at++;
    }
  }

  private void skipWord() {
    while (at < end && !isBlank(bytes[at])) {
      at++;
    }
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }
}
