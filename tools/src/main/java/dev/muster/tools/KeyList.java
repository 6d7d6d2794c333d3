package dev.muster.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The text of an `authorized_keys`, and keys put into it and taken out. Lines that hold no key
/// stay.
final class KeyList {

  private KeyList() {}

  /// Returns the text with a key: once, and as it is given, options and comment too.
  static String with(String text, AuthorizedKey key) {
    List<String> lines = new ArrayList<>();
    boolean isThere = false;
    for (String line : text.lines().toList()) {
      Optional<AuthorizedKey> found = AuthorizedKey.parse(line).filter(key::isKeyOf);
      if (found.isEmpty()) {
        lines.add(line);
      } else if (!isThere) {
        lines.add(found.get().equals(key) ? line : key.line());
        isThere = true;
      }
    }
    if (!isThere) {
      lines.add(key.line());
    }
    return text(lines);
  }

  /// Returns the text without a key.
  static String without(String text, AuthorizedKey key) {
    return text(
        text.lines()
            .filter(line -> AuthorizedKey.parse(line).filter(key::isKeyOf).isEmpty())
            .toList());
  }

  /// Returns the text with these keys and no others.
  static String only(String text, List<AuthorizedKey> keys) {
    String left =
        text(
            text.lines()
                .filter(line -> {
                  Optional<AuthorizedKey> found = AuthorizedKey.parse(line);
                  return found.isEmpty() || keys.stream().anyMatch(found.get()::isKeyOf);
                })
                .toList());
    for (AuthorizedKey key : keys) {
      left = with(left, key);
    }
    return left;
  }

  private static String text(List<String> lines) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }
}
