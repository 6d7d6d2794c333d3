package dev.muster.agent;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The process that started this one.
final class Parent {

  private static final int MOST = 1024;

  private Parent() {}

  /// Returns its number; another one once it has ended, 0 if there is none. Linux says so in a
  /// file, in which it takes less to look than the JDK takes to set its processes up.
  static long pid() {
    try (FileInputStream file = new FileInputStream("/proc/self/stat")) {
      long found = read(new String(file.readNBytes(MOST), StandardCharsets.ISO_8859_1));
      if (found >= 0) {
        return found;
      }
    } catch (IOException e) {
      // another system: the JDK knows
    }
    return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
  }

  /// Returns the number in a line of such a file, `77 (java) S 42 ...`; -1 if there is none. The
  /// name may hold anything.
  static long read(String line) {
    String[] words = line.substring(line.lastIndexOf(')') + 1).split(" ", 4);
    try {
      return words.length > 2 ? Long.parseLong(words[2]) : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
