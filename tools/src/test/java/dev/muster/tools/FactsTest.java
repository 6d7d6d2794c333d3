package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Facts of this host, and of others by what their files say.
class FactsTest {

  @TempDir Path root;

  private HostTree tree() {
    return new HostTree(root);
  }

  @ParameterizedTest(name = "{4}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # os-release, with ; between its lines                                   | id     | like        | version | name
          PRETTY_NAME="Debian GNU/Linux 12 (bookworm)";NAME="Debian GNU/Linux";VERSION_ID="12";VERSION="12 (bookworm)";VERSION_CODENAME=bookworm;ID=debian | debian | `` | 12 | Debian GNU/Linux 12 (bookworm)
          PRETTY_NAME="Ubuntu 24.04.1 LTS";NAME="Ubuntu";VERSION_ID="24.04";VERSION_CODENAME=noble;ID=ubuntu;ID_LIKE=debian | ubuntu | debian | 24.04 | Ubuntu 24.04.1 LTS
          NAME="Rocky Linux";VERSION="9.4 (Blue Onyx)";ID="rocky";ID_LIKE="rhel centos fedora";VERSION_ID="9.4";PRETTY_NAME="Rocky Linux 9.4 (Blue Onyx)" | rocky | rhel centos fedora | 9.4 | Rocky Linux 9.4 (Blue Onyx)
          NAME="Fedora Linux";VERSION="40 (Container Image)";ID=fedora;VERSION_ID=40;VERSION_CODENAME="";PRETTY_NAME="Fedora Linux 40 (Container Image)" | fedora | `` | 40 | Fedora Linux 40 (Container Image)
          NAME="Arch Linux";PRETTY_NAME="Arch Linux";ID=arch;BUILD_ID=rolling | arch | `` | `` | Arch Linux
          NAME="openSUSE Leap";VERSION="15.6";ID="opensuse-leap";ID_LIKE="suse opensuse";VERSION_ID="15.6";PRETTY_NAME="openSUSE Leap 15.6" | opensuse-leap | suse opensuse | 15.6 | openSUSE Leap 15.6
          NAME="Alpine Linux";ID=alpine;VERSION_ID=3.20.3;PRETTY_NAME="Alpine Linux v3.20" | alpine | `` | 3.20.3 | Alpine Linux v3.20
          # a comment;ID='quoted';NAME="a \\"b\\" \\$c" | quoted | `` | `` | a "b" $c
          `` | linux | `` | `` | Linux
          """)
  void knowsSystems(String release, String id, String like, String version, String name) {
    tree()
        .with("etc/os-release", release.replace(';', '\n') + "\n")
        .with("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
    OsFacts facts = OsFacts.read(root, "Linux");
    assertThat(facts.id()).isEqualTo(id);
    assertThat(facts.like()).isEqualTo(SystemText.fields(like));
    assertThat(facts.version()).isEqualTo(version);
    assertThat(facts.name()).isEqualTo(name);
    assertThat(facts.kernel()).isEqualTo("6.1.0-18-amd64");
  }

  @Test
  void findsTheSystemsNameInItsOtherPlace() {
    tree().with("usr/lib/os-release", "ID=debian\nVERSION_CODENAME=trixie\n");
    assertThat(OsFacts.read(root, "Linux").id()).isEqualTo("debian");
    assertThat(OsFacts.read(root, "Linux").codename()).isEqualTo("trixie");
    assertThat(OsFacts.architecture("amd64")).isEqualTo("x86_64");
    assertThat(OsFacts.architecture("aarch64")).isEqualTo("aarch64");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          nothing at all     | none                                             | none   | none
          a container of it  | .dockerenv=                                      | docker | none
          podman's           | run/.containerenv=engine                         | podman | none
          systemd's word     | run/systemd/container=lxc;.dockerenv=            | lxc    | none
          its environment    | proc/1/environ=A=b\\0container=oci\\0C=d         | oci    | none
          control groups     | proc/1/cgroup=0::/kubepods/burstable/pod1        | kubepods | none
          old docker         | proc/1/cgroup=12:cpu:/docker/0123abc             | docker | none
          a service          | proc/1/cgroup=0::/init.scope                     | none   | none
          KVM by its maker   | sys/class/dmi/id/sys_vendor=QEMU                 | none   | qemu
          Google             | sys/class/dmi/id/sys_vendor=Google               | none   | google
          EC2                | sys/class/dmi/id/sys_vendor=Amazon EC2           | none   | amazon
          VMware             | sys/class/dmi/id/product_name=VMware7,1          | none   | vmware
          Hyper-V            | sys/class/dmi/id/sys_vendor=Microsoft Corporation;sys/class/dmi/id/product_name=Virtual Machine | none | hyperv
          a real Surface     | sys/class/dmi/id/sys_vendor=Microsoft Corporation;sys/class/dmi/id/product_name=Surface Pro | none | none
          Xen                | sys/hypervisor/type=xen                          | none   | xen
          by the processor   | proc/cpuinfo=flags\\t: fpu hypervisor vme        | none   | unknown
          a real processor   | proc/cpuinfo=flags\\t: fpu vme                   | none   | none
          WSL                | proc/sys/kernel/osrelease=5.15.1-microsoft-standard-WSL2 | none | wsl
          """)
  void hasAnIdeaOfTheMachine(String what, String files, String container, String virtual) {
    for (String each : files.equals("none") ? new String[0] : files.split(";", -1)) {
      String[] parts = each.split("=", 2);
      tree().with(parts[0], parts[1].translateEscapes() + "\n");
    }
    MachineFacts facts = MachineFacts.read(root);
    assertThat(facts.container().orElse("none")).as(what).isEqualTo(container);
    assertThat(facts.virtual().orElse("none")).as(what).isEqualTo(virtual);
  }

