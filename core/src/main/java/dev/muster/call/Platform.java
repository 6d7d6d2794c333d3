package dev.muster.call;

import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What every host has without being sent it: the JDK, and what the agent brings along.
final class Platform {

  private static final String OURS = "dev/muster/";
  private static final String WIRE = OURS + "wire/";

  /// What of ours may run on hosts.
  private static final List<String> FOR_HOSTS = List.of(WIRE, OURS + "tools/");

  private static final Set<String> PACKAGES = packages();

  private Platform() {}

  /// @param name of a class, with slashes
  static boolean has(String name) {
    int end = name.lastIndexOf('/');
    return name.startsWith("java/")
        || name.startsWith(WIRE)
        || (end > 0 && PACKAGES.contains(name.substring(0, end)));
  }

  /// Whether the class is part of the controller: of this library, and not meant for hosts.
  static boolean isController(String name) {
    return name.startsWith(OURS) && FOR_HOSTS.stream().noneMatch(name::startsWith);
  }

  /// Modules count by their names: a program that was linked with its JDK into one image has its
  /// own modules in there too.
  private static Set<String> packages() {
    var packages = new HashSet<String>();
    for (ModuleReference module : ModuleFinder.ofSystem().findAll()) {
      String name = module.descriptor().name();
      if (name.startsWith("java.") || name.startsWith("jdk.")) {
        for (String known : module.descriptor().packages()) {
          packages.add(known.replace('.', '/'));
        }
      }
    }
    return Set.copyOf(packages);
  }
}
