package dev.muster.tools;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/// Looks at the room on a host's disks: `web.call(Disk::space, "/var")`. [Mount#readAll] has all of
/// them.
public final class Disk {

  private Disk() {}

  /// Returns what is below a folder, added up. Symbolic links are not followed.
  public static DiskUsage usage(String path) throws IOException {
    Path folder = Place.of(path);
    return Place.explaining(() -> UsageScan.of(folder));
  }

  /// Returns the room of the file system that a path is on.
  ///
  /// @throws IOException if there is no such path
  public static DiskSpace space(String path) throws IOException {
    Path place = Place.of(path);
    return Place.explaining(() -> {
      FileStat.of(place);
      File file = place.toFile();
      return new DiskSpace(file.getTotalSpace(), file.getUsableSpace());
    });
  }
}
