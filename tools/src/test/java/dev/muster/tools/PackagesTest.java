package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Packages of hosts with each of the four managers, all of them played by stand-ins that keep what
/// is installed in a file; `AptRootTest` has the real `apt-get` and `dpkg`.
@Timeout(60)
class PackagesTest {

  private static final Duration NO_TIME = Duration.ZERO;

  @TempDir Path folder;
  private StandIns programs;

  @BeforeEach
  void aHost() throws IOException {
    programs = new StandIns(Files.createDirectory(folder.resolve("bin")));
    Files.writeString(folder.resolve("bin/installed"), "bash 5.1-1\nvim 9.0-1\n");
    Files.writeString(folder.resolve("bin/available"), "bash 5.2-1\nvim 9.0-1\nnginx 1.22-1\n");
    programs
        .with("apt-get", played("apt"))
        .with("dpkg-query", played("dpkg-query"))
        .with("dnf", played("dnf"))
        .with("yum", played("dnf"))
        .with("rpm", played("rpm"))
        .with("pacman", played("pacman"))
        .with("zypper", played("zypper"));
  }

  /// A manager of a host with the packages bash and vim: what it prints is as the real one prints
  /// it, what it does is done to two files.
  private static String played(String manager) {
    String common =
        """
        cd "$HERE"
        version() { sed -n "s/^$1 //p" "$2"; }
        put() { grep -v "^$1 " installed >left; echo "$1 $2" >>left; mv left installed; }
        drop() { grep -v "^$1 " installed >left; mv left installed; }
        """;
    return common
        + switch (manager) {
          case "apt" ->
              """
              if [ -e locked ]; then
                echo >>attempts
                echo "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7 (apt)" >&2
                exit 100
              fi
              sim= verb= names=
              while [ $# -gt 0 ]; do
                case $1 in
                  -s) sim=1 ;; -o) shift ;; -*) ;;
                  *) if [ -z "$verb" ]; then verb=$1; else names="$names $1"; fi ;;
                esac
                shift
              done
              [ "$verb" != upgrade ] || names=$(sed 's/ .*//' installed)
              for name in $names; do
                pin=${name#*=} name=${name%%=*}; new=$(version $name available); old=$(version $name installed)
                [ "$pin" = "$name" ] || new=$pin
                case $verb in
                  install|upgrade)
                    if [ -z "$new" ]; then echo "E: Unable to locate package $name" >&2; exit 100; fi
                    if [ -n "$sim" ]; then
                      [ -z "$old" ] || [ "$old" = "$new" ] || echo "Inst $name [$old] ($new Debian:12 [amd64])"
                    else put $name $new; fi ;;
                  remove) drop $name ;;
                esac
              done\
              """;
          case "dpkg-query" ->
              """
              shift 3
              for name do
                old=$(version $name installed)
                if [ -n "$old" ]; then printf '%s\\tamd64\\tinstalled\\t%s\\n' "$name" "$old"
                elif [ "$name" = gone ]; then printf 'gone\\tall\\tconfig-files\\t1\\n'
                else echo "dpkg-query: no packages found matching $name" >&2; fi
              done\
              """;
          case "rpm" ->
              """
              shift 4
              for name do
                old=$(version $name installed)
                if [ -n "$old" ]; then printf '%s\\tx86_64\\t0:%s\\n' "$name" "$old"
                else echo "package $name is not installed"; fi
              done\
              """;
          case "dnf" ->
              """
              if [ -e locked ]; then echo >>attempts; echo "Failed to obtain the transaction lock (logged in as: root)." >&2; exit 200; fi
              shift 3; verb=$1; shift
              [ $# -gt 0 ] || set -- $(sed 's/ .*//' installed)
              status=0
              for name do
                case $name in *-*) pin=${name#*-} name=${name%%-*} ;; *) pin= ;; esac
                new=$(version $name available); old=$(version $name installed)
                case $verb in
                  check-update)
                    if [ "$old" != "$new" ]; then printf '%s.x86_64     %s     updates\\n' $name $new; status=100; fi ;;
                  install|upgrade)
                    if [ -z "$new" ]; then echo "Error: Unable to find a match: $name" >&2; exit 1; fi
                    put $name ${pin:-$new} ;;
                  remove) drop $name ;;
                esac
              done
              exit $status\
              """;
          case "pacman" ->
              """
              verb=$1; shift; status=0
              case $verb in -Q*|-Sp) ;; *)
                if [ -e locked ]; then
                  echo >>attempts
                  echo "error: failed to init transaction (unable to lock database)" >&2
                  exit 1
                fi ;;
              esac
              names=; for word do case $word in -*|%n) ;; *) names="$names $word" ;; esac; done
              case $verb in
                -Qu|-Su) [ -n "$names" ] || names=$(sed 's/ .*//' installed); [ $verb = -Su ] || status=1 ;;
              esac
              for name in $names; do
                new=$(version $name available); old=$(version $name installed)
                case $verb in
                  -Q) if [ -n "$old" ]; then echo "$name $old"; else echo "error: package '$name' was not found" >&2; status=1; fi ;;
                  -Qu) if [ "$old" != "$new" ]; then echo "$name $old -> $new"; status=0; fi ;;
                  -S|-Su|-Sp) if [ -z "$new" ]; then echo "error: target not found: $name" >&2; exit 1; fi
                    [ $verb = -Sp ] || put $name $new ;;
                  -R) drop $name ;;
                esac
              done
              exit $status\
              """;
          default ->
              """
              if [ -e locked ]; then echo >>attempts; echo "System management is locked by the application with pid 7." ; exit 7; fi
              shift 2; verb=$1; shift
              names= dry=; for word do case $word in --dry-run) dry=1 ;; -*) ;; *) names="$names $word" ;; esac; done
              [ "$verb" != list-updates ] || { echo 'S  | Repository | Name | Current Version | Available Version | Arch'; echo '---+-----'; }
              case $verb in list-updates|update) [ -n "$names" ] || names=$(sed 's/ .*//' installed) ;; esac
              for name in $names; do
                pin=${name#*=} name=${name%%=*}; new=$(version $name available); old=$(version $name installed)
                [ "$pin" = "$name" ] || new=$pin
                case $verb in
                  list-updates) [ "$old" = "$new" ] || echo "v  | Main | $name | $old | $new | x86_64" ;;
                  install|update)
                    if [ -z "$new" ]; then echo "No provider of '$name' found." >&2; exit 104; fi
                    [ -n "$dry" ] || put $name $new ;;
                  remove) drop $name ;;
                esac
              done
              exit $([ -e reboot ] && echo 102 || echo 0)\
              """;
        };
  }

