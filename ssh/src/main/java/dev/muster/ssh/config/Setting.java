package dev.muster.ssh.config;

import java.util.List;

/// What a line says: its values as they are kept, and where it stands.
record Setting(List<String> values, Where where) {

  static Setting of(String value, Where where) {
    return new Setting(List.of(value), where);
  }

  String text() {
    return values.getFirst();
  }
}
