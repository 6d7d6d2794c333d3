package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Command lines of the processes that measure remote calls.
///
/// @param ground where they run
/// @param port of an `sshd` whose sessions have the ground's folder as home
record CallClients(Ground ground, int port) {

  static final String EXECNET = "execnet";

  /// Why execnet cannot be measured, or null if it can.
  static @Nullable String missingExecnet() throws IOException, InterruptedException {
    try {
      Tools.say(List.of(python(), "-c", "import execnet"), Map.of());
      return null;
    } catch (NotPossible e) {
      return "it is not installed; install it: apt-get install python3-execnet";
    }
  }

  static String execnetVersion() throws IOException, InterruptedException {
    return Tools.version(List.of(python(), "-c", "import execnet; print(execnet.__version__)"));
  }

  private static String python() {
    return Tools.find("python3", "python3").toString();
  }

  /// Where the hosts of the `sshd` keep the agent.
  private Path cache() {
    return ground.folder().resolve(".cache/muster");
  }

  /// Where the processes that have an AOT cache have it.
  private Path aotCache() {
    return ground.folder().resolve("calls.aot");
  }

  /// What fills the caches that the processes of `work` find, and is not counted.
  Optional<Contender> before(CallWork work) {
    if (work.hasAotCache()) {
      return Optional.of(ours(work, List.of("-XX:AOTCacheOutput=" + aotCache(), "-Xlog:disable")));
    }
    return work == CallWork.FIRST_ALONE_WARM ? Optional.of(ours(work)) : Optional.empty();
  }

  Contender ours(CallWork work) {
    return ours(
        work,
        work.hasAotCache() ? List.of("-XX:AOTCache=" + aotCache(), "-XX:AOTMode=on") : List.of());
  }

  private Contender ours(CallWork work, List<String> options) {
    List<String> words = new ArrayList<>();
    if (work.isCold()) {
      words.addAll(List.of("/bin/sh", "-c", "rm -rf \"$0\"; exec \"$@\"", "" + cache()));
    }
    words.addAll(Clients.java(options));
    words.addAll(List.of(Main.class.getName(), "calls-work", "--work", work.word()));
    Login login = ground.login();
    words.addAll(List.of("--port", "" + port, "--user", login.user(), "--key", "" + login.key()));
    words.addAll(List.of("--cache", "" + cache()));
    return new Contender(Clients.MUSTER, words, Map.of(), run -> fault(work, run));
  }

  Contender execnet(CallWork work) {
    List<String> words =
        List.of(python(), "" + ground.checkout().execnetClient(), "--work", work.word());
    return new Contender(EXECNET, words, Map.of(), run -> fault(work, run));
  }

  private static String fault(CallWork work, Measured run) throws IOException {
    return run.exit() != 0
        ? "wanted exit status 0"
        : CallFigure.fault(work.figures(), CallFigure.parse(Files.readString(run.out())));
  }
}
