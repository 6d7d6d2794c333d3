package dev.muster.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Tells Java where Kerberos is configured, in the way in which every other program hears of it.
/// This is a matter of the whole process, so the command does it and the library does not.
final class KerberosConfig {

  private static final String VARIABLE = "KRB5_CONFIG";
  private static final String PROPERTY = "java.security.krb5.conf";

  private KerberosConfig() {}

  /// Takes over `KRB5_CONFIG`: of several files the first one that is there, for Java reads one.
  static void takeOver(Map<String, String> environment) {
    String named = environment.getOrDefault(VARIABLE, "");
    if (named.isEmpty() || System.getProperty(PROPERTY) != null) {
      return;
    }
    for (String file : named.split(":", -1)) {
      if (!file.isEmpty() && Files.isReadable(Path.of(file))) {
        System.setProperty(PROPERTY, file);
        return;
      }
    }
  }
}
