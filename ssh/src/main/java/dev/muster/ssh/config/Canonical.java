package dev.muster.ssh.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The `CanonicalizeHostname` family: from the name that the files give to the one to connect to.
/// Addresses are brought into their usual form whether or not that is asked for.
final class Canonical {

  private final Evaluation evaluation;
  private final Outside outside;

  Canonical(Evaluation evaluation, Outside outside) {
    this.evaluation = evaluation;
    this.outside = outside;
  }

  static boolean isOff(Evaluation evaluation) {
    return evaluation.text(Keyword.CANONICALIZE_HOSTNAME, "false").equals("false");
  }

  String of(String name) throws ConfigException {
    if (isAddress(name)) {
      return address(name);
    }
    if (Numbers.isDigit(name.charAt(0)) && !address(name).equals(name)) {
      return address(name); // such as 0x7f.1, which the system's look-up takes for an address
    }
    String small = name.toLowerCase(Locale.ROOT);
    boolean looks = isDirect() || isAlways();
    Optional<String> found = looks && !isOff(evaluation) ? inDomains(small) : Optional.empty();
    if (found.isPresent()) {
      return found.get();
    }
    return looks && !rules().isEmpty() ? alias(small) : small;
  }

  /// No names are looked up for a host that a proxy looks up, unless that is asked for.
  private boolean isDirect() {
    return isNone(Keyword.PROXY_COMMAND) && isNone(Keyword.PROXY_JUMP);
  }

  private boolean isNone(Keyword keyword) {
    return evaluation.text(keyword, "none").equalsIgnoreCase("none");
  }

  private boolean isAlways() {
    return evaluation.text(Keyword.CANONICALIZE_HOSTNAME, "").equals("always");
  }

  private List<String> values(Keyword keyword) {
    Setting setting = evaluation.slot(keyword);
    return setting == null || setting.text().equalsIgnoreCase("none")
        ? List.of()
        : setting.values();
  }

  private List<String> rules() {
    return values(Keyword.CANONICALIZE_PERMITTED_CNAMES);
  }

  private Optional<String> inDomains(String name) throws ConfigException {
    if (name.endsWith(".")) {
      Optional<String> found = lookUp(name, name.substring(0, name.length() - 1));
      return found.isPresent() ? found : notFound(name);
    }
    long dots = name.chars().filter(c -> c == '.').count();
    if (dots > Long.parseLong(evaluation.text(Keyword.CANONICALIZE_MAX_DOTS, "1"))) {
      return Optional.empty();
    }
    for (String domain : values(Keyword.CANONICAL_DOMAINS)) {
      String full = name + "." + domain;
      Optional<String> found = lookUp(full + ".", full);
      if (found.isPresent()) {
        return found;
      }
    }
    return notFound(name);
  }

  private Optional<String> notFound(String name) throws ConfigException {
    Setting fallback = evaluation.slot(Keyword.CANONICALIZE_FALLBACK_LOCAL);
    if (fallback != null && fallback.text().equals("no")) {
      throw fallback
          .where()
          .trouble("CanonicalizeFallbackLocal is no, and " + name + " is in none of the domains");
    }
    return Optional.empty();
  }

  private Optional<String> lookUp(String full, String name) {
    return outside.canonicalName(full).map(alias -> followed(name, alias));
  }

  private String alias(String name) throws ConfigException {
    Optional<String> found = outside.canonicalName(name);
    if (found.isEmpty() && isDirect()) {
      throw new ConfigException(name + ": the name is not known, so its alias cannot be followed");
    }
    return found.isEmpty() || isOff(evaluation) ? name : followed(name, found.get());
  }

  /// Returns the alias if the files permit to follow it from this name.
  private String followed(String name, String alias) {
    String bare = alias.endsWith(".") ? alias.substring(0, alias.length() - 1) : alias;
    for (String rule : rules()) {
      int colon = rule.indexOf(':');
      if (!bare.equals(name)
          && PatternList.ofNames(rule.substring(0, colon)).matches(name)
          && PatternList.ofNames(rule.substring(colon + 1)).matches(bare)) {
        return bare;
      }
    }
    return name;
  }

  /// Whether a text can only be an address: it has a colon or a `%`, or nothing but digits and
  /// dots.
  static boolean isAddress(String name) {
    if (name.indexOf(':') >= 0 || name.indexOf('%') >= 0) {
      return true;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '.' && !Numbers.isDigit(c)) {
        return false;
      }
    }
    return true; // an empty name too, which is refused elsewhere
  }

  private static String address(String text) {
    if (text.indexOf('%') >= 0) {
      return text;
    }
    try {
      return text.indexOf(':') < 0
          ? Inet4Address.ofPosixLiteral(text).getHostAddress()
          : shortened(text);
    } catch (IllegalArgumentException e) {
      return text; // it looks like an address and is none; connecting to it will say so
    }
  }

  private static String shortened(String text) {
    byte[] bytes = Inet6Address.ofLiteral(text).getAddress();
    if (bytes.length == 4) {
      return "::ffff:"
          + (bytes[0] & 255)
          + "."
          + (bytes[1] & 255)
          + "."
          + (bytes[2] & 255)
          + "."
          + (bytes[3] & 255);
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = ((bytes[2 * i] & 255) << 8) | (bytes[2 * i + 1] & 255);
    }
    return printed(groups);
  }

  /// Writes an address with its longest run of zeros left out (RFC 5952 section 4.2).
  private static String printed(int[] groups) {
    int best = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        best = i;
        length = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == best) {
        text.append("::");
        i += length - 1;
      } else {
        boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
