package dev.muster.tools;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Debian's packages, by `apt-get` and `dpkg-query`.
final class AptPackages implements PackageManager {

  /// Nobody is there to be asked. A configuration file that was changed by hand stays as it is.
  private static final List<String> APT_GET =
      List.of(
          "apt-get",
          "-y",
          "-q",
          "-o",
          "Dpkg::Options::=--force-confdef",
          "-o",
          "Dpkg::Options::=--force-confold",
          "-o",
          "Dpkg::Use-Pty=0");

  @Override
  public PackageKind kind() {
    return PackageKind.APT;
  }

  @Override
  public Program query(List<String> names) {
    return words(
        List.of(
            "dpkg-query",
            "-W",
            "-f=${Package}\t${Architecture}\t${db:Status-Status}\t${Version}\n",
            "--"),
        names);
  }

  @Override
  public Map<String, String> installed(String text) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      String[] fields = line.split("\t", -1);
      if (fields.length == 4 && fields[2].equals("installed")) {
        found.putIfAbsent(fields[0], fields[3]);
        found.put(fields[0] + ":" + fields[1], fields[3]);
      }
    }
    return found;
  }

  @Override
  public boolean isVersion(String installed, String wanted) {
    return wanted.endsWith("*")
        ? installed.startsWith(wanted.substring(0, wanted.length() - 1))
        : installed.equals(wanted);
  }

  @Override
  public Program outdatedQuery(List<String> names) {
    return names.isEmpty()
        ? aptGet(List.of("-s", "--with-new-pkgs", "upgrade"), names)
        : aptGet(List.of("-s", "install", "--only-upgrade", "--"), names);
  }

  /// Lines such as `Inst base-files [12.4] (12.5 Debian:12.5/stable [amd64])`; without the brackets
  /// it is a package that would be new.
  @Override
  public Map<String, String> outdated(String text) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      List<String> words = List.of(line.split(" ", -1));
      if (words.size() > 3 && words.get(0).equals("Inst") && words.get(2).startsWith("[")) {
        found.put(words.get(1), words.get(3).replaceFirst("^\\(", ""));
      }
    }
    return found;
  }

  @Override
  public boolean isAnswer(Ran outdated) {
    return outdated.ok();
  }

  @Override
  public List<Program> tryInstall(List<PackageSpec> specs) {
    return List.of(install(specs, List.of("-s")));
  }

  @Override
  public Program install(List<PackageSpec> specs) {
    return install(specs, List.of());
  }

  private static Program install(List<PackageSpec> specs, List<String> more) {
    List<String> words = new ArrayList<>(more);
    if (specs.stream().anyMatch(spec -> spec.version().isPresent())) {
      words.add("--allow-downgrades");
    }
    words.addAll(List.of("install", "--"));
    return aptGet(words, specs.stream().map(spec -> spec.text("=")).toList());
  }

  @Override
  public Program remove(List<String> names) {
    return aptGet(List.of("remove", "--"), names);
  }

  @Override
  public Program upgrade(List<String> names) {
    return names.isEmpty()
        ? aptGet(List.of("--with-new-pkgs", "upgrade"), names)
        : aptGet(List.of("install", "--only-upgrade", "--"), names);
  }

  @Override
  public Program updateIndex() {
    return aptGet(List.of("update"), List.of());
  }

  @Override
  public List<String> indexFolders() {
    return List.of("/var/lib/apt/lists", "/var/lib/apt/lists/partial");
  }

  @Override
  public boolean isLocked(Ran ran) {
    String said = ran.err().text();
    return ran.exitCode() == 100
        && (said.contains("Could not get lock") || said.contains("is another process using it"));
  }

  private static Program aptGet(List<String> words, List<String> names) {
    List<String> all = new ArrayList<>(APT_GET);
    all.addAll(words);
    return words(all, names)
        .withEnvironment("DEBIAN_FRONTEND", "noninteractive")
        .withEnvironment("APT_LISTCHANGES_FRONTEND", "none")
        .withEnvironment("NEEDRESTART_MODE", "l")
        .withEnvironment("UCF_FORCE_CONFFOLD", "1");
  }

  static Program words(List<String> words, List<String> names) {
    List<String> all = new ArrayList<>(words);
    all.addAll(names);
    return Program.of(all);
  }
}