  private PackageWork work(PackageKind kind, Duration lockLimit) {
    PackageManager manager =
        switch (kind) {
          case APT -> new AptPackages();
          case DNF -> new DnfPackages("dnf");
          case PACMAN -> new PacmanPackages();
          case ZYPPER -> new ZypperPackages();
        };
    return new PackageWork(manager, programs.first(), folder, lockLimit);
  }

  private static List<PackageSpec> specs(String... names) {
    return PackageSpec.parseAll(List.of(names));
  }

  private String installed() throws IOException {
    return String.join(
        ",", Files.readAllLines(folder.resolve("bin/installed")).stream().sorted().toList());
  }

  private Change make(Changing changing) throws Exception {
    return Changing.make(() -> installed(), changing);
  }

  @ParameterizedTest
  @EnumSource(PackageKind.class)
  void installsUpgradesAndRemoves(PackageKind kind) throws Exception {
    PackageWork work = work(kind, NO_TIME);
    assertThat(work.installed(List.of("bash", "nginx", "gone"))).isEqualTo(Map.of("bash", "5.1-1"));

    assertThat(make(mode -> work.install(specs("nginx", "vim"), mode)).what())
        .containsExactly("package nginx: new");
    assertThat(installed()).isEqualTo("bash 5.1-1,nginx 1.22-1,vim 9.0-1");
    assertThat(work.outdated(List.of())).isEqualTo(Map.of("bash", "5.2-1"));
    assertThat(work.upgrade(List.of("vim"), Mode.APPLY).changed()).isFalse();
    assertThat(make(mode -> work.upgrade(List.of("bash"), mode)).what())
        .containsExactly("package bash: to 5.2-1");
    assertThat(make(mode -> work.remove(List.of("nginx", "other"), mode)).what())
        .containsExactly("package nginx: removed");
    assertThat(installed()).isEqualTo("bash 5.2-1,vim 9.0-1");
  }

