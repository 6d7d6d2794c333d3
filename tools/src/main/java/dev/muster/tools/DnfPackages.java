package dev.muster.tools;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Fedora's and Red Hat's packages, by `dnf` or `yum`.
final class DnfPackages extends RpmPackages {

  private final String program;

  /// @param program `dnf` or `yum`, which take the same words
  DnfPackages(String program) {
    this.program = program;
  }

  @Override
  public PackageKind kind() {
    return PackageKind.DNF;
  }

  private Program dnf(List<String> words, List<String> names) {
    // By itself it would wait for another one as long as that takes.
    List<String> all = new ArrayList<>(List.of(program, "-y", "-q", "--setopt=exit_on_lock=1"));
    all.addAll(words);
    return AptPackages.words(all, names);
  }

  @Override
  public Program outdatedQuery(List<String> names) {
    return dnf(List.of("check-update"), names);
  }

  /// Lines such as `bash.x86_64 5.2.26-1.fc40 updates`, until a heading such as `Obsoleting
  /// Packages`.
  @Override
  public Map<String, String> outdated(String text) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("Obsoleting")) {
        break;
      }
      List<String> words = List.of(line.strip().split("\\s+", -1));
      int dot = words.get(0).lastIndexOf('.');
      if (words.size() == 3 && dot > 0) {
        found.put(words.get(0).substring(0, dot), words.get(1));
      }
    }
    return found;
  }

  @Override
  public boolean isAnswer(Ran outdated) {
    return outdated.ok() || (outdated.exitCode() == 100 && !outdated.timedOut());
  }

  /// It has no trial that tells by its exit status.
  @Override
  public List<Program> tryInstall(List<PackageSpec> specs) {
    return List.of();
  }

  @Override
  public Program install(List<PackageSpec> specs) {
    return dnf(List.of("install"), specs.stream().map(spec -> spec.text("-")).toList());
  }

  @Override
  public Program remove(List<String> names) {
    return dnf(List.of("remove"), names);
  }

  @Override
  public Program upgrade(List<String> names) {
    return dnf(List.of("upgrade"), names);
  }

  @Override
  public Program updateIndex() {
    return dnf(List.of("makecache"), List.of());
  }

  @Override
  public List<String> indexFolders() {
    return List.of("/var/cache/dnf", "/var/cache/libdnf5", "/var/cache/yum");
  }

  @Override
  public boolean isLocked(Ran ran) {
    String said = ran.err().text() + ran.out().text();
    return ran.exitCode() == 200
        || (!ran.ok()
            && (said.contains("transaction lock")
                || said.contains("another copy is running")
                || said.contains("holding the yum lock")));
  }
}
