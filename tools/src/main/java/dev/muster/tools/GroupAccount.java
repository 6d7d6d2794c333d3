package dev.muster.tools;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A group of users of a host.
///
/// @param name the group's name
/// @param gid its number
/// @param members who is in it besides those whose own group it is
public record GroupAccount(String name, long gid, Set<String> members) {

  public GroupAccount {
    members = Set.copyOf(members);
  }

  /// Reads a line of `/etc/group`; nothing if it is none.
  static Optional<GroupAccount> parse(String line) {
    List<String> fields = List.of(line.split(":", -1));
    if (fields.size() != 4 || !fields.get(2).matches("[0-9]{1,10}")) {
      return Optional.empty();
    }
    Set<String> members = new TreeSet<>(List.of(fields.get(3).split(",", -1)));
    members.remove("");
    return Optional.of(new GroupAccount(fields.get(0), Long.parseLong(fields.get(2)), members));
  }
}
