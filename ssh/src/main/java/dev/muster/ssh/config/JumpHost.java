package dev.muster.ssh.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// One hop of `ProxyJump`. What it does not say, the configuration of its host says.
///
/// @param user whom to log in as there
/// @param host its name or address, without brackets
/// @param port its port
public record JumpHost(Optional<String> user, String host, OptionalInt port) {

  private static final String SCHEME = "ssh://";

  /// Reads hops with commas between, the first to connect to first; null if one is none.
  static @Nullable List<JumpHost> parseAll(String text) {
    List<JumpHost> hops = new ArrayList<>(1);
    for (String hop : text.split(",", -1)) {
      JumpHost parsed = parse(hop);
      if (parsed == null) {
        return null;
      }
      hops.add(parsed);
    }
    return List.copyOf(hops);
  }

  /// Reads `[user@]host[:port]` or `ssh://[user@]host[:port]`.
  private static @Nullable JumpHost parse(String hop) {
    boolean uri = hop.startsWith(SCHEME);
    String text = uri ? hop.substring(SCHEME.length()) : hop;
    int at = uri ? text.indexOf('@') : text.lastIndexOf('@');
    Optional<String> user = Optional.empty();
    if (at >= 0) {
      String name = uri ? decoded(text.substring(0, at)) : text.substring(0, at);
      if (name == null || name.isEmpty()) {
        return null;
      }
      user = Optional.of(name);
    }
    String rest = text.substring(at + 1);
    if (uri && rest.endsWith("/")) {
      rest = rest.substring(0, rest.length() - 1);
    }
    return address(user, rest, uri);
  }

  private static @Nullable JumpHost address(Optional<String> user, String rest, boolean uri) {
    int end = rest.startsWith("[") ? rest.indexOf(']') + 1 : rest.indexOf(':');
    if (rest.startsWith("[") && end == 0) {
      return null;
    }
    int stop = end < 0 ? rest.length() : end;
    String host = rest.substring(0, stop);
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    String tail = rest.substring(stop);
    if (host.isEmpty() || host.indexOf('/') >= 0 || (!tail.isEmpty() && tail.charAt(0) != ':')) {
      return null;
    }
    if (uri && !Domains.isValid(host)) {
      return null;
    }
    if (tail.length() < 2) {
      return new JumpHost(user, host, OptionalInt.empty());
    }
    int port = Numbers.port(tail.substring(1));
    return port < 1 ? null : new JumpHost(user, host, OptionalInt.of(port));
  }

  /// Takes away what follows `;` and decodes `%xx`; null if that cannot be.
  private static @Nullable String decoded(String text) {
    int end = text.indexOf(';');
    String name = end < 0 ? text : text.substring(0, end);
    byte[] bytes = new byte[name.length() * 4];
    int length = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '%') {
        int value = i + 2 < name.length() ? hex(name, i + 1) : -1;
        if (value < 0) {
          return null;
        }
        bytes[length++] = (byte) value;
        i += 2;
      } else {
        byte[] encoded = String.valueOf(c == '+' ? ' ' : c).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private static int hex(String text, int at) {
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : (high << 4) | low;
  }

  /// As `ssh -G` prints it: an address in brackets.
  @Override
  public String toString() {
    String name = isNumeric() ? "[" + host + "]" : host;
    String who = user.isPresent() ? user.get() + "@" : "";
    return who + name + (port.isPresent() ? ":" + port.getAsInt() : "");
  }

  private boolean isNumeric() {
    if (host.indexOf(':') >= 0) {
      return true;
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c != '.' && !Numbers.isDigit(c)) {
        return false;
      }
    }
    return true;
  }

  /// Whether the text says that there is to be no jump.
  static boolean isNone(String text) {
    return text.toLowerCase(Locale.ROOT).equals("none");
  }
}
