package dev.muster.session.runtime;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// The JDK that this runs on, as far as it decides what a runtime made of it is and where it runs.
///
/// @param home its folder
/// @param version in full, such as `25.0.3+9-LTS`, and who made it
/// @param feature such as 25
/// @param system as `uname -s` and `uname -m` say it, such as `Linux x86_64`
/// @param loader the file that a system has to have to run its programs, such as
///   `/lib/ld-musl-x86_64.so.1`: whose C library it wants. Empty if there is no such file
record Jdk(Path home, String version, int feature, String system, String loader) {

  private static final String LINKABLE = "jdk/tools/jlink/internal/runtimelink/diff_java.base";

  static Jdk current() {
    Path home = Path.of(System.getProperty("java.home", ""));
    String version =
        Runtime.version() + " " + System.getProperty("java.vendor.version", "unknown version");
    return new Jdk(
        home,
        version + " " + System.getProperty("java.vendor", ""),
        Runtime.version().feature(),
        system(System.getProperty("os.name", ""), System.getProperty("os.arch", "")),
        Elf.loader(home.resolve("bin").resolve("java")));
  }

  /// Returns what `uname` says where Java says these.
  static String system(String name, String processor) {
    boolean mac = name.toLowerCase(Locale.ROOT).startsWith("mac");
    String machine =
        switch (processor) {
          case "amd64" -> "x86_64";
          case "aarch64" -> mac ? "arm64" : processor;
          default -> processor;
        };
    return (mac ? "Darwin" : name.replace(' ', '-')) + " " + machine;
  }

  /// Returns why no runtime can be made of it; empty if one can.
  String refusal() {
    if (system.startsWith("Windows")) {
      return "the Java here is one for Windows, and hosts are not; install Java there";
    }
    if (!Files.isExecutable(jlink())) {
      return "the Java here has no jlink, so that it is no JDK ("
          + home
          + "); run Muster on a JDK, or install Java there";
    }
    if (!Files.isRegularFile(home.resolve("jmods").resolve("java.base.jmod")) && !linksItself()) {
      return "the Java here ("
          + home
          + ") has no jmods folder for jlink to make a runtime of; install the jmods of that JDK"
          + " (often a package of their own), run Muster on another JDK, or install Java there";
    }
    return "";
  }

  /// Returns whether its `jlink` needs no `jmods`: such a JDK holds how its files differ from them.
  private boolean linksItself() {
    if (!home.equals(Path.of(System.getProperty("java.home", "")))) {
      return false;
    }
    try (ModuleReader jlink =
        ModuleFinder.ofSystem().find("jdk.jlink").orElseThrow(IOException::new).open()) {
      return jlink.find(LINKABLE).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  Path jlink() {
    return home.resolve("bin").resolve("jlink");
  }
}
