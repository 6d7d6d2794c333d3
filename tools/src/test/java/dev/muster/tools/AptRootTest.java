package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The real `apt-get` and `dpkg`, in a root folder of their own: nothing of the machine changes,
/// and nothing comes over the network. The packages hold one file each and are made here.
@Tag("root")
@Timeout(120)
class AptRootTest {

  @TempDir Path folder;
  private Path root;
  private StandIns programs;
  private PackageWork work;

  @BeforeEach
  void aRootOfItsOwn() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    root = folder.resolve("root");
    for (String each :
        List.of(
            "etc/apt/preferences.d",
            "var/lib/apt/lists/partial",
            "var/cache/apt/archives/partial",
            "var/lib/dpkg/updates",
            "var/lib/dpkg/info",
            "var/log/apt")) {
      Files.createDirectories(root.resolve(each));
    }
    Files.createFile(root.resolve("var/lib/dpkg/status"));
    Path repository = Files.createDirectory(folder.resolve("repository"));
    index(build(repository, "muster-one", "1.0"));
    index(build(repository, "muster-two", "1.0-1"));
    Files.writeString(
        root.resolve("etc/apt/sources.list"), "deb [trusted=yes] file:" + repository + " ./\n");
    Path configuration =
        Files.writeString(
            folder.resolve("apt.conf"),
            """
            Dir "ROOT/";
            Dir::Etc::main "/dev/null";
            Dir::Etc::parts "/dev/null";
            Dir::State::status "ROOT/var/lib/dpkg/status";
            Dir::Bin::dpkg "DPKG";
            APT::Architecture "all";
            APT::Sandbox::User "root";
            Acquire::Languages "none";
            """
                .replace("ROOT", root.toString())
                .replace("DPKG", folder.resolve("bin/dpkg").toString()));
    programs = new StandIns(Files.createDirectory(folder.resolve("bin")));
    programs
        .with("apt-get", "APT_CONFIG=" + configuration + " exec /usr/bin/apt-get \"$@\"")
        .with("dpkg", "exec /usr/bin/dpkg --root=" + root + " \"$@\"")
        .with("dpkg-query", "exec /usr/bin/dpkg-query --admindir=" + root + "/var/lib/dpkg \"$@\"");
    work = new PackageWork(new AptPackages(), programs.first(), root, Duration.ofSeconds(2));
    assertThat(work.updateIndex(Duration.ZERO, Mode.APPLY).changed()).isTrue();
  }

  private Path build(Path repository, String name, String version) throws Exception {
    Path tree = folder.resolve(name + "-" + version);
    Files.createDirectories(tree.resolve("DEBIAN"));
    Files.createDirectories(tree.resolve("usr/share/muster"));
    Files.writeString(tree.resolve("usr/share/muster/" + name), version + "\n");
    Files.writeString(tree.resolve("DEBIAN/control"), control(name, version));
    Path file = repository.resolve(name + "_" + version + ".deb");
    Processes.exec(List.of("dpkg-deb", "--build", "-Znone", tree.toString(), file.toString()))
        .orThrow();
    return file;
  }

  private static String control(String name, String version) {
    return """
    Package: %s
    Version: %s
    Architecture: all
    Maintainer: Nobody <nobody@example.com>
    Description: a test
    """
        .formatted(name, version);
  }

  private static void index(Path deb) throws IOException {
    String[] parts = deb.getFileName().toString().replace(".deb", "").split("_", -1);
    Files.writeString(
        deb.resolveSibling("Packages"),
        "%sFilename: ./%s\nSize: %d\nSHA256: %s\n\n"
            .formatted(
                control(parts[0], parts[1]),
                deb.getFileName(),
                Files.size(deb),
                FileSystem.sha256(deb.toString())),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static List<PackageSpec> specs(String... names) {
    return PackageSpec.parseAll(List.of(names));
  }

  @Test
  void installsUpgradesPinsAndRemoves() throws Exception {
    assertThat(work.install(specs("muster-one", "muster-two"), Mode.DRY_RUN).what())
        .containsExactly("package muster-one: new", "package muster-two: new");
    assertThat(work.installed(List.of("muster-one"))).isEmpty();
    assertThat(work.install(specs("muster-one", "muster-two"), Mode.APPLY).changed()).isTrue();
    assertThat(work.installed(List.of("muster-one", "muster-two", "nothing")))
        .isEqualTo(Map.of("muster-one", "1.0", "muster-two", "1.0-1"));
    assertThat(root.resolve("usr/share/muster/muster-one")).hasContent("1.0");
    assertThat(work.install(specs("muster-one", "muster-two=1.0*"), Mode.APPLY).changed())
        .isFalse();
    assertThat(work.outdated(List.of())).isEmpty();

    index(build(folder.resolve("repository"), "muster-one", "2.0"));
    work.updateIndex(Duration.ZERO, Mode.APPLY);
    assertThat(work.outdated(List.of())).isEqualTo(Map.of("muster-one", "2.0"));
    assertThat(work.upgrade(List.of("muster-two"), Mode.APPLY).changed()).isFalse();
    assertThat(work.upgrade(List.of("muster-one"), Mode.DRY_RUN).what())
        .containsExactly("package muster-one: to 2.0");
    assertThat(work.upgrade(List.of(), Mode.APPLY).what())
        .containsExactly("package muster-one: to 2.0");
    assertThat(root.resolve("usr/share/muster/muster-one")).hasContent("2.0");

    assertThat(work.install(specs("muster-one=1.0"), Mode.APPLY).what())
        .containsExactly("package muster-one: 2.0 to 1.0");
    assertThat(work.installed(List.of("muster-one"))).isEqualTo(Map.of("muster-one", "1.0"));

    assertThat(work.remove(List.of("muster-one", "nothing"), Mode.APPLY).what())
        .containsExactly("package muster-one: removed");
    assertThat(root.resolve("usr/share/muster/muster-one")).doesNotExist();
    assertThat(work.remove(List.of("muster-one"), Mode.APPLY).changed()).isFalse();
  }

  @Test
  void saysWhatThereIsNot() {
    for (Mode mode : Mode.values()) {
      assertThatExceptionOfType(ProgramFailedException.class)
          .isThrownBy(() -> work.install(specs("no-such-package"), mode))
          .withMessageEndingWith(" exited 100: E: Unable to locate package no-such-package");
    }
  }

  @Test
  void waitsForTheLockOfAnother() throws Exception {
    Path lock = root.resolve("var/lib/dpkg/lock-frontend");
    try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> work.install(specs("muster-one"), Mode.APPLY))
          .withMessageStartingWith(
              "another process has held the lock of the package manager for 2 s: E: Could not get lock ");
    }
    assertThat(work.install(specs("muster-one"), Mode.APPLY).changed()).isTrue();
  }

  @Test
  void knowsThePackagesOfThisMachine() throws Exception {
    assertThat(Packages.manager()).isEqualTo(PackageKind.APT);
    assertThat(Packages.installed("dpkg"))
        .get()
        .extracting(InstalledPackage::version)
        .asString()
        .isNotEmpty();
    assertThat(Packages.installed("no-such-package")).isEmpty();
    assertThat(Packages.install(List.of("dpkg", "apt"), Mode.APPLY).changed()).isFalse();
  }
}
