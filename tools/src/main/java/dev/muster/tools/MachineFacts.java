package dev.muster.tools;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What kind of machine a host is, as far as it can be told from inside: hints, not proofs.
///
/// @param container what runs it as a container, such as `docker`, `podman`, `lxc`; none if it
///   seems to be a machine
/// @param virtual what runs the machine, such as `kvm`, `vmware`, `hyperv`, `xen`, `amazon`;
///   `unknown` if it is virtual and nothing says by what; none if it seems to be real
/// @param vendor who made it, empty if it does not tell
/// @param product what it is called, empty if it does not tell
public record MachineFacts(
    Optional<String> container, Optional<String> virtual, String vendor, String product) {

  /// What vendors and products of virtual machines hold, and by what these are run.
  private static final String[][] MAKERS = {
    {"kvm", "kvm"},
    {"qemu", "qemu"},
    {"vmware", "vmware"},
    {"virtualbox", "virtualbox"},
    {"innotek", "virtualbox"},
    {"xen", "xen"},
    {"amazon ec2", "amazon"},
    {"google", "google"},
    {"digitalocean", "kvm"},
    {"openstack", "kvm"},
    {"hetzner", "kvm"},
    {"parallels", "parallels"},
    {"bhyve", "bhyve"},
    {"firecracker", "firecracker"},
  };

  /// Reads them now.
  public static MachineFacts read() {
    return read(Path.of("/"));
  }

  static MachineFacts read(Path root) {
    String vendor = SystemText.read(root.resolve("sys/class/dmi/id/sys_vendor")).strip();
    String product = SystemText.read(root.resolve("sys/class/dmi/id/product_name")).strip();
    return new MachineFacts(container(root), virtual(root, vendor, product), vendor, product);
  }

  private static Optional<String> container(Path root) {
    String systemd = SystemText.read(root.resolve("run/systemd/container")).strip();
    if (!systemd.isEmpty()) {
      return Optional.of(systemd);
    }
    if (Files.exists(root.resolve("run/.containerenv"))) {
      return Optional.of("podman");
    }
    if (Files.exists(root.resolve(".dockerenv"))) {
      return Optional.of("docker");
    }
    String environment = "\0" + SystemText.read(root.resolve("proc/1/environ"));
    int at = environment.indexOf("\0container=");
    if (at >= 0) {
      String value = environment.substring(at + "\0container=".length());
      return Optional.of(value.substring(0, Math.max(0, (value + "\0").indexOf(0))));
    }
    String groups = SystemText.read(root.resolve("proc/1/cgroup"));
    for (String name : new String[] {"docker", "kubepods", "lxc", "libpod", "containerd"}) {
      if (groups.contains("/" + name)) {
        return Optional.of(name.equals("libpod") ? "podman" : name);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> virtual(Path root, String vendor, String product) {
    String maker = (vendor + " " + product).toLowerCase(Locale.ROOT);
    if (maker.contains("microsoft") && maker.contains("virtual machine")) {
      return Optional.of("hyperv");
    }
    for (String[] each : MAKERS) {
      if (maker.contains(each[0])) {
        return Optional.of(each[1]);
      }
    }
    String hypervisor = SystemText.read(root.resolve("sys/hypervisor/type")).strip();
    if (!hypervisor.isEmpty()) {
      return Optional.of(hypervisor);
    }
    if (SystemText.read(root.resolve("proc/sys/kernel/osrelease")).contains("microsoft")) {
      return Optional.of("wsl");
    }
    Map<String, String> cpu = SystemText.pairs(root.resolve("proc/cpuinfo"), ":");
    boolean told = SystemText.fields(cpu.getOrDefault("flags", "")).contains("hypervisor");
    return told ? Optional.of("unknown") : Optional.empty();
  }
}
