package dev.muster.cli;

import dev.muster.tools.FileTree;
import dev.muster.tools.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/// The launcher's training run: what it loads is what the AOT cache then holds ready.
///
/// Runs on a fleet inside the process, without a configuration and with one, and a call in a
/// process on this machine. Its agent is kept in a folder of its own, which is removed.
public final class Rehearsal {

  private Rehearsal() {}

  /// Rehearses and ends the process with the status of the runs. A call that cannot be made is no
  /// failure: then calls start as slowly as before.
  public static void main(String[] args)
      throws IOException, GeneralSecurityException, UsageException, InterruptedException {
    Interrupts.install();
    int status = rehearse(Terminal.ofSystem());
    Runtime.getRuntime().halt(status);
  }

  static int rehearse(Terminal terminal)
      throws IOException, GeneralSecurityException, UsageException, InterruptedException {
    int status = Main.run(List.of("demo", "--hosts", "50"), terminal);
    Path folder = Files.createTempDirectory("muster-rehearsal-");
    try {
      List<String> run = configured(folder);
      int configured = DemoVerb.onFleet(reach -> Main.run(words(run, reach), terminal));
      Main.run(call(folder), terminal);
      return Math.max(status, configured);
    } finally {
      FileTree.remove(folder.toString(), Mode.APPLY);
    }
  }

  private static List<String> words(List<String> run, List<String> reach) {
    List<String> words = new ArrayList<>(run);
    words.addAll(reach);
    words.addAll(List.of("--", "uptime -p"));
    return words;
  }

  /// A run under what most machines' configuration says; the demo reads none.
  private static List<String> configured(Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("config"),
            """
            Include "%s/*.conf"
            Host *
              SendEnv LANG LC_*
              HashKnownHosts yes
              GSSAPIAuthentication yes
            Match host 127.2.*
              User nobody
            """
                .formatted(folder));
    Files.writeString(folder.resolve("more.conf"), "Host other\n  Port 2222\n");
    return List.of("run", "-w", "127.1.0.[1-2]", "-F", file.toString());
  }

  private static List<String> call(Path folder) {
    String target =
        "local://java=%s//env:XDG_CACHE_HOME=%s".formatted(System.getProperty("java.home"), folder);
    return List.of(
        "call", "-w", target, "--timeout", "20", "--tool", "files.stat", folder.toString());
  }
}
