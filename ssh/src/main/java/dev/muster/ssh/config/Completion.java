package dev.muster.ssh.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is done when every file is read: `none` is taken for nothing, tokens are replaced, and what
/// does not go together is refused.
final class Completion {

  private static final List<Keyword> NONE_IS_NOTHING =
      List.of(
          Keyword.LOCAL_COMMAND,
          Keyword.REMOTE_COMMAND,
          Keyword.PROXY_COMMAND,
          Keyword.PROXY_JUMP,
          Keyword.CONTROL_PATH,
          Keyword.REVOKED_HOST_KEYS,
          Keyword.PKCS11_PROVIDER,
          Keyword.SECURITY_KEY_PROVIDER,
          Keyword.KNOWN_HOSTS_COMMAND,
          Keyword.CANONICALIZE_PERMITTED_CNAMES);

  private final Evaluation evaluation;
  private final Evaluator by;

  Completion(Evaluation evaluation, Evaluator by) {
    this.evaluation = evaluation;
    this.by = by;
  }

  HostSettings settings() throws ConfigException {
    for (Keyword keyword : NONE_IS_NOTHING) {
      clear(keyword);
    }
    String host = evaluation.host();
    String user = evaluation.user();
    String port = evaluation.port();
    check(host, user, port);
    String alias = evaluation.text(Keyword.HOST_KEY_ALIAS, evaluation.typed());
    Setting named = evaluation.slot(Keyword.HOST_KEY_ALIAS);
    if (named != null) {
      alias = alias.toLowerCase(Locale.ROOT);
      evaluation.replace(Keyword.HOST_KEY_ALIAS, Setting.of(alias, named.where()));
    }
    Tokens tokens = new Tokens(by.local(), evaluation.typed(), host, alias, port, user);
    Paths paths = new Paths(tokens, by.outside());
    replace(Keyword.REMOTE_COMMAND, paths, false);
    replace(Keyword.CONTROL_PATH, paths, true);
    replace(Keyword.IDENTITY_AGENT, paths, true);
    replace(Keyword.FORWARD_AGENT_PATH, paths, true);
    replace(Keyword.USER_KNOWN_HOSTS_FILE, paths, true);
    forwards(evaluation.local(), paths);
    forwards(evaluation.remote(), paths);
    return new HostSettings(evaluation, paths);
  }

  /// `none` of the keywords of which OpenSSH knows what `none` was is kept apart from nothing: it
  /// is no longer the standard value.
  private void clear(Keyword keyword) {
    Setting setting = evaluation.slot(keyword);
    if (setting != null && setting.text().equalsIgnoreCase("none")) {
      evaluation.replace(keyword, new Setting(List.of(), setting.where()));
    }
  }

  private void check(String host, String user, String port) throws ConfigException {
    Setting attempts = evaluation.slot(Keyword.CONNECTION_ATTEMPTS);
    if (attempts != null && attempts.text().equals("0")) {
      throw attempts.where().trouble("ConnectionAttempts: wanted at least 1, got 0");
    }
    if (evaluation.text(Keyword.CLEAR_ALL_FORWARDINGS, "no").equals("yes")) {
      evaluation.local().clear();
      evaluation.remote().clear();
      evaluation.remove(Keyword.TUNNEL);
    }
    Setting jump = evaluation.slot(Keyword.PROXY_JUMP);
    if (jump == null || jump.values().isEmpty()) {
      return;
    }
    List<JumpHost> hops = JumpHost.parseAll(jump.values().getLast());
    if (hops == null) {
      throw new IllegalStateException("checked when it was read: " + jump.values());
    }
    JumpHost last = hops.getLast();
    if (last.host().equals(host)
        && last.port().orElse(by.otherwise().port()) == Integer.parseInt(port)
        && last.user().orElse(user).equals(user)) {
      throw jump.where().trouble("ProxyJump: the way to " + host + " leads through itself");
    }
  }

  private void replace(Keyword keyword, Paths paths, boolean path) throws ConfigException {
    Setting setting = evaluation.slot(keyword);
    if (setting == null || isNoFile(keyword, setting)) {
      return;
    }
    List<String> values = new ArrayList<>(setting.values().size());
    for (String value : setting.values()) {
      values.add(
          path
              ? paths.expanded(value, keyword, setting.where())
              : paths.withTokens(value, keyword, setting.where()));
    }
    evaluation.replace(keyword, new Setting(List.copyOf(values), setting.where()));
  }

  private static boolean isNoFile(Keyword keyword, Setting setting) {
    return keyword == Keyword.USER_KNOWN_HOSTS_FILE && setting.text().equalsIgnoreCase("none");
  }

  private static void forwards(List<Forward> forwards, Paths paths) throws ConfigException {
    for (int i = 0; i < forwards.size(); i++) {
      Forward forward = forwards.get(i);
      Forward.End target = forward.target().isPresent() ? end(forward.target().get(), paths) : null;
      forwards.set(i, new Forward(end(forward.listen(), paths), Optional.ofNullable(target)));
    }
  }

  private static Forward.End end(Forward.End end, Paths paths) throws ConfigException {
    @Nullable String path = end instanceof Forward.End.Unix(String given) ? given : null;
    return path == null
        ? end
        : new Forward.End.Unix(
            paths.withTokens(path, Keyword.LOCAL_FORWARD, new Where("a forwarding", 0)));
  }
}
