package dev.muster.tools;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Brings a host's packages to what is wanted, by the manager that it has.
final class PackageWork {

  private static final Duration MOST_TIME = Duration.ofMinutes(30);
  private static final Duration LOCK_PAUSE = Duration.ofSeconds(1);

  private final PackageManager manager;
  private final Programs programs;
  private final Path root;
  private final Duration lockLimit;

  PackageWork(PackageManager manager, Programs programs, Path root, Duration lockLimit) {
    this.manager = manager;
    this.programs = programs;
    this.root = root;
    this.lockLimit = lockLimit;
  }

  /// Finds out what installs this host's packages: what its system says it is counts first, since
  /// programs of others may be installed too.
  ///
  /// @throws IOException if it has none that is known here
  static PackageManager manager(Programs programs, OsFacts os) throws IOException {
    List<String> ids = new ArrayList<>(List.of(os.id()));
    ids.addAll(os.like());
    for (String id : ids) {
      Optional<PackageManager> named = manager(family(id), programs);
      if (named.isPresent()) {
        return named.get();
      }
    }
    for (PackageKind kind : PackageKind.values()) {
      Optional<PackageManager> found = manager(Optional.of(kind), programs);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new IOException("\"" + os.name() + "\" has none of apt-get, dnf, yum, pacman and zypper");
  }

  private static Optional<PackageKind> family(String id) {
    return switch (id) {
      case "debian", "ubuntu" -> Optional.of(PackageKind.APT);
      case "fedora", "rhel", "centos" -> Optional.of(PackageKind.DNF);
      case "arch" -> Optional.of(PackageKind.PACMAN);
      case "suse", "opensuse", "opensuse-leap", "opensuse-tumbleweed", "sles" ->
          Optional.of(PackageKind.ZYPPER);
      default -> Optional.empty();
    };
  }

  private static Optional<PackageManager> manager(Optional<PackageKind> kind, Programs programs) {
    return kind.flatMap(each ->
        switch (each) {
          case APT ->
              programs.has("apt-get") && programs.has("dpkg-query")
                  ? Optional.of(new AptPackages())
                  : Optional.empty();
          case DNF ->
              programs.has("dnf")
                  ? Optional.of(new DnfPackages("dnf"))
                  : programs.has("yum") ? Optional.of(new DnfPackages("yum")) : Optional.empty();
          case PACMAN ->
              programs.has("pacman") ? Optional.of(new PacmanPackages()) : Optional.empty();
          case ZYPPER ->
              programs.has("zypper") ? Optional.of(new ZypperPackages()) : Optional.empty();
        });
  }

  PackageKind kind() {
    return manager.kind();
  }

  Map<String, String> installed(List<String> names) throws IOException, InterruptedException {
    Map<String, String> found = manager.installed(programs.run(manager.query(names)).out().text());
    Map<String, String> asked = new LinkedHashMap<>();
    for (String name : names) {
      String version = found.get(name);
      if (version != null) {
        asked.put(name, version);
      }
    }
    return asked;
  }

  Map<String, String> outdated(List<String> names) throws IOException, InterruptedException {
    Ran ran = patiently(manager.outdatedQuery(names));
    if (!manager.isAnswer(ran)) {
      throw ran.failure();
    }
    Map<String, String> found = new LinkedHashMap<>(manager.outdated(ran.out().text()));
    if (!names.isEmpty()) {
      found.keySet().retainAll(Set.copyOf(names));
    }
    return found;
  }

  Change install(List<PackageSpec> specs, Mode mode) throws IOException, InterruptedException {
    ChangeLog log = new ChangeLog(mode);
    Map<String, String> now = installed(PackageSpec.names(specs));
    List<PackageSpec> due = new ArrayList<>();
    boolean applies = false;
    for (PackageSpec spec : specs) {
      String is = now.get(spec.name());
      boolean isDone =
          is != null && (spec.version().isEmpty() || manager.isVersion(is, spec.version().get()));
      if (!isDone) {
        due.add(spec);
        String what = is == null ? "new" : is + " to";
        applies =
            log.differs(
                "package "
                    + spec.name()
                    + ": "
                    + what
                    + spec.version().map(v -> " " + v).orElse(""));
      }
    }
    if (applies) {
      act(manager.install(due));
      checkInstalled(due);
    } else if (!due.isEmpty()) {
      for (Program trial : manager.tryInstall(due)) {
        act(trial);
      }
    }
    return log.done();
  }

  private void checkInstalled(List<PackageSpec> specs) throws IOException, InterruptedException {
    Set<String> missing = new TreeSet<>(PackageSpec.names(specs));
    missing.removeAll(installed(List.copyOf(missing)).keySet());
    if (!missing.isEmpty()) {
      throw new IOException(
          "the package manager says that all went well, but "
              + String.join(", ", missing)
              + " is not installed; use the names of packages, not of what they provide");
    }
  }

  Change remove(List<String> names, Mode mode) throws IOException, InterruptedException {
    ChangeLog log = new ChangeLog(mode);
    Map<String, String> now = installed(names);
    boolean applies = false;
    for (String name : now.keySet()) {
      applies = log.differs("package " + name + ": removed");
    }
    if (applies) {
      act(manager.remove(List.copyOf(now.keySet())));
    }
    return log.done();
  }

  /// @param names none for all
  Change upgrade(List<String> names, Mode mode) throws IOException, InterruptedException {
    ChangeLog log = new ChangeLog(mode);
    Map<String, String> due = outdated(names);
    boolean applies = false;
    for (Map.Entry<String, String> each : due.entrySet()) {
      applies = log.differs("package " + each.getKey() + ": to " + each.getValue());
    }
    if (applies) {
      act(manager.upgrade(names.isEmpty() ? names : List.copyOf(due.keySet())));
    }
    return log.done();
  }

  Change updateIndex(Duration age, Mode mode) throws IOException, InterruptedException {
    ChangeLog log = new ChangeLog(mode);
    Duration passed = Duration.between(indexTime(), Instant.now());
    boolean isFresh = !passed.isNegative() && passed.compareTo(age) < 0;
    if (!isFresh && log.differs("package index: read anew")) {
      act(manager.updateIndex());
    }
    return log.done();
  }

  private Instant indexTime() throws IOException {
    Instant newest = Instant.EPOCH;
    for (String name : manager.indexFolders()) {
      Path folder = root.resolve(name.substring(1));
      if (Files.isDirectory(folder)) {
        newest = later(newest, folder);
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
          for (Path child : children) {
            newest = later(newest, child);
          }
        }
      }
    }
    return newest;
  }

  private static Instant later(Instant newest, Path file) {
    try {
      Instant modified = Files.getLastModifiedTime(file).toInstant();
      return modified.isAfter(newest) ? modified : newest;
    } catch (IOException vanished) {
      return newest;
    }
  }

  private void act(Program program) throws IOException, InterruptedException {
    Ran ran = patiently(program);
    if (!manager.isWell(ran)) {
      throw ran.failure();
    }
  }

  /// Runs a program, again as long as another one holds the manager's lock, until the limit.
  private Ran patiently(Program program) throws IOException, InterruptedException {
    long end = System.nanoTime() + lockLimit.toNanos();
    while (true) {
      Ran ran = programs.run(program.within(MOST_TIME));
      if (!manager.isLocked(ran)) {
        return ran;
      }
      if (System.nanoTime() >= end) {
        throw new IOException(
            "another process has held the lock of the package manager for "
                + lockLimit.toSeconds()
                + " s: "
                + ran.err().text().strip());
      }
      Thread.sleep(LOCK_PAUSE.toMillis());
    }
  }
}
