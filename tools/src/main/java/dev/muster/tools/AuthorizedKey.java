package dev.muster.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A line of `authorized_keys`.
///
/// @param options what is before the key, such as `no-pty,command="backup"`; empty if nothing is
/// @param type such as `ssh-ed25519`
/// @param blob the key in base64, which alone says whose key it is
/// @param comment what is after it
record AuthorizedKey(String options, String type, String blob, String comment) {

  private static final String TYPE =
      "(ssh-|ecdsa-sha2-|sk-ssh-|sk-ecdsa-sha2-|rsa-sha2-)[A-Za-z0-9@.-]{1,60}";

  /// Reads a line; nothing if it holds no key, as comments and empty ones.
  static Optional<AuthorizedKey> parse(String line) {
    List<String> words = words(line.strip());
    for (int at = 0; at < Math.min(2, words.size() - 1); at++) {
      boolean isKey =
          words.get(at).matches(TYPE) && words.get(at + 1).matches("[A-Za-z0-9+/]{16,20000}={0,2}");
      if (isKey) {
        return Optional.of(
            new AuthorizedKey(
                at == 0 ? "" : words.get(0),
                words.get(at),
                words.get(at + 1),
                String.join(" ", words.subList(at + 2, words.size()))));
      }
    }
    return Optional.empty();
  }

  /// Reads a line that a caller gives.
  ///
  /// @throws IllegalArgumentException if it is no public key
  static AuthorizedKey wanted(String line) {
    if (line.strip().indexOf('\n') >= 0 || line.indexOf('\r') >= 0 || line.indexOf(0) >= 0) {
      throw new IllegalArgumentException("one public key is one line; give several in a list");
    }
    return parse(line)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "what is given is no public key as in a .pub file: ssh-ed25519 AAAA... comment"));
  }

  /// Blanks within double quotes are part of a word.
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inQuotes = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean escaped = i > 0 && line.charAt(i - 1) == '\\';
      if (c == '"' && !escaped) {
        inQuotes = !inQuotes;
      }
      if ((c == ' ' || c == '\t') && !inQuotes) {
        if (!word.isEmpty()) {
          words.add(word.toString());
          word.setLength(0);
        }
      } else {
        word.append(c);
      }
    }
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }

  boolean isKeyOf(AuthorizedKey other) {
    return blob.equals(other.blob);
  }

  /// Returns the line, without its end.
  String line() {
    String before = options.isEmpty() ? "" : options + " ";
    return before + type + " " + blob + (comment.isEmpty() ? "" : " " + comment);
  }

  /// Returns which key it is, for people.
  String name() {
    String end = blob.substring(Math.max(0, blob.length() - 12));
    return type + " ..." + end + (comment.isEmpty() ? "" : " " + comment);
  }
}
