package dev.muster.examples;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.GroupResult;
import dev.muster.model.RunOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The examples of an article that runs `echo hello world` 200 times with asyncssh.
public final class FromAsyncssh {

  private FromAsyncssh() {}

  /// Connects to a host, runs one command there, and gives what it printed.
  static String runCommand(Muster muster, String host, String command) throws InterruptedException {
    try (Group one = muster.group(host)) {
      return one.run(Command.shell(command)).values().getFirst().output().out();
    }
  }

  /// 200 connections, one after the other.
  static void oneAfterTheOther(Muster muster) throws InterruptedException {
    List<String> outputs = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      outputs.add(runCommand(muster, "myserver", "echo hello world " + i));
    }
    System.out.println(outputs);
  }

  /// 200 connections at once.
  static void allAtOnce(Muster muster) throws InterruptedException {
    Group servers = muster.groupOf(Collections.nCopies(200, "myserver")).oneShot();
    GroupResult<Completed> done =
        servers.run(
            Command.shell("echo hello world {rank}").withHostWords(),
            RunOptions.standard().withFanOut(200));
    System.out.println(done.values().stream().map(each -> each.output().out()).toList());
  }

  /// Runs the examples that are named, or all.
  public static void main(String... names) throws Exception {
    new Examples()
        .with("oneAfterTheOther", FromAsyncssh::oneAfterTheOther)
        .with("allAtOnce", FromAsyncssh::allAtOnce)
        .run(names);
  }
}