  @Test
  void countsProcessors() {
    String intel = "processor\t: 0\nmodel name\t: Xeon\n\nprocessor\t: 1\nmodel name\t: Xeon\n";
    tree().with("proc/cpuinfo", intel);
    assertThat(CpuFacts.read(root, 1)).isEqualTo(new CpuFacts(2, 1, "Xeon"));
    tree().with("proc/cpuinfo", "processor\t: 0\nBogoMIPS\t: 108\n\nModel\t\t: Raspberry Pi 4\n");
    assertThat(CpuFacts.read(root, 4)).isEqualTo(new CpuFacts(1, 4, "Raspberry Pi 4"));
    tree().with("proc/cpuinfo", "vendor_id : IBM/S390\n# processors : 4\n");
    assertThat(CpuFacts.read(root, 4)).isEqualTo(new CpuFacts(4, 4, ""));
  }

  @Test
  void readsMemoryAndLoad() {
    tree()
        .with(
            "proc/meminfo",
            "MemTotal:  2000 kB\nMemFree: 10 kB\nMemAvailable: 1500 kB\nSwapTotal: 5 kB\nSwapFree: 4 kB\n")
        .with("proc/loadavg", "0.50 1.25 12.00 3/412 99\n");
    assertThat(MemoryFacts.read(root))
        .isEqualTo(new MemoryFacts(2_048_000, 1_536_000, 10_240, 5_120, 4_096));
    assertThat(LoadFacts.read(root)).isEqualTo(new LoadFacts(0.5, 1.25, 12));
  }

  @Test
  void readsMounts() throws IOException {
    Path odd = Files.createDirectories(root.resolve("with blank"));
    tree()
        .with(
            "proc/self/mounts",
            String.join(
                "\n",
                "proc /proc proc rw,nosuid 0 0",
                "/dev/sda1 / ext4 rw,relatime 0 0",
                "/dev/sdb1 " + odd.toString().replace(" ", "\\040") + " ext4 ro,noatime 0 0",
                "server:/export /mnt/nfs nfs4 rw,hard 0 0",
                "sshfs /mnt/ssh fuse.sshfs rw 0 0",
                "tmpfs /gone tmpfs rw 0 0",
                "broken"));
    List<Mount> mounts = Mount.readAll(root);
    assertThat(mounts)
        .extracting(Mount::source, Mount::place, Mount::type, Mount::isReadOnly)
        .containsExactly(
            tuple("/dev/sda1", "/", "ext4", false),
            tuple("/dev/sdb1", odd.toString(), "ext4", true),
            tuple("server:/export", "/mnt/nfs", "nfs4", false),
            tuple("sshfs", "/mnt/ssh", "fuse.sshfs", false),
            tuple("tmpfs", "/gone", "tmpfs", false));
    assertThat(mounts)
        .extracting(mount -> mount.space().isPresent())
        .as("what is far away is not asked")
        .containsExactly(true, true, false, false, false);
    assertThat(Mount.unescaped("a\\134b\\011\\012c\\9\\")).isEqualTo("a\\b\t\nc\\9\\");
  }

  @Test
  void readsTheClock() throws IOException {
    Instant now = Instant.parse("2026-07-01T00:00:00Z");
    tree()
        .with("proc/uptime", "12345.67 99999.00\n")
        .with("proc/sys/kernel/random/boot_id", "0b0e5a2a-0000-4000-8000-000000000000\n")
        .with("etc/timezone", "Europe/Berlin\n");
    assertThat(ClockFacts.read(root, now))
        .isEqualTo(
            new ClockFacts(
                now,
                "Europe/Berlin",
                Duration.ofMillis(12_345_670),
                "0b0e5a2a-0000-4000-8000-000000000000"));
    Files.createSymbolicLink(
        root.resolve("etc/localtime"), Path.of("../usr/share/zoneinfo/America/New_York"));
    assertThat(ClockFacts.read(root, now).zone()).isEqualTo("America/New_York");
    Path bare = Files.createDirectory(root.resolve("bare"));
    assertThat(ClockFacts.read(bare, now))
        .isEqualTo(new ClockFacts(now, ZoneId.systemDefault().getId(), Duration.ZERO, ""));
  }

