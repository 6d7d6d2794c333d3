package dev.muster.tools;

/// What installs a host's packages.
public enum PackageKind {
  /// `apt-get` and `dpkg`: Debian, Ubuntu and theirs.
  APT,
  /// `dnf`, or `yum` where there is none: Fedora, Red Hat and theirs.
  DNF,
  /// Arch Linux and its kin.
  PACMAN,
  /// SUSE.
  ZYPPER
}
