package dev.muster.tools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A file system in its place.
///
/// @param source the disk, or what else it comes from
/// @param place the folder where it is
/// @param type such as `ext4`
/// @param isReadOnly whether nothing can be written to it
/// @param space how much room it has; none for one over the network, which may not answer, so it is
///   not asked
public record Mount(
    String source, String place, String type, boolean isReadOnly, Optional<DiskSpace> space) {

  /// File systems that hold no files of anybody's: they show what the kernel knows.
  private static final Set<String> NO_FILES =
      Set.of(
          "autofs",
          "binfmt_misc",
          "bpf",
          "cgroup",
          "cgroup2",
          "configfs",
          "debugfs",
          "devpts",
          "devtmpfs",
          "efivarfs",
          "fusectl",
          "hugetlbfs",
          "mqueue",
          "nsfs",
          "proc",
          "pstore",
          "ramfs",
          "rpc_pipefs",
          "securityfs",
          "selinuxfs",
          "sysfs",
          "tracefs");

  private static final Set<String> NETWORK =
      Set.of(
          "9p",
          "afs",
          "ceph",
          "cifs",
          "glusterfs",
          "lustre",
          "ncpfs",
          "nfs",
          "nfs4",
          "smb3",
          "smbfs");

  /// Reads those that hold files, now, in the order in which they were mounted.
  public static List<Mount> readAll() {
    return readAll(Path.of("/"));
  }

  static List<Mount> readAll(Path root) {
    List<Mount> mounts = new ArrayList<>();
    for (String line : SystemText.lines(root.resolve("proc/self/mounts"))) {
      List<String> fields = SystemText.fields(line);
      if (fields.size() < 4 || NO_FILES.contains(fields.get(2))) {
        continue;
      }
      String place = unescaped(fields.get(1));
      String type = fields.get(2);
      boolean isReadOnly = List.of(fields.get(3).split(",", -1)).contains("ro");
      // Programs behind FUSE may not answer either.
      boolean asked = !NETWORK.contains(type) && !type.startsWith("fuse");
      mounts.add(
          new Mount(
              unescaped(fields.get(0)),
              place,
              type,
              isReadOnly,
              asked ? space(Path.of(place)) : Optional.empty()));
    }
    return mounts;
  }

  private static Optional<DiskSpace> space(Path place) {
    long total = place.toFile().getTotalSpace();
    return total == 0
        ? Optional.empty()
        : Optional.of(new DiskSpace(total, place.toFile().getUsableSpace()));
  }

  /// Blanks, tabs, line ends and backslashes stand there as three octal digits after a backslash.
  static String unescaped(String field) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < field.length(); at++) {
      char c = field.charAt(at);
      boolean octal = c == '\\' && field.substring(at).matches("(?s)\\\\[0-3][0-7]{2}.*");
      if (octal) {
        text.append((char) Integer.parseInt(field.substring(at + 1, at + 4), 8));
        at += 3;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
