package dev.muster.cli;

import dev.muster.tools.FileTree;
import dev.muster.tools.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The launcher's training run: what it loads is what the AOT cache then holds ready.
///
/// Runs on a fleet inside the process, and a call in a process on this machine. Its agent is kept
/// in a folder of its own, which is removed.
public final class Rehearsal {

  private Rehearsal() {}

  /// Rehearses and ends the process with the status of the runs. A call that cannot be made is no
  /// failure: then calls start as slowly as before.
  public static void main(String[] args) throws IOException {
    int status = rehearse(Terminal.ofSystem());
    Runtime.getRuntime().halt(status);
  }

  static int rehearse(Terminal terminal) throws IOException {
    int status = Main.run(List.of("demo", "--hosts", "50"), terminal);
    Path folder = Files.createTempDirectory("muster-rehearsal-");
    try {
      String target =
          "local://java=%s//env:XDG_CACHE_HOME=%s"
              .formatted(System.getProperty("java.home"), folder);
      Main.run(
          List.of(
              "call", "-w", target, "--timeout", "20", "--tool", "files.stat", folder.toString()),
          terminal);
    } finally {
      FileTree.remove(folder.toString(), Mode.APPLY);
    }
    return status;
  }
}
