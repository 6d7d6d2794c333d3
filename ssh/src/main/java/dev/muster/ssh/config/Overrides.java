package dev.muster.ssh.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the command line says, before any file. Immutable.
public final class Overrides {

  private static final Overrides NONE = new Overrides(List.of());

  private final List<Directive> directives;

  private Overrides(List<Directive> directives) {
    this.directives = List.copyOf(directives);
  }

  /// Returns those that say nothing.
  public static Overrides none() {
    return NONE;
  }

  /// Reads options, each as a line of a file would be or `Name=value`; of two that say the same,
  /// the first counts.
  ///
  /// @throws ConfigException if one cannot be understood, or is `Host`, `Match` or `Include`
  public static Overrides parse(List<String> options, LocalSide local) throws ConfigException {
    ConfigParser parser = new ConfigParser(new NoFiles(), local);
    List<Directive> directives = new ArrayList<>();
    for (String option : options) {
      directives.addAll(parser.parseOption(option));
    }
    return new Overrides(directives);
  }

  List<Directive> directives() {
    return directives;
  }

  /// An option reads no files.
  private static final class NoFiles implements ConfigFiles {
    @Override
    public Optional<byte[]> read(String file, boolean checked) {
      return Optional.empty();
    }

    @Override
    public List<String> matching(String pattern) {
      return List.of();
    }
  }
}
