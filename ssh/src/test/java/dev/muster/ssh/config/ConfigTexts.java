package dev.muster.ssh.config;

import java.util.List;
import java.util.Map;

/// Evaluates texts for tests: the user is `me`, whose home is `/me`.
final class ConfigTexts {

  static final LocalSide LOCAL =
      new LocalSide("me", 1000, "/me", "here.example", Map.of("SET", "value", "PORT", "2200"));

  private ConfigTexts() {}

  static SshConfig read(String text) throws ConfigException {
    return SshConfig.of("cfg", new MemoryFiles().with("cfg", text), LOCAL);
  }

  static HostSettings settings(String text, String host, Outside outside) throws ConfigException {
    return new Evaluator(read(text), Overrides.none(), LOCAL, outside).settings(host, "", 0);
  }

  static HostSettings settings(String text, String host) throws ConfigException {
    return settings(text, host, new FakeOutside());
  }

  static HostSettings settings(String text, List<String> options, String host)
      throws ConfigException {
    Overrides overrides = Overrides.parse(options, LOCAL);
    return new Evaluator(read(text), overrides, LOCAL, new FakeOutside()).settings(host, "", 0);
  }
}
