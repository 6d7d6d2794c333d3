package dev.muster.tools;

import java.util.List;
import java.util.Map;

/// How to speak with one kind of package manager: which programs to run, and what they say. It runs
/// nothing itself.
interface PackageManager {

  PackageKind kind();

  /// Returns what tells the versions of packages, whatever its exit status.
  Program query(List<String> names);

  /// Returns the installed ones among what [#query] printed, with their versions.
  Map<String, String> installed(String text);

  /// Returns whether a version is the one that is wanted.
  boolean isVersion(String installed, String wanted);

  /// Returns what tells what could be upgraded, among these or, if there are none, of all.
  Program outdatedQuery(List<String> names);

  /// Returns what could be upgraded and to which version.
  Map<String, String> outdated(String text);

  /// Returns whether such a query went well.
  boolean isAnswer(Ran outdated);

  /// Returns what finds out whether packages could be installed and changes nothing; empty if there
  /// is no such way.
  List<Program> tryInstall(List<PackageSpec> specs);

  Program install(List<PackageSpec> specs);

  Program remove(List<String> names);

  /// Returns what upgrades these or, if there are none, all.
  Program upgrade(List<String> names);

  Program updateIndex();

  /// Returns whether something that changes packages went well.
  default boolean isWell(Ran ran) {
    return ran.ok();
  }

  /// Returns folders whose age is that of the index.
  List<String> indexFolders();

  /// Returns whether another process was at work, so that nothing was done and it may be tried
  /// again.
  boolean isLocked(Ran ran);
}
