package dev.muster.tools;

import java.util.List;
import java.util.Optional;

/// A user of a host.
///
/// @param name the name to log in with
/// @param uid the user's number
/// @param gid the number of the user's own group
/// @param comment mostly the full name
/// @param home the home folder
/// @param shell the program that a log-in starts
public record UserAccount(
    String name, long uid, long gid, String comment, String home, String shell) {

  /// Reads a line of `/etc/passwd`; nothing if it is none.
  static Optional<UserAccount> parse(String line) {
    List<String> fields = List.of(line.split(":", -1));
    if (fields.size() != 7
        || !fields.get(2).matches("[0-9]{1,10}")
        || !fields.get(3).matches("[0-9]{1,10}")) {
      return Optional.empty();
    }
    return Optional.of(
        new UserAccount(
            fields.get(0),
            Long.parseLong(fields.get(2)),
            Long.parseLong(fields.get(3)),
            fields.get(4),
            fields.get(5),
            fields.get(6)));
  }
}
