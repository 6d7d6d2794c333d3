package dev.muster.ssh.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The settings of a host as lines, in the form of `ssh -G`.
final class Printout {

  private final HostSettings settings;
  private final List<String> lines = new ArrayList<>();

  Printout(HostSettings settings) {
    this.settings = settings;
  }

  List<String> lines() {
    add("host", settings.host());
    add("user", settings.user());
    add("hostname", settings.hostName());
    for (Keyword keyword : Keyword.values()) {
      print(keyword, keyword.text().toLowerCase(Locale.ROOT));
    }
    return List.copyOf(lines);
  }

  private void add(String name, String value) {
    lines.add(name + " " + value);
  }

  private void print(Keyword keyword, String name) {
    List<String> values = settings.texts(keyword);
    switch (keyword) {
      case HOST_NAME, USER, REKEY_INTERVAL, FORWARD_AGENT_PATH -> {}
      case LOCAL_FORWARD -> local(name);
      case DYNAMIC_FORWARD -> dynamic(name);
      case REMOTE_FORWARD -> remote(name);
      case SEND_ENV -> settings.sendEnv().forEach(value -> add(name, value));
      case IDENTITY_FILE -> identities(name, values);
      case CERTIFICATE_FILE, SET_ENV -> values.forEach(value -> add(name, value));
      case REKEY_LIMIT -> add(name, values.getFirst() + " " + first(Keyword.REKEY_INTERVAL));
      case FORWARD_AGENT -> add(name, agent(values.getFirst()));
      case PROXY_JUMP -> printIfAny(name, values, ",");
      case PROXY_COMMAND -> {
        if (settings.texts(Keyword.PROXY_JUMP).isEmpty()) {
          printIfAny(name, values, " ");
        }
      }
      case CANONICAL_DOMAINS, CANONICALIZE_PERMITTED_CNAMES, LOG_VERBOSE ->
          add(name, values.isEmpty() ? "none" : String.join(" ", values));
      case PERMIT_REMOTE_OPEN -> add(name, values.isEmpty() ? "any" : String.join(" ", values));
      case CONNECT_TIMEOUT -> add(name, values.isEmpty() ? "none" : values.getFirst());
      case UPDATE_HOST_KEYS -> add(name, updates());
      case USER_KNOWN_HOSTS_FILE -> add(name, known(values));
      default -> printIfAny(name, values, " ");
    }
  }

  private void printIfAny(String name, List<String> values, String between) {
    if (!values.isEmpty()) {
      add(name, String.join(between, values));
    }
  }

  private String first(Keyword keyword) {
    return settings.text(keyword).orElse("");
  }

  private void local(String name) {
    for (Forward forward : settings.localForwards()) {
      if (forward.target().isPresent()) {
        add(name, forward.toString());
      }
    }
  }

  /// OpenSSH prints the listening end of those that lead to a socket here as well.
  private void dynamic(String name) {
    for (Forward forward : settings.localForwards()) {
      if (!(forward.target().orElse(null) instanceof Forward.End.Tcp)) {
        add(name, forward.listen().toString());
      }
    }
  }

  private void remote(String name) {
    for (Forward forward : settings.remoteForwards()) {
      add(name, forward.target().isPresent() ? forward.toString() : forward + " [socks]:0");
    }
  }

  private void identities(String name, List<String> values) {
    if (settings.isSet(Keyword.IDENTITY_FILE)) {
      values.forEach(value -> add(name, value));
    } else {
      HostSettings.STANDARD_IDENTITIES.forEach(value -> add(name, value));
    }
  }

  private String agent(String flag) {
    return settings.text(Keyword.FORWARD_AGENT_PATH).orElse(flag);
  }

  /// The user's files as they are used, also where nobody names any.
  private String known(List<String> values) {
    if (settings.isSet(Keyword.USER_KNOWN_HOSTS_FILE)) {
      return String.join(" ", values);
    }
    try {
      return String.join(" ", settings.files(Keyword.USER_KNOWN_HOSTS_FILE));
    } catch (ConfigException e) {
      throw new IllegalStateException("the standard files have no tokens", e);
    }
  }

  private String updates() {
    return settings.updatesHostKeys();
  }
}
