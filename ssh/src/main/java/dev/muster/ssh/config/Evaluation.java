package dev.muster.ssh.config;

import dev.muster.ssh.config.Criterion.Test;
import dev.muster.ssh.data.Wildcard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The evaluation of one host, on its way.
final class Evaluation {

  /// As many key files, and as many certificates, as OpenSSH takes.
  private static final int MAX_FILES = 100;

  private final Evaluator by;
  private final String typed;
  private final EnumMap<Keyword, Setting> slots = new EnumMap<>(Keyword.class);
  private final List<Forward> local = new ArrayList<>(0);
  private final List<Forward> remote = new ArrayList<>(0);
  private final List<String> sendEnv = new ArrayList<>(2);

  /// The name that `Host` looks at.
  private String host;

  private boolean second;

  Evaluation(Evaluator by, String host) {
    this.by = by;
    this.typed = host;
    this.host = host;
  }

  HostSettings settings(String user, int port) throws ConfigException {
    Where given = new Where(typed, 0);
    if (!user.isEmpty()) {
      put(Keyword.USER, Setting.of(user, given));
    }
    if (port != 0) {
      put(Keyword.PORT, Setting.of(Integer.toString(port), given));
    }
    for (Directive directive : by.overrides().directives()) {
      apply(directive, true);
    }
    Typed.checkHost(typed);
    String caller = by.otherwise().user();
    Typed.checkUser(typed, text(Keyword.USER, caller.equals(by.local().user()) ? "" : caller));
    readFiles();
    String name = named();
    if (slot(Keyword.HOST_NAME) != null) {
      slots.put(Keyword.HOST_NAME, Setting.of(name, given));
    }
    host = new Canonical(this, by.outside()).of(name);
    if (by.config().wantsFinal() || !Canonical.isOff(this)) {
      slots.put(Keyword.HOST_NAME, Setting.of(host, given));
      second = true;
      readFiles();
    }
    return new Completion(this, by).settings();
  }

  private void readFiles() throws ConfigException {
    for (BlockIndex text : by.config().texts()) {
      read(text.of(host), true);
    }
  }

  private void read(List<Block> blocks, boolean counts) throws ConfigException {
    for (Block block : blocks) {
      boolean own = counts && holds(block.condition());
      if (own || block.always()) {
        for (Directive directive : block.directives()) {
          apply(directive, own);
        }
      }
    }
  }

  /// No switches over types here and below: the first one costs a start ten milliseconds.
  private void apply(Directive directive, boolean own) throws ConfigException {
    if (directive instanceof Directive.Put put) {
      if (own || isForAll(put.keyword())) {
        put(put.keyword(), put.setting());
      }
    } else if (directive instanceof Directive.Include include) {
      for (ConfigText text : include.texts()) {
        read(text.blocks(), own);
      }
    } else if (directive instanceof Directive.Unknown unknown) {
      checkIgnored(unknown.keyword(), unknown.where());
    } else if (own) {
      apply(directive);
    }
  }

  private static boolean isForAll(Keyword keyword) {
    return keyword == Keyword.STREAM_LOCAL_BIND_MASK || keyword == Keyword.SYSLOG_FACILITY;
  }

  private void apply(Directive directive) throws ConfigException {
    if (directive instanceof Directive.Add add) {
      add(add.keyword(), add.setting());
    } else if (directive instanceof Directive.SendEnv send) {
      sendEnv(send.names());
    } else if (directive instanceof Directive.AddForward add) {
      List<Forward> forwards = add.remote() ? remote : local;
      if (!forwards.contains(add.forward())) {
        forwards.add(add.forward());
      }
    } else if (directive instanceof Directive.Refuse refuse) {
      throw refuse.where().trouble("RefuseConnection: " + refuse.why());
    }
  }

  /// The first line that says something counts, but for these: `StreamLocalBindMask`, whose last
  /// line counts, and the two ways through, which exclude each other.
  private void put(Keyword keyword, Setting setting) {
    switch (keyword) {
      case STREAM_LOCAL_BIND_MASK -> slots.put(keyword, setting);
      case PROXY_COMMAND -> {
        if (isNone(slot(Keyword.PROXY_JUMP))) {
          putFirst(keyword, setting);
        }
      }
      case PROXY_JUMP -> {
        if (slot(Keyword.PROXY_COMMAND) == null) {
          putFirst(keyword, setting);
        }
      }
      default -> putFirst(keyword, setting);
    }
  }

  private static boolean isNone(@Nullable Setting jump) {
    return jump == null || JumpHost.isNone(jump.text());
  }

  private void putFirst(Keyword keyword, Setting setting) {
    slots.putIfAbsent(keyword, setting);
  }

  private void add(Keyword keyword, Setting setting) throws ConfigException {
    Setting before = slot(keyword);
    if (before == null) {
      slots.put(keyword, setting);
    } else if (!before.values().contains(setting.text())) {
      if (before.values().size() == MAX_FILES) {
        throw setting.where().trouble(keyword.text() + ": at most " + MAX_FILES + " are possible");
      }
      List<String> values = new ArrayList<>(before.values());
      values.add(setting.text());
      slots.put(keyword, new Setting(List.copyOf(values), setting.where()));
    }
  }

