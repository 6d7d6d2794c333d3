package dev.muster.examples;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.Run;
import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.Forwards;
import dev.muster.model.GroupResult;
import dev.muster.model.Result;
import dev.muster.model.SshConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The examples of parallel-ssh's README, but the one that copies files.
public final class FromParallelSsh {

  private FromParallelSsh() {}

  /// A command on two hosts at once, by `sudo`: what became of each.
  static void sudo(Muster muster) throws InterruptedException {
    Group hosts = muster.group("myhost1", "myhost2");
    GroupResult<Completed> output = hosts.run(Command.shell("ls -ltrh /tmp/").sudo());
    output.forEach((host, result) -> System.out.println(result.message()));
  }

  /// Lines of all hosts as they come.
  static void lines(Muster muster) {
    Group hosts = muster.group("myhost1", "myhost2");
    try (Run<Completed> run = hosts.start(Command.shell("ls -ltrh /tmp/"))) {
      run.lines()
          .forEach(line -> System.out.println("Host " + line.host() + " - output: " + line.text()));
    }
  }

  /// Lines host by host, and exit codes, once every host is done.
  static void exitCodes(Muster muster) throws InterruptedException {
    Group hosts = muster.group("myhost1", "myhost2");
    GroupResult<Completed> output = hosts.run(Command.shell("ls -ltrh /tmp/"));
    for (Result<Completed> result : output) {
      if (result instanceof Result.Done<Completed>(String host, _, _, Completed.Exited exited)) {
        exited.output().out().lines().forEach(line -> System.out.println(host + ": " + line));
        System.out.println(exited.code());
      }
    }
  }

  /// A command in the background; its output and its exit code are there after the wait.
  static void join(Muster muster) throws InterruptedException {
    Group hosts = muster.group("myhost1", "myhost2");
    try (Run<Completed> run = hosts.start(Command.shell("echo done; exit 0"))) {
      GroupResult<Completed> output = run.await();
      output.forEach((_, result) -> System.out.println(result.message()));
      run.lines().forEach(System.out::println);
    }
  }

  /// Every line with its host in front, as it comes.
  static void hostLogger(Muster muster) {
    try (Run<Completed> run = muster.group("localhost").start(Command.of("uname"))) {
      run.lines().forEach(line -> System.out.println("[" + line.host() + "]\t" + line.text()));
    }
  }

  /// Through another SSH server.
  static void proxy() throws InterruptedException {
    SshConfiguration jump = SshConfiguration.standard().with("ProxyJump=my_ssh_proxy_host");
    try (Muster muster = Muster.open(MusterOptions.standard().withConfiguration(jump))) {
      muster
          .group("myhost1", "myhost2")
          .run(Command.shell("echo $SSH_CONNECTION"))
          .forEach((host, done) ->
              System.out.print(host + " is called by " + done.orThrow().output().out()));
    }
  }

  /// Without the ssh-agent.
  static void noAgent() throws InterruptedException {
    SshConfiguration noAgent = SshConfiguration.standard().with("IdentityAgent=none");
    try (Muster muster = Muster.open(MusterOptions.standard().withConfiguration(noAgent))) {
      System.out.println(muster.group("myhost1").connect().results().getFirst().ok());
    }
  }

  /// With the ssh-agent at a socket of the program's choice.
  static void ownAgent() throws InterruptedException {
    String socket = Path.of("my-agent.sock").toAbsolutePath().toString();
    SshConfiguration own = SshConfiguration.standard().with("IdentityAgent", socket);
    try (Muster muster = Muster.open(MusterOptions.standard().withConfiguration(own))) {
      System.out.println(muster.group("agenthost").connect().results().getFirst().ok());
    }
  }

  /// The ssh-agent lent to the hosts, for a command that logs in elsewhere from there.
  static void forwardAgent(Muster muster) throws InterruptedException {
    Group hosts = muster.group("myhost1").forwarding(Forwards.none().withAgent());
    System.out.print(hosts.run(Command.of("ssh-add", "-l")).values().getFirst().output().out());
  }

  /// With a key that the program brings, from wherever it keeps it.
  static void ownKey() throws Exception {
    byte[] privateKey = Files.readAllBytes(Path.of("my-key.pem"));
    Path name = Path.of("a-key-of-mine");
    MusterOptions options =
        MusterOptions.standard()
            .withConfiguration(SshConfiguration.standard().withIdentity(name))
            .withKeyFiles(
                file -> file.equals(name) ? Optional.of(privateKey.clone()) : Optional.empty());
    try (Muster muster = Muster.open(options)) {
      System.out.println(muster.group("keyhost").connect().results().getFirst().ok());
    }
  }

  /// Runs the examples that are named, or all.
  public static void main(String... names) throws Exception {
    new Examples()
        .with("sudo", FromParallelSsh::sudo)
        .with("lines", FromParallelSsh::lines)
        .with("exitCodes", FromParallelSsh::exitCodes)
        .with("join", FromParallelSsh::join)
        .with("hostLogger", FromParallelSsh::hostLogger)
        .with("proxy", _ -> proxy())
        .with("noAgent", _ -> noAgent())
        .with("ownAgent", _ -> ownAgent())
        .with("forwardAgent", FromParallelSsh::forwardAgent)
        .with("ownKey", _ -> ownKey())
        .run(names);
  }
}
