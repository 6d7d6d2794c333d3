package dev.muster.ssh.config;

import dev.muster.ssh.data.Wildcard;
import java.util.List;

/// For which hosts a block counts.
sealed interface Condition {

  /// For all for which the file counts.
  record Always() implements Condition {}

  /// `Host`: patterns of the name, as it was typed or, the second time, as it is by then. One with
  /// `!` that matches shuts the host out.
  record Host(List<Name> names) implements Condition {

    record Name(Wildcard pattern, boolean negated) {}

    boolean matches(String host) {
      boolean found = false;
      for (Name name : names) {
        if (name.pattern.matches(host)) {
          if (name.negated) {
            return false;
          }
          found = true;
        }
      }
      return found;
    }
  }

  /// `Match`: criteria that must all hold.
  record Match(List<Criterion> criteria, Where where) implements Condition {}
}
