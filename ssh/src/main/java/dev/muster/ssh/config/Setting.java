package dev.muster.ssh.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a line says: its values as they are kept, and where it stands.
record Setting(List<String> values, Where where) {

  static Setting of(String value, Where where) {
    return new Setting(List.of(value), where);
  }

  /// Whether a value has a token in it, which may stand for something of the host.
  boolean hasTokens() {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i).indexOf('%') >= 0) {
        return true;
      }
    }
    return false;
  }

  String text() {
    return values.getFirst();
  }

  /// Mostly it is the same one: thousands of hosts have it from one line.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Setting that
            && values.equals(that.values)
            && where.equals(that.where));
  }

  @Override
  public int hashCode() {
    return 31 * values.hashCode() + where.hashCode();
  }
}
