package dev.muster.tools;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// SUSE's packages, by `zypper`.
final class ZypperPackages extends RpmPackages {

  private static final int LOCKED = 7;

  /// What it exits with besides 0 when all went well: a restart of the machine, or of itself, is
  /// due.
  private static final List<Integer> WELL = List.of(102, 103);

  @Override
  public PackageKind kind() {
    return PackageKind.ZYPPER;
  }

  private static Program zypper(List<String> words, List<String> names) {
    List<String> all = new ArrayList<>(List.of("zypper", "--non-interactive", "--quiet"));
    all.addAll(words);
    return AptPackages.words(all, names).withEnvironment("ZYPP_LOCK_TIMEOUT", "0");
  }

  @Override
  public boolean isWell(Ran ran) {
    return ran.ok() || (WELL.contains(ran.exitCode()) && !ran.timedOut());
  }

  @Override
  public Program outdatedQuery(List<String> names) {
    return zypper(List.of("list-updates"), List.of());
  }

  /// Lines such as `v | Main | bash | 5.1-1.1 | 5.2-2.1 | x86_64`.
  @Override
  public Map<String, String> outdated(String text) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      String[] fields = line.split("\\|", -1);
      if (fields.length == 6 && fields[0].strip().equals("v")) {
        found.put(fields[2].strip(), fields[4].strip());
      }
    }
    return found;
  }

  @Override
  public boolean isAnswer(Ran outdated) {
    return isWell(outdated);
  }

  @Override
  public List<Program> tryInstall(List<PackageSpec> specs) {
    return List.of(install(specs, List.of("--dry-run")));
  }

  @Override
  public Program install(List<PackageSpec> specs) {
    return install(specs, List.of());
  }

  private static Program install(List<PackageSpec> specs, List<String> more) {
    List<String> words = new ArrayList<>(List.of("install"));
    words.addAll(more);
    if (specs.stream().anyMatch(spec -> spec.version().isPresent())) {
      words.add("--oldpackage");
    }
    words.add("--");
    return zypper(words, specs.stream().map(spec -> spec.text("=")).toList());
  }

  @Override
  public Program remove(List<String> names) {
    return zypper(List.of("remove", "--"), names);
  }

  @Override
  public Program upgrade(List<String> names) {
    return zypper(names.isEmpty() ? List.of("update") : List.of("update", "--"), names);
  }

  @Override
  public Program updateIndex() {
    return zypper(List.of("refresh"), List.of());
  }

  @Override
  public List<String> indexFolders() {
    return List.of("/var/cache/zypp/raw", "/var/cache/zypp/solv");
  }

  @Override
  public boolean isLocked(Ran ran) {
    return ran.exitCode() == LOCKED;
  }
}
