package dev.muster.ssh.config;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Replaces what stands for something else in the values of one host.
record Paths(Tokens tokens, Outside outside) {

  /// Replaces a leading `~`, tokens and variables.
  String expanded(String value, Keyword keyword, Where where) throws ConfigException {
    String path = value.startsWith("~") ? withHome(value, keyword, where) : value;
    return replaced(path, tokens.local().environment(), keyword, where);
  }

  /// Replaces tokens only.
  String withTokens(String value, Keyword keyword, Where where) throws ConfigException {
    return replaced(value, null, keyword, where);
  }

  private String replaced(
      String value, @Nullable Map<String, String> environment, Keyword keyword, Where where)
      throws ConfigException {
    try {
      return Expansion.of(value, tokens, environment);
    } catch (Expansion.Trouble e) {
      throw where.trouble(keyword.text() + ": " + e.getMessage(), e);
    }
  }

  /// Replaces a leading `~` or `~user`.
  String withHome(String path, Keyword keyword, Where where) throws ConfigException {
    int slash = path.indexOf('/');
    String user = path.substring(1, slash < 0 ? path.length() : slash);
    Optional<String> home =
        user.isEmpty() ? Optional.of(tokens.local().home()) : outside.homeOf(user);
    if (home.isEmpty()) {
      throw where.trouble(keyword.text() + ": there is no user " + user);
    }
    int rest = slash < 0 ? path.length() : slash;
    while (rest < path.length() && path.charAt(rest) == '/') {
      rest++;
    }
    String folder = home.get();
    return (folder.endsWith("/") ? folder : folder + "/") + path.substring(rest);
  }
}
