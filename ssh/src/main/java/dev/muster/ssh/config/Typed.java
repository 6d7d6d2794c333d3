package dev.muster.ssh.config;

/// Refuses names that a shell would take for something else. `Match exec` and `ProxyCommand` put
/// them into command lines: a host list from elsewhere with a line such as `x$(rm -r ~)` would run
/// that here (CVE-2023-51385). What the user's own files say is not checked.
final class Typed {

  private static final String SPECIAL = "'`\";&<>|(){}";

  private Typed() {}

  static void checkHost(String host) throws ConfigException {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean bad = SPECIAL.indexOf(c) >= 0 || c == '$' || c == '\\' || c <= ' ' || c == 127;
      if (bad || (c == '-' && i == 0)) {
        throw refusal(host, "the host's name has " + shown(c) + " in it");
      }
    }
  }

  static void checkUser(String host, String user) throws ConfigException {
    for (int i = 0; i < user.length(); i++) {
      char c = user.charAt(i);
      boolean last = i + 1 == user.length();
      boolean option = c == '-' && (i == 0 || user.charAt(i - 1) == ' ');
      boolean bad = SPECIAL.indexOf(c) >= 0 || c < ' ' || c == 127 || (c == '\\' && last);
      if (bad || option) {
        throw refusal(host, "the user's name has " + shown(c) + " in it");
      }
    }
  }

  private static String shown(char c) {
    return c <= ' ' || c == 127 ? "the character number " + (int) c : "'" + c + "'";
  }

  private static ConfigException refusal(String host, String why) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < Math.min(host.length(), 100); i++) {
      char c = host.charAt(i);
      name.append(c < ' ' || c == 127 ? '?' : c);
    }
    return new ConfigException(
        "host \"" + name + "\": " + why + ", which is refused: it could become a shell's command");
  }
}
