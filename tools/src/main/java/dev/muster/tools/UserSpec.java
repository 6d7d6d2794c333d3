package dev.muster.tools;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How a user of a host is to be:
/// `UserSpec.of("deploy").withShell("/bin/bash").inGroups("docker")`. What is not said stays as it
/// is, and is the host's choice for a new user.
///
/// @param name the name to log in with
/// @param uid the user's number
/// @param group the name of the user's own group, which must be there
/// @param groups further groups, which must be there
/// @param fields comment, home folder and shell
/// @param options what else
public record UserSpec(
    String name,
    Optional<Long> uid,
    Optional<String> group,
    Set<String> groups,
    Map<Field, String> fields,
    Set<Option> options) {

  /// What stands in the list of users besides name and numbers.
  public enum Field {
    COMMENT,
    /// Where the home folder is to be. That of a user who is there is not moved; only the place
    /// changes.
    HOME,
    SHELL
  }

  /// What else may be asked for.
  public enum Option {
    /// A new user is one of the system's: a low number, no age, and no home folder is made.
    SYSTEM,
    /// No home folder is made for a new user.
    NO_HOME,
    /// The user is in no other groups than those named.
    ONLY_THESE_GROUPS
  }

  public UserSpec {
    groups = Set.copyOf(groups);
    fields = Map.copyOf(fields);
    options = Set.copyOf(options);
    AccountName.check("user", name);
    group.ifPresent(own -> AccountName.check("group", own));
    groups.forEach(each -> AccountName.check("group", each));
    for (Map.Entry<Field, String> each : fields.entrySet()) {
      if (each.getValue().matches("(?s).*[:\\n\\r\\x00].*")) {
        throw new IllegalArgumentException(
            "user " + name + ": " + each.getKey() + " holds a colon or the end of a line");
      }
    }
    uid.ifPresent(number -> AccountName.checkNumber("user", number));
  }

  /// Returns a user of that name.
  public static UserSpec of(String name) {
    return new UserSpec(name, Optional.empty(), Optional.empty(), Set.of(), Map.of(), Set.of());
  }

  /// Returns this with a number.
  public UserSpec withUid(long uid) {
    return new UserSpec(name, Optional.of(uid), group, groups, fields, options);
  }

  /// Returns this with a group of its own, which must be there.
  public UserSpec withGroup(String group) {
    return new UserSpec(name, uid, Optional.of(group), groups, fields, options);
  }

  /// Returns this in further groups, which must be there.
  public UserSpec inGroups(String... names) {
    Set<String> more = new HashSet<>(groups);
    more.addAll(Set.of(names));
    return new UserSpec(name, uid, group, more, fields, options);
  }

  /// Returns this with a comment, mostly the full name.
  public UserSpec withComment(String comment) {
    return with(Field.COMMENT, comment);
  }

  /// Returns this with a home folder.
  public UserSpec withHome(String folder) {
    return with(Field.HOME, folder);
  }

  /// Returns this with a program that a log-in starts.
  public UserSpec withShell(String program) {
    return with(Field.SHELL, program);
  }

  /// Returns this with one more option.
  public UserSpec with(Option option) {
    Set<Option> more = new HashSet<>(options);
    more.add(option);
    return new UserSpec(name, uid, group, groups, fields, more);
  }

  private UserSpec with(Field field, String value) {
    Map<Field, String> more = new HashMap<>(fields);
    more.put(field, value);
    return new UserSpec(name, uid, group, groups, more, options);
  }
}