  @ParameterizedTest
  @EnumSource(PackageKind.class)
  void upgradesAll(PackageKind kind) throws Exception {
    PackageWork work = work(kind, NO_TIME);
    assertThat(make(mode -> work.upgrade(List.of(), mode)).what())
        .containsExactly("package bash: to 5.2-1");
    assertThat(installed()).isEqualTo("bash 5.2-1,vim 9.0-1");
  }

  @ParameterizedTest
  @EnumSource(
      value = PackageKind.class,
      names = {"APT", "DNF", "ZYPPER"})
  void installsOneVersion(PackageKind kind) throws Exception {
    PackageWork work = work(kind, NO_TIME);
    assertThat(make(mode -> work.install(specs("bash=5.0-9"), mode)).what())
        .containsExactly("package bash: 5.1-1 to 5.0-9");
    assertThat(make(mode -> work.install(specs("nginx=1.20-1"), mode)).what())
        .containsExactly("package nginx: new 1.20-1");
    assertThat(installed()).isEqualTo("bash 5.0-9,nginx 1.20-1,vim 9.0-1");
  }

  @Test
  void pacmanKnowsNoVersions() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> work(PackageKind.PACMAN, NO_TIME).install(specs("bash=5.0"), Mode.APPLY))
        .withMessage("bash=5.0: pacman installs what its index has now; name no version");
  }

  @ParameterizedTest
  @EnumSource(PackageKind.class)
  void saysWhatCannotBeInstalled(PackageKind kind) throws Exception {
    PackageWork work = work(kind, NO_TIME);
    for (Mode mode : kind == PackageKind.DNF ? List.of(Mode.APPLY) : List.of(Mode.values())) {
      assertThatExceptionOfType(ProgramFailedException.class)
          .isThrownBy(() -> work.install(specs("none"), mode))
          .withMessageMatching(".* exited (1|100|104): .*none.*");
    }
    assertThat(installed()).isEqualTo("bash 5.1-1,vim 9.0-1");
  }

  @ParameterizedTest
  @EnumSource(PackageKind.class)
  void waitsForALockUntilItsLimit(PackageKind kind) throws Exception {
    Path lock = Files.createFile(folder.resolve("bin/locked"));
    Path attempts = folder.resolve("bin/attempts");
    assertThatIOException()
        .isThrownBy(() -> work(kind, NO_TIME).install(specs("nginx"), Mode.APPLY))
        .withMessageStartingWith(
            "another process has held the lock of the package manager for 0 s: ");
    Files.delete(attempts);
    Thread other =
        Thread.ofVirtual()
            .start(() -> {
              while (!Files.exists(attempts)) {
                Thread.onSpinWait();
              }
              assertThat(lock.toFile().delete()).isTrue();
            });
    assertThat(work(kind, Duration.ofSeconds(30)).upgrade(List.of("bash"), Mode.APPLY).what())
        .containsExactly("package bash: to 5.2-1");
    other.join();
  }

  @Test
  void aRestartThatIsDueIsNoFailure() throws Exception {
    Files.createFile(folder.resolve("bin/reboot"));
    assertThat(work(PackageKind.ZYPPER, NO_TIME).install(specs("nginx"), Mode.APPLY).changed())
        .isTrue();
  }

  @Test
  void readsTheIndexAnewWhenItIsOld() throws Exception {
    Path lists = Files.createDirectories(folder.resolve("var/lib/apt/lists"));
    Path list = Files.writeString(lists.resolve("packages"), "");
    PackageWork work = work(PackageKind.APT, NO_TIME);
    Duration hour = Duration.ofHours(1);
    assertThat(work.updateIndex(hour, Mode.APPLY).changed()).isFalse();
    assertThat(work.updateIndex(NO_TIME, Mode.DRY_RUN).what())
        .containsExactly("package index: read anew");
    assertThat(programs.calls()).isEmpty();
    for (Path each : List.of(list, lists)) {
      Files.setLastModifiedTime(each, FileTime.from(Instant.now().minusSeconds(3601)));
    }
    assertThat(work.updateIndex(hour, Mode.APPLY).changed()).isTrue();
    assertThat(programs.calls()).hasSize(1).allMatch(call -> call.endsWith(" update"));
    assertThat(work(PackageKind.PACMAN, NO_TIME).updateIndex(hour, Mode.APPLY).changed())
        .as("none there yet")
        .isTrue();
    assertThat(programs.calls()).containsExactly("pacman -Sy --noconfirm");
  }

  @ParameterizedTest(name = "{0} like {1} with {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          debian              | ``                 | apt-get dpkg-query pacman | APT
          ubuntu              | debian             | apt-get dpkg-query        | APT
          linuxmint           | ubuntu debian      | apt-get dpkg-query        | APT
          fedora              | ``                 | dnf yum apt-get dpkg-query | DNF
          rocky               | rhel centos fedora | dnf                       | DNF
          amzn                | fedora             | yum                       | DNF
          arch                | ``                 | pacman                    | PACMAN
          manjaro             | arch               | pacman                    | PACMAN
          opensuse-leap       | suse opensuse      | zypper dnf                | ZYPPER
          opensuse-tumbleweed | ``                 | zypper dnf                | ZYPPER
          sles                | ``                 | zypper                    | ZYPPER
          unheard-of          | ``                 | zypper                    | ZYPPER
          debian              | ``                 | dnf                       | DNF
          """)
  void findsOutWhatAHostHas(String id, String like, String has, PackageKind kind)
      throws IOException {
    Path bin = Files.createDirectory(folder.resolve("other"));
    StandIns some = new StandIns(bin);
    for (String program : has.split(" ", -1)) {
      some.with(program, "");
    }
    OsFacts os = new OsFacts(id, SystemText.fields(like), "", "", "", "", "");
    assertThat(PackageWork.manager(some.alone(), os).kind()).isEqualTo(kind);
  }

  @Test
  void saysWhereThereIsNone() {
    OsFacts os = new OsFacts("alpine", List.of(), "", "", "Alpine Linux v3.20", "", "");
    assertThatIOException()
        .isThrownBy(() -> PackageWork.manager(new Programs(List.of()), os))
        .withMessage("\"Alpine Linux v3.20\" has none of apt-get, dnf, yum, pacman and zypper");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-y", "a b", "./x.deb", "a=", "=1", "a=-1", "a;b", "a=1*2"})
  void namesThatMeanSomethingElseAreRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PackageSpec.parse(name))
        .withMessage("\"" + name + "\" is no package; name it like nginx or nginx=1.22.1-9");
    assertThatIllegalArgumentException().isThrownBy(() -> Packages.install(List.of(), Mode.APPLY));
  }

  @ParameterizedTest(name = "{0}: {1} is {2}")
  @CsvSource({
    "APT, 1.2-3, 1.2-3, true",
    "APT, 1.2-3, 1.2, false",
    "APT, 1.2-3, 1.2*, true",
    "APT, 1:1.2-3, 1.2-3, false",
    "DNF, 1.2-3.el9, 1.2, true",
    "DNF, 1.2-3.el9, 1.2-3.el9, true",
    "DNF, 1.2-3.el9, 1.2-3, false",
    "DNF, 1:1.2-3.el9, 1.2, true",
    "DNF, 1:1.2-3.el9, 1:1.2-3.el9, true",
    "DNF, 1:1.2-3.el9, 2:1.2-3.el9, false",
    "DNF, 1.2-3.el9, 0:1.2-3.el9, true",
    "ZYPPER, 1.2-150600.1, 1.2, true",
    "PACMAN, 1.2-3, 1.2-3, true"
  })
  void knowsWhenAVersionIsTheOne(PackageKind kind, String is, String wanted, boolean same) {
    PackageManager manager =
        switch (kind) {
          case APT -> new AptPackages();
          case DNF -> new DnfPackages("dnf");
          case PACMAN -> new PacmanPackages();
          case ZYPPER -> new ZypperPackages();
        };
    assertThat(manager.isVersion(is, wanted)).isEqualTo(same);
  }

  @Test
  void readsWhatTheManagersPrint() {
    assertThat(
            new AptPackages()
                .outdated(
                    """
                    Reading package lists...
                    Inst base-files [12.4+deb12u5] (12.4+deb12u7 Debian:12.7/stable [amd64])
                    Inst linux-image-6.1.0-25-amd64 (6.1.106-3 Debian-Security:12/stable-security [amd64])
                    Inst libc6 [2.36-9] (2.36-10 Debian:12.7/stable [amd64]) []
                    Conf base-files (12.4+deb12u7 Debian:12.7/stable [amd64])
                    """))
        .isEqualTo(Map.of("base-files", "12.4+deb12u7", "libc6", "2.36-10"));
    assertThat(
            new AptPackages()
                .installed(
                    "libc6\tamd64\tinstalled\t2.36\nlibc6\ti386\tinstalled\t2.35\nold\tall\tconfig-files\t1\n"))
        .isEqualTo(Map.of("libc6", "2.36", "libc6:amd64", "2.36", "libc6:i386", "2.35"));
    assertThat(
            new DnfPackages("dnf")
                .outdated(
                    """

                    bash.x86_64                      5.2.26-3.fc40              updates
                    kernel-core.x86_64               6.10.6-200.fc40            updates
                    python3.12.x86_64                3.12.5-2.fc40              updates
                    Obsoleting Packages
                    grub2-tools.x86_64               1:2.06-120.fc40            updates
                    """))
        .isEqualTo(
            Map.of(
                "bash", "5.2.26-3.fc40",
                "kernel-core", "6.10.6-200.fc40",
                "python3.12", "3.12.5-2.fc40"));
    assertThat(
            new DnfPackages("dnf")
                .installed(
                    "bash\tx86_64\t0:5.2-1\ndhcp\tnoarch\t12:4.4-1\npackage x is not installed\n"))
        .isEqualTo(
            Map.of(
                "bash",
                "5.2-1",
                "bash.x86_64",
                "5.2-1",
                "dhcp",
                "12:4.4-1",
                "dhcp.noarch",
                "12:4.4-1"));
    assertThat(new PacmanPackages().outdated("bash 5.2-1 -> 5.2-2\nlinux 6.9 -> 6.10 [ignored]\n"))
        .as("what is ignored is left alone")
        .isEqualTo(Map.of("bash", "5.2-2"));
    assertThat(
            new ZypperPackages()
                .outdated(
                    """
                    S  | Repository | Name | Current Version | Available Version | Arch
                    ---+------------+------+-----------------+-------------------+-------
                    v  | Update     | bash | 5.1-150600.1    | 5.1-150600.2      | x86_64
                    """))
        .isEqualTo(Map.of("bash", "5.1-150600.2"));
  }

  @Test
  void asksNobodyAndKeepsConfigurationFiles() {
    Program apt = new AptPackages().install(specs("nginx=1.2"));
    assertThat(apt.environment()).containsEntry("DEBIAN_FRONTEND", "noninteractive");
    assertThat(apt.words())
        .contains("-y", "Dpkg::Options::=--force-confold", "--allow-downgrades")
        .endsWith("install", "--", "nginx=1.2");
    assertThat(new DnfPackages("yum").install(specs("nginx=1.2")).words())
        .containsExactly("yum", "-y", "-q", "--setopt=exit_on_lock=1", "install", "nginx-1.2");
    assertThat(new ZypperPackages().install(specs("nginx=1.2")).words())
        .containsExactly(
            "zypper", "--non-interactive", "--quiet", "install", "--oldpackage", "--", "nginx=1.2");
  }
}