  @Test
  void readsTheNetwork() {
    tree()
        .with("proc/sys/kernel/hostname", "web1\n")
        .with(
            "etc/resolv.conf",
            "# made by hand\nnameserver 10.0.0.2\nnameserver 2001:db8::1\nsearch lan example.com\n")
        .with(
            "proc/net/route",
            """
            Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
            eth0\t00000000\tGATE2\t0003\t0\t0\t200\t00000000\t0\t0\t0
            eth1\t00000000\tGATE1\t0003\t0\t0\t100\t00000000\t0\t0\t0
            eth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
            """
                .replace("GATE1", little() ? "0100000A" : "0A000001")
                .replace("GATE2", little() ? "0200000A" : "0A000002"));
    assertThat(NetworkFacts.read(root, List.of()))
        .isEqualTo(
            new NetworkFacts(
                "web1",
                List.of(),
                Optional.of("10.0.0.1"),
                List.of("10.0.0.2", "2001:db8::1"),
                List.of("lan", "example.com")));
  }

  private static boolean little() {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  }

  @ParameterizedTest
  @CsvSource({
    "0100007F, LITTLE, 127.0.0.1",
    "7F000001, BIG, 127.0.0.1",
    "00000000000000000000000001000000, LITTLE, 0:0:0:0:0:0:0:1",
    "00000000000000000000000000000001, BIG, 0:0:0:0:0:0:0:1",
    "B80D0120000000000000000001000000, LITTLE, 2001:db8:0:0:0:0:0:1"
  })
  void readsAddressesOfTheKernel(String hex, String order, String address) {
    ByteOrder machine = order.equals("BIG") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    assertThat(HexAddress.text(hex, machine)).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ann      pts/0        2026-11-20 09:15 (10.0.0.7)  | ann  | pts/0 | 2026-11-20 09:15 | 10.0.0.7
          root     tty1         2026-11-20 09:15             | root | tty1  | 2026-11-20 09:15 | ``
          ann      tty7         Nov 20 09:15 (:0)            | ann  | tty7  | Nov 20 09:15     | :0
          odd                                                | odd  | ``    | ``               | ``
          """)
  void readsWhoIsLoggedIn(String line, String user, String terminal, String since, String from) {
    assertThat(LoggedIn.parse(line)).isEqualTo(new LoggedIn(user, terminal, since, from));
  }

  @Test
  void saysNothingOfAHostThatSaysNothing() {
    assertThat(MemoryFacts.read(root)).isEqualTo(new MemoryFacts(0, 0, 0, 0, 0));
    assertThat(LoadFacts.read(root)).isEqualTo(new LoadFacts(0, 0, 0));
    assertThat(Mount.readAll(root)).isEmpty();
    assertThat(NetworkFacts.read(root, List.of()))
        .isEqualTo(new NetworkFacts("", List.of(), Optional.empty(), List.of(), List.of()));
  }

  @Test
  void knowsThisHost() throws Exception {
    HostFacts facts = Facts.fresh();
    assertThat(facts.os().id()).isNotEmpty();
    assertThat(facts.os().architecture()).isNotEmpty();
    assertThat(facts.hardware().cpu().count()).isPositive();
    assertThat(facts.hardware().memory().total())
        .isGreaterThan(facts.hardware().memory().available());
    assertThat(facts.network().hostName()).isNotEmpty();
    assertThat(facts.network().interfaces())
        .filteredOn(NetworkFacts.Interface::isLoopback)
        .flatExtracting(NetworkFacts.Interface::addresses)
        .contains("127.0.0.1/8");
    assertThat(facts.network().interfaces())
        .hasSize((int) NetworkInterface.networkInterfaces().count());
    assertThat(facts.mounts()).extracting(Mount::place).contains("/");
    assertThat(facts.java().version()).isEqualTo(Runtime.version().toString());
    assertThat(facts.clock().uptime()).isPositive();
    assertThat(facts.clock().bootId()).hasSize(36);
  }

  @Test
  void keepsFactsForAWhile() throws Exception {
    HostFacts first = Facts.fresh();
    assertThat(Facts.allWithin(Duration.ofHours(1))).isSameAs(first);
    assertThat(Facts.allWithin(Duration.ZERO)).isNotSameAs(first);
    assertThat(Facts.fresh().clock().now()).isAfter(first.clock().now());
    assertThat(Facts.all().clock().now()).isAfter(first.clock().now());
  }

  @ParameterizedTest
  @CsvSource({"0, true", "59, true", "60, false", "61, false", "-1, false"})
  void knowsWhatIsTooOld(int seconds, boolean fresh) {
    Instant taken = Instant.parse("2026-07-01T00:00:00Z");
    assertThat(Facts.isFresh(taken, taken.plusSeconds(seconds), Duration.ofMinutes(1)))
        .isEqualTo(fresh);
  }
}
