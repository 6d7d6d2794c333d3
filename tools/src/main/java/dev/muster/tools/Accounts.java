package dev.muster.tools;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The users and groups of a host, by the programs that the shadow suite has for them.
final class Accounts {

  private static final Map<UserSpec.Field, String> OPTIONS =
      Map.of(
          UserSpec.Field.COMMENT, "-c",
          UserSpec.Field.HOME, "-d",
          UserSpec.Field.SHELL, "-s");

  private final AccountLists lists;
  private final Programs programs;

  Accounts(AccountLists lists) {
    this.lists = lists;
    this.programs = lists.programs();
  }

  static Accounts ofHost() {
    return new Accounts(AccountLists.ofHost());
  }

  Change present(UserSpec spec, Mode mode) throws IOException, InterruptedException {
    ChangeLog log = new ChangeLog(mode);
    Optional<UserAccount> there = lists.user(spec.name());
    List<String> words = new ArrayList<>();
    for (String group : spec.groups()) {
      mustGroup(group);
    }
    if (there.isEmpty()) {
      words.addAll(forNew(spec));
      if (log.differs("user " + spec.name() + ": new")) {
        act("useradd", words, spec.name());
      }
      return log.done();
    }
    boolean applies = false;
    UserAccount now = there.get();
    if (spec.uid().isPresent() && spec.uid().get() != now.uid()) {
      words.addAll(List.of("-u", spec.uid().get().toString()));
      applies = log.differs(differs(spec, "number", now.uid(), spec.uid().get()));
    }
    if (spec.group().isPresent()) {
      long gid = mustGroup(spec.group().get()).gid();
      if (gid != now.gid()) {
        words.addAll(List.of("-g", spec.group().get()));
        applies = log.differs(differs(spec, "group", now.gid(), gid));
      }
    }
    for (UserSpec.Field field : UserSpec.Field.values()) {
      String wanted = spec.fields().get(field);
      String is = value(now, field);
      if (wanted != null && !wanted.equals(is)) {
        words.addAll(List.of(OPTIONS.getOrDefault(field, ""), wanted));
        applies = log.differs(differs(spec, word(field), is, wanted));
      }
    }
    applies |= groups(spec, log, words);
    if (applies) {
      act("usermod", words, spec.name());
    }
    return log.done();
  }

  private static String word(UserSpec.Field field) {
    return switch (field) {
      case COMMENT -> "comment";
      case HOME -> "home";
      case SHELL -> "shell";
    };
  }

  private static String value(UserAccount user, UserSpec.Field field) {
    return switch (field) {
      case COMMENT -> user.comment();
      case HOME -> user.home();
      case SHELL -> user.shell();
    };
  }

  private static String differs(UserSpec spec, String what, Object is, Object wanted) {
    return "user " + spec.name() + ": " + what + " " + is + " to " + wanted;
  }

  private GroupAccount mustGroup(String name) throws IOException, InterruptedException {
    return lists
        .group(name)
        .orElseThrow(() ->
            new IOException(
                "there is no group \"" + name + "\" on this host; make it with groupPresent"));
  }

