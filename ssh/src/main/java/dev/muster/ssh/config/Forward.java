package dev.muster.ssh.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A forwarding that a configuration asks for: who connects to `listen` is led to `target`.
///
/// @param listen where connections are taken
/// @param target where they lead; empty for a dynamic one, where each connection says it in SOCKS
public record Forward(End listen, Optional<End> target) {

  /// The longest path of a Unix-domain socket.
  private static final int MAX_PATH = 107;

  private static final int MAX_HOST = 1024;

  /// One end of a forwarding.
  public sealed interface End {

    /// A TCP port; no host means the one that the keyword's manual names.
    record Tcp(Optional<String> host, int port) implements End {
      /// As `ssh -G` prints it.
      @Override
      public String toString() {
        return host.isPresent() ? "[" + host.get() + "]:" + port : Integer.toString(port);
      }
    }

    /// A Unix-domain socket.
    record Unix(String path) implements End {
      @Override
      public String toString() {
        return path;
      }
    }
  }

  /// One field of the text, which is divided by colons.
  private record Field(String text, boolean isPath) {}

  /// Reads `[host:]port` or a path, and after it for one that is not dynamic `host:port` or a path,
  /// as `ssh -L`, `-R` and `-D` take them. Returns null if it is none, or its listening port is 0
  /// and may not be.
  public static @Nullable Forward parse(String text, boolean dynamic, boolean remote) {
    List<Field> fields = fields(text);
    if (fields == null || fields.isEmpty() || fields.size() > 4) {
      return null;
    }
    int listen = dynamic ? fields.size() : listenFields(fields);
    End from = end(fields.subList(0, listen));
    End to = dynamic ? null : end(fields.subList(listen, fields.size()));
    if (from == null || (!dynamic && (to == null || isZero(to))) || (!remote && isZero(from))) {
      return null;
    }
    return new Forward(from, Optional.ofNullable(to));
  }

  /// How many fields say where to listen: those that are left when the target has its own.
  private static int listenFields(List<Field> fields) {
    int target = fields.getLast().isPath ? 1 : 2;
    return Math.max(0, fields.size() - target);
  }

  private static boolean isZero(End end) {
    return end instanceof End.Tcp(_, int port) && port == 0;
  }

  private static @Nullable End end(List<Field> fields) {
    if (fields.isEmpty() || fields.size() > 2) {
      return null;
    }
    Field last = fields.getLast();
    if (fields.size() == 1 && last.isPath) {
      return last.text.length() > MAX_PATH ? null : new End.Unix(last.text);
    }
    int port = Numbers.port(last.text);
    String host = fields.size() == 2 ? fields.getFirst().text : "";
    if (port < 0 || host.length() > MAX_HOST || (fields.size() == 2 && fields.getFirst().isPath)) {
      return null;
    }
    return new End.Tcp(fields.size() == 2 ? Optional.of(host) : Optional.empty(), port);
  }

  /// Divides at colons that stand neither in brackets nor behind a backslash.
  private static @Nullable List<Field> fields(String text) {
    List<Field> fields = new ArrayList<>(4);
    int at = 0;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    while (at < text.length()) {
      StringBuilder field = new StringBuilder();
      int end = text.charAt(at) == '[' ? bracketed(text, at, field) : plain(text, at, field);
      if (end < 0) {
        return null;
      }
      fields.add(new Field(field.toString(), field.indexOf("/") >= 0));
      at = end + 1;
    }
    return fields;
  }

  private static int bracketed(String text, int open, StringBuilder field) {
    int close = text.indexOf(']', open);
    if (close < 0 || (close + 1 < text.length() && text.charAt(close + 1) != ':')) {
      return -1;
    }
    field.append(text, open + 1, close);
    return close + 1;
  }

  private static int plain(String text, int begin, StringBuilder field) {
    int at = begin;
    while (at < text.length() && text.charAt(at) != ':') {
      if (text.charAt(at) == '\\') {
        at++;
        if (at == text.length()) {
          return -1;
        }
      }
      field.append(text.charAt(at));
      at++;
    }
    return at;
  }

  /// As `ssh -G` prints it.
  @Override
  public String toString() {
    return target.isPresent() ? listen + " " + target.get() : listen.toString();
  }
}
