package dev.muster.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// All that can be seen of a folder, to tell whether anything in it was touched.
record Snapshot(Map<String, String> files) {

  static Snapshot of(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    FileStat top = FileStat.of(folder);
    files.put("", top.access() + " " + top.times().modified() + " " + top.times().changed());
    for (FileStat each : FolderScan.walk(folder, 100)) {
      Path path = Path.of(each.path());
      String content =
          each.type() == FileType.FILE ? Arrays.toString(Files.readAllBytes(path)) : "";
      files.put(
          folder.relativize(path).toString(),
          "%s %s %s %s %s %s"
              .formatted(
                  each.type(),
                  each.access(),
                  each.linkTarget(),
                  each.place(),
                  each.times().modified() + " " + each.times().changed(),
                  content));
    }
    return new Snapshot(files);
  }
}
