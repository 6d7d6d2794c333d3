package dev.muster.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A package that is wanted, in one version if that is said.
///
/// @param name its name
/// @param version as the manager writes it
record PackageSpec(String name, Optional<String> version) {

  /// Reads `nginx` or `nginx=1.22.1-9`.
  ///
  /// The attack the check prevents: a name that the manager reads as an option, or as a file to
  /// install.
  ///
  /// @throws IllegalArgumentException if it is neither
  static PackageSpec parse(String text) {
    int at = text.indexOf('=');
    String name = at < 0 ? text : text.substring(0, at);
    String version = at < 0 ? "" : text.substring(at + 1);
    boolean good =
        name.matches("[A-Za-z0-9][A-Za-z0-9+_.:-]{0,200}")
            && (at < 0 || version.matches("[A-Za-z0-9][A-Za-z0-9+_.:~^-]{0,200}\\*?"));
    if (!good) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no package; name it like nginx or nginx=1.22.1-9");
    }
    return new PackageSpec(name, at < 0 ? Optional.empty() : Optional.of(version));
  }

  static List<PackageSpec> parseAll(List<String> texts) {
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("no package is named");
    }
    List<PackageSpec> specs = new ArrayList<>();
    texts.forEach(text -> specs.add(parse(text)));
    return specs;
  }

  static List<String> names(List<PackageSpec> specs) {
    return specs.stream().map(PackageSpec::name).toList();
  }

  /// Returns the text with something between name and version.
  String text(String sign) {
    return version.map(wanted -> name + sign + wanted).orElse(name);
  }
}
