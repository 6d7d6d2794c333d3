package dev.muster.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The processes of a host: what the JDK knows of each, and on Linux what `/proc` adds.
final class ProcessScan {

  private static final int MOST_COMMAND = 4096;

  private ProcessScan() {}

  static List<ProcessInfo> all(Path proc) {
    List<ProcessInfo> found = new ArrayList<>();
    ProcessHandle.allProcesses()
        .sorted(Comparator.comparingLong(ProcessHandle::pid))
        .forEach(process -> found.add(of(process, proc.resolve(Long.toString(process.pid())))));
    return found;
  }

  private static ProcessInfo of(ProcessHandle process, Path folder) {
    ProcessHandle.Info info = process.info();
    String status = read(folder.resolve("status"), 64 * 1024);
    String command = command(read(folder.resolve("cmdline"), 2 * 1024 * 1024));
    if (command.isEmpty()) {
      String name = value(status, "Name");
      command = info.commandLine().orElse(name.isEmpty() ? "" : "[" + name + "]");
    }
    return new ProcessInfo(
        process.pid(),
        process.parent().map(ProcessHandle::pid).orElse(0L),
        info.user().orElse(""),
        value(status, "State").replaceFirst(" .*", ""),
        command,
        info.startInstant(),
        kibibytes(value(status, "VmRSS")) * 1024);
  }

  /// Words apart by spaces; programs that write over their own command line leave NULs at its end.
  static String command(String text) {
    String words = text.replaceFirst("\0+$", "").replace('\0', ' ').strip();
    return words.length() <= MOST_COMMAND ? words : words.substring(0, MOST_COMMAND) + "...";
  }

  /// Returns what a line such as `VmRSS: 1234 kB` says, or nothing.
  static String value(String status, String name) {
    for (String line : status.split("\n", -1)) {
      if (line.startsWith(name + ":")) {
        return line.substring(name.length() + 1).strip();
      }
    }
    return "";
  }

  static long kibibytes(String text) {
    String digits = text.replaceFirst(" kB$", "");
    return digits.matches("[0-9]{1,15}") ? Long.parseLong(digits) : 0;
  }

  private static String read(Path file, int most) {
    try {
      return new String(Reading.bytes(file, most), StandardCharsets.UTF_8);
    } catch (IOException goneOrNotOurs) {
      return "";
    }
  }

  /// Returns the process of a number, if there is one that may be ended.
  ///
  /// @throws IllegalArgumentException if it is the first of all, the agent, or one that the agent
  ///   runs below
  static Optional<ProcessHandle> target(long pid) {
    if (pid <= 1) {
      throw new IllegalArgumentException("process " + pid + ": the system itself is not ended");
    }
    Optional<ProcessHandle> above = Optional.of(ProcessHandle.current());
    while (above.isPresent()) {
      if (above.get().pid() == pid) {
        throw new IllegalArgumentException(
            "process " + pid + " is the agent, or one that the agent runs below; it is not ended");
      }
      above = above.get().parent();
    }
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
  }
}
