package dev.muster.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A host's packages, by whichever of `apt-get`, `dnf` (or `yum`), `pacman` and `zypper` it has:
/// `web.call(Packages::install, List.of("nginx"), Mode.APPLY)`. Changes need root.
///
/// A package is named `nginx`, or `nginx=1.22.1-9` where one version is wanted, which may be an
/// older one. `pacman` knows only the version that its index has. A call changes nothing if all is
/// as wanted; in a [Mode#DRY_RUN] it says what it would change. Nobody is asked anything, and
/// configuration files that were changed by hand stay. While another process holds the manager's
/// lock it is tried again for two minutes. An installation may take half an hour; one that is
/// cancelled may leave the manager something to mend.
public final class Packages {

  private static final Duration LOCK_LIMIT = Duration.ofMinutes(2);

  private Packages() {}

  private static PackageWork work() throws IOException {
    Programs programs = Programs.ofHost();
    PackageManager manager = PackageWork.manager(programs, OsFacts.read());
    return new PackageWork(manager, programs, Path.of("/"), LOCK_LIMIT);
  }

  /// Returns what installs this host's packages.
  ///
  /// @throws IOException if it has none that is known here
  public static PackageKind manager() throws IOException {
    return work().kind();
  }

  /// Returns a package that is installed.
  public static Optional<InstalledPackage> installed(String name)
      throws IOException, InterruptedException {
    String checked = PackageSpec.parse(name).name();
    Optional<String> version = Optional.ofNullable(work().installed(List.of(checked)).get(checked));
    return version.map(each -> new InstalledPackage(checked, each));
  }

  /// Returns what the index, as it is, has newer versions of, with these versions.
  public static List<InstalledPackage> upgradable() throws IOException, InterruptedException {
    List<InstalledPackage> found = new ArrayList<>();
    for (Map.Entry<String, String> each : work().outdated(List.of()).entrySet()) {
      found.add(new InstalledPackage(each.getKey(), each.getValue()));
    }
    return found;
  }

  /// Installs packages that are missing, or are there in another version than the one named. A dry
  /// run also finds out whether they could be, with `dnf` only whether they are due.
  public static Change install(List<String> packages, Mode mode)
      throws IOException, InterruptedException {
    return work().install(PackageSpec.parseAll(packages), mode);
  }

  /// Removes packages, and what needs them. Their configuration files stay where the manager keeps
  /// these.
  public static Change remove(List<String> packages, Mode mode)
      throws IOException, InterruptedException {
    return work().remove(PackageSpec.names(PackageSpec.parseAll(packages)), mode);
  }

  /// Upgrades packages to what the index has; those that are not installed are passed over.
  public static Change upgrade(List<String> packages, Mode mode)
      throws IOException, InterruptedException {
    return work().upgrade(PackageSpec.names(PackageSpec.parseAll(packages)), mode);
  }

  /// Upgrades all packages to what the index has. None that is installed is removed for it, with
  /// `apt-get`.
  public static Change upgradeAll(Mode mode) throws IOException, InterruptedException {
    return work().upgrade(List.of(), mode);
  }

  /// Reads the index of packages anew, unless it is fresh.
  ///
  /// @param age how old it may be
  public static Change updateIndex(Duration age, Mode mode)
      throws IOException, InterruptedException {
    return work().updateIndex(age, mode);
  }
}
