package dev.muster.tools;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Arch Linux's packages, by `pacman`.
final class PacmanPackages implements PackageManager {

  @Override
  public PackageKind kind() {
    return PackageKind.PACMAN;
  }

  private static Program pacman(List<String> words, List<String> names) {
    List<String> all = new ArrayList<>(List.of("pacman"));
    all.addAll(words);
    return AptPackages.words(all, names);
  }

  @Override
  public Program query(List<String> names) {
    return pacman(List.of("-Q", "--"), names);
  }

  /// Lines such as `bash 5.2.026-2`.
  @Override
  public Map<String, String> installed(String text) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      String[] fields = line.split(" ", -1);
      if (fields.length == 2) {
        found.put(fields[0], fields[1]);
      }
    }
    return found;
  }

  @Override
  public boolean isVersion(String installed, String wanted) {
    return installed.equals(wanted);
  }

  @Override
  public Program outdatedQuery(List<String> names) {
    return pacman(List.of("-Qu", "--"), names);
  }

  /// Lines such as `bash 5.2.026-2 -> 5.2.037-1`, with `[ignored]` after it where its configuration
  /// says so.
  @Override
  public Map<String, String> outdated(String text) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      String[] fields = line.split(" ", -1);
      if (fields.length == 4 && fields[2].equals("->")) {
        found.put(fields[0], fields[3]);
      }
    }
    return found;
  }

  /// With nothing to tell it exits 1 and says nothing.
  @Override
  public boolean isAnswer(Ran outdated) {
    return outdated.ok() || (outdated.exitCode() == 1 && outdated.err().text().isBlank());
  }

  @Override
  public List<Program> tryInstall(List<PackageSpec> specs) {
    return List.of(pacman(List.of("-Sp", "--print-format", "%n", "--"), PackageSpec.names(specs)));
  }

  @Override
  public Program install(List<PackageSpec> specs) {
    for (PackageSpec spec : specs) {
      if (spec.version().isPresent()) {
        throw new IllegalArgumentException(
            spec.text("=") + ": pacman installs what its index has now; name no version");
      }
    }
    return pacman(List.of("-S", "--noconfirm", "--needed", "--"), PackageSpec.names(specs));
  }

  @Override
  public Program remove(List<String> names) {
    return pacman(List.of("-R", "--noconfirm", "--"), names);
  }

  @Override
  public Program upgrade(List<String> names) {
    return names.isEmpty()
        ? pacman(List.of("-Su", "--noconfirm"), names)
        : pacman(List.of("-S", "--noconfirm", "--needed", "--"), names);
  }

  @Override
  public Program updateIndex() {
    return pacman(List.of("-Sy", "--noconfirm"), List.of());
  }

  @Override
  public List<String> indexFolders() {
    return List.of("/var/lib/pacman/sync");
  }

  @Override
  public boolean isLocked(Ran ran) {
    return !ran.ok() && ran.err().text().contains("unable to lock database");
  }
}
