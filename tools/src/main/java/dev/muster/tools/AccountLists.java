package dev.muster.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The users and groups that a host knows.
///
/// @param programs the host's own
/// @param etc where the lists are, for hosts without `getent`
record AccountLists(Programs programs, Path etc) {

  static AccountLists ofHost() {
    return new AccountLists(Programs.ofHost(), Path.of("/etc"));
  }

  Optional<UserAccount> user(String name) throws IOException, InterruptedException {
    return line("passwd", name).flatMap(UserAccount::parse);
  }

  Optional<GroupAccount> group(String name) throws IOException, InterruptedException {
    return line("group", name).flatMap(GroupAccount::parse);
  }

  List<UserAccount> users() throws IOException, InterruptedException {
    return lines("passwd").stream().flatMap(line -> UserAccount.parse(line).stream()).toList();
  }

  List<GroupAccount> groups() throws IOException, InterruptedException {
    return lines("group").stream().flatMap(line -> GroupAccount.parse(line).stream()).toList();
  }

  /// Also finds users that a directory service knows, as far as the host is set up for it.
  private Optional<String> line(String list, String name) throws IOException, InterruptedException {
    if (!programs.has("getent")) {
      return lines(list).stream().filter(line -> line.startsWith(name + ":")).findFirst();
    }
    Ran found = programs.run("getent", list, name);
    if (found.exitCode() == 2) {
      return Optional.empty();
    }
    return found
        .orThrow()
        .out()
        .text()
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .findFirst();
  }

  private List<String> lines(String list) throws IOException, InterruptedException {
    if (programs.has("getent")) {
      return programs.run("getent", list).orThrow().out().text().lines().toList();
    }
    return Reading.text(etc.resolve(list), Reading.STANDARD_LIMIT).lines().toList();
  }
}