  private List<String> forNew(UserSpec spec) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    spec.uid().ifPresent(uid -> words.addAll(List.of("-u", uid.toString())));
    if (spec.group().isPresent()) {
      words.addAll(List.of("-g", mustGroup(spec.group().get()).name()));
    }
    if (!spec.groups().isEmpty()) {
      words.addAll(List.of("-G", String.join(",", new TreeSet<>(spec.groups()))));
    }
    for (UserSpec.Field field : UserSpec.Field.values()) {
      if (spec.fields().containsKey(field)) {
        words.addAll(List.of(OPTIONS.getOrDefault(field, ""), spec.fields().get(field)));
      }
    }
    boolean isSystem = spec.options().contains(UserSpec.Option.SYSTEM);
    if (isSystem) {
      words.add("-r");
    }
    boolean none = isSystem || spec.options().contains(UserSpec.Option.NO_HOME);
    words.add(none ? "-M" : "-m");
    return words;
  }

  private boolean groups(UserSpec spec, ChangeLog log, List<String> words)
      throws IOException, InterruptedException {
    boolean only = spec.options().contains(UserSpec.Option.ONLY_THESE_GROUPS);
    if (spec.groups().isEmpty() && !only) {
      return false;
    }
    Set<String> now = new TreeSet<>();
    for (GroupAccount each : lists.groups()) {
      if (each.members().contains(spec.name())) {
        now.add(each.name());
      }
    }
    Set<String> wanted = new TreeSet<>(spec.groups());
    boolean alike = only ? now.equals(wanted) : now.containsAll(wanted);
    if (alike) {
      return false;
    }
    words.addAll(List.of("-G", String.join(",", wanted)));
    if (!only) {
      words.add("-a");
      wanted.addAll(now);
    }
    return log.differs(differs(spec, "groups", now, wanted));
  }

  Change absent(String name, boolean withHome, Mode mode) throws IOException, InterruptedException {
    AccountName.check("user", name);
    ChangeLog log = new ChangeLog(mode);
    String home = withHome ? ", with the home folder and mail" : "";
    if (lists.user(name).isPresent() && log.differs("user " + name + ": removed" + home)) {
      act("userdel", withHome ? List.of("-r") : List.of(), name);
    }
    return log.done();
  }

  Change groupPresent(GroupSpec spec, Mode mode) throws IOException, InterruptedException {
    String name = spec.name();
    Optional<Long> gid = spec.gid();
    ChangeLog log = new ChangeLog(mode);
    Optional<GroupAccount> there = lists.group(name);
    List<String> words = new ArrayList<>();
    gid.ifPresent(number -> words.addAll(List.of("-g", number.toString())));
    if (there.isEmpty()) {
      if (spec.isSystem()) {
        words.add("-r");
      }
      if (log.differs("group " + name + ": new")) {
        act("groupadd", words, name);
      }
    } else if (gid.isPresent() && gid.get() != there.get().gid()) {
      if (log.differs("group " + name + ": number " + there.get().gid() + " to " + gid.get())) {
        act("groupmod", words, name);
      }
    }
    return log.done();
  }

  Change groupAbsent(String name, Mode mode) throws IOException, InterruptedException {
    AccountName.check("group", name);
    ChangeLog log = new ChangeLog(mode);
    if (lists.group(name).isPresent() && log.differs("group " + name + ": removed")) {
      act("groupdel", List.of(), name);
    }
    return log.done();
  }

  Change password(String name, String hash, Mode mode) throws IOException, InterruptedException {
    AccountName.check("user", name);
    if (!hash.matches("[!*]{1,2}|!{0,2}\\$[0-9A-Za-z-]{1,20}\\$[\\x21-\\x39\\x3b-\\x7e]{8,500}")) {
      throw new IllegalArgumentException(
          "what is given for user "
              + name
              + " is no hash of a password; make one with openssl passwd -6, or give ! for none");
    }
    if (lists.user(name).isEmpty()) {
      throw new IOException("there is no user \"" + name + "\" on this host");
    }
    ChangeLog log = new ChangeLog(mode);
    if (!hash.equals(hash(name)) && log.differs("user " + name + ": password")) {
      // The hash goes by standard input: everybody may read the words of a process.
      programs.run(Program.of("chpasswd", "-e").withInput(name + ":" + hash + "\n")).orThrow();
    }
    return log.done();
  }

  private String hash(String name) throws IOException {
    return Reading.text(lists.etc().resolve("shadow"), Reading.STANDARD_LIMIT)
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> Arrays.asList(line.split(":", -1)).get(1))
        .findFirst()
        .orElse("");
  }

  private void act(String program, List<String> words, String name)
      throws IOException, InterruptedException {
    if (!programs.has(program)) {
      throw new IOException(
          "users and groups are changed by " + program + ", which this host lacks; install shadow");
    }
    List<String> all = new ArrayList<>(List.of(program));
    all.addAll(words);
    all.add(name);
    programs.run(Program.of(all)).orThrow();
  }
}