  private void sendEnv(List<String> names) {
    for (String name : names) {
      if (name.startsWith("-")) {
        sendEnv.removeIf(Wildcard.of(name.substring(1))::matches);
      } else {
        sendEnv.add(name);
      }
    }
  }

  private void checkIgnored(String keyword, Where where) throws ConfigException {
    Setting ignored = slot(Keyword.IGNORE_UNKNOWN);
    if (ignored == null || !PatternList.ofNames(ignored.text()).matches(keyword)) {
      throw where.trouble(
          "\"" + keyword + "\" is no keyword that is known; IgnoreUnknown passes one over");
    }
  }

  private boolean holds(Condition condition) throws ConfigException {
    if (condition instanceof Condition.Host names) {
      return names.matches(host);
    }
    return !(condition instanceof Condition.Match match) || holds(match.criteria(), match.where());
  }

  private boolean holds(List<Criterion> criteria, Where where) throws ConfigException {
    for (Criterion criterion : criteria) {
      if (holds(criterion.test(), where) == criterion.negated()) {
        return false;
      }
    }
    return true;
  }

  private boolean holds(Test test, Where where) throws ConfigException {
    return switch (test) {
      case Test.All _ -> true;
      case Test.SecondReading _ -> second;
      case Test.HostName(PatternList names) -> names.matches(small(named()));
      case Test.OriginalHost(PatternList names) -> names.matches(small(typed));
      case Test.User(PatternList names) -> names.matches(user());
      case Test.LocalUser(PatternList names) -> names.matches(by.local().user());
      case Test.LocalNetwork(List<Network> networks) -> isInOne(networks, where);
      case Test.Tagged(String list, PatternList names) -> {
        String tag = text(Keyword.TAG, "");
        yield tag.isEmpty() ? list.isEmpty() : names.matches(tag);
      }
      case Test.Exec(String command) -> by.succeeds(command(command, where), where);
    };
  }

  private boolean isInOne(List<Network> networks, Where where) throws ConfigException {
    try {
      return Network.holdOne(networks, by.outside().addresses());
    } catch (IOException e) {
      throw where.trouble("Match localnetwork: " + e.getMessage(), e);
    }
  }

  private String command(String command, Where where) throws ConfigException {
    String name = named();
    String alias = text(Keyword.HOST_KEY_ALIAS, name);
    Tokens tokens = new Tokens(by.local(), typed, name, alias, port(), user());
    try {
      return Expansion.of(command, tokens.withJump(jump()), null);
    } catch (Expansion.Trouble e) {
      throw where.trouble("Match exec: " + e.getMessage(), e);
    }
  }

  /// The name of the last hop, which a `Match exec` puts into a command line: one that was typed
  /// (`-J`) is held to the same as a host's.
  private String jump() throws ConfigException {
    Setting jump = slot(Keyword.PROXY_JUMP);
    if (jump == null || isNone(jump)) {
      return "";
    }
    List<JumpHost> hops = JumpHost.parseAll(jump.values().getLast());
    if (hops == null) {
      return "";
    }
    String host = hops.getLast().host();
    Typed.checkHost(host);
    return host;
  }

  /// Returns whom to log in as, as far as it is known by now.
  String user() {
    return text(Keyword.USER, by.otherwise().user());
  }

  /// Returns the port to connect to, as far as it is known by now.
  String port() {
    return text(Keyword.PORT, Integer.toString(by.otherwise().port()));
  }

  /// Returns the name to connect to, as far as it is known by now.
  private String named() throws ConfigException {
    Setting name = slot(Keyword.HOST_NAME);
    if (name == null) {
      return host;
    }
    if (second) {
      return name.text();
    }
    try {
      return Expansion.of(name.text(), new NameToken(host), null);
    } catch (Expansion.Trouble e) {
      throw name.where().trouble("HostName: " + e.getMessage(), e);
    }
  }

  /// The one token of `HostName`.
  private record NameToken(String host) implements Expansion.Tokens {
    @Override
    public @Nullable String of(char token) {
      return token == 'h' ? host : null;
    }
  }

  private static String small(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  String typed() {
    return typed;
  }

  String host() {
    return host;
  }

  @Nullable Setting slot(Keyword keyword) {
    return slots.get(keyword);
  }

  void replace(Keyword keyword, Setting setting) {
    slots.put(keyword, setting);
  }

  void remove(Keyword keyword) {
    slots.remove(keyword);
  }

  String text(Keyword keyword, String otherwise) {
    Setting setting = slot(keyword);
    return setting == null ? otherwise : setting.text();
  }

  EnumMap<Keyword, Setting> slots() {
    return slots;
  }

  List<Forward> local() {
    return local;
  }

  List<Forward> remote() {
    return remote;
  }

  List<String> sendEnv() {
    return sendEnv;
  }
}
