package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.model.GroupResult;
import dev.muster.model.HostKeys;
import dev.muster.model.RuntimePush;
import dev.muster.model.SshSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes wrong while a host is given a Java: N9. Each is said with folder, what was wanted and
/// what there was, and leaves nothing behind that the next start stumbles over.
@Tag("peers")
class RuntimePushFaultsTest {

  /// What a start with a push takes to be there, but for what unpacks.
  private static final String PROGRAMS =
      "sh id ls uname readlink mkdir rm rmdir chmod mv cat head wc df tail sleep find sync sha256sum"
          + " env setsid nice ln";

  @TempDir private Path home;

  private final List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  /// JUnit warns of links that lead out of its folders.
  @AfterEach
  void unlink() throws IOException {
    Path folder = home.resolve("programs");
    if (Files.exists(folder)) {
      try (Stream<Path> links = Files.list(folder)) {
        for (Path each : links.toList()) {
          Files.delete(each);
        }
      }
    }
  }

  @Test
  void wantOfRoomIsSaidBeforeAnythingIsSent() throws Exception {
    String mounts =
        "mount -t tmpfs -o size=40m none %1$s && mkdir %1$s/tmp && mount -t tmpfs -o size=30m none /var/tmp"
            .formatted(home);
    try (BareHost host = BareHost.open(mounts)) {
      String options = "//id=full//env:TMPDIR=" + home + "/tmp" + env();
      assertThat(message(call(host.spec(options))))
          .contains("full", home + "/muster: ", "MiB are free, and a Java runtime wants ")
          .contains("/var/tmp/muster-", "make room, or set XDG_CACHE_HOME or TMPDIR");
      assertThat(pushes()).isEmpty();
      assertThat(host.run("ls -A " + home + "/muster " + home + "/tmp/* /var/tmp/*"))
          .doesNotContain(".new", ".lock", ".try", "runtime-");
      host.run("mount -o remount,size=400m " + home);
      GroupResult<String> after = call(host.spec(options));
      assertThat(after.ok()).as("%s", after).isTrue();
      assertThat(after.values().getFirst()).startsWith(home + "/muster/runtime-");
    }
  }

  @Test
  void whatCannotBeWrittenWholeLeavesNothing() throws Exception {
    String full = NoJava.spec("ulimit -f 20000", "//id=full" + env()); // blocks of 512 bytes
    assertThat(message(call(full)))
        .contains("full", home + "/muster: ", "of a Java runtime, which wants ", " MiB; ")
        .contains("MiB are free; make room");
    assertThat(kept()).isEmpty();
    GroupResult<String> after = call(NoJava.spec("//id=a" + env()));
    assertThat(after.ok()).as("%s", after).isTrue();
  }

  /// Where the system says that there is room, as where the user has a quota.
  @Test
  void norDoesWhatCannotBeUnpackedWhole() throws Exception {
    Path shim = shim("df", "echo none 999999 0 999999 0% /");
    try (BareHost host =
        BareHost.open("mkdir %1$s/m && mount -t tmpfs -o size=50m none %1$s/m".formatted(home))) {
      String options = "//id=full" + path(shim) + "//env:XDG_CACHE_HOME=" + home + "/m";
      assertThat(message(call(host.spec(options))))
          .contains(home + "/m/muster: not all could be unpacked (", "No space left on device")
          .contains("of a Java runtime, which wants ", "make room");
      assertThat(host.run("ls -A " + home + "/m/muster")).isEmpty();
    }
  }

  @Test
  void aControllerThatIsKilledInTheMiddleLeavesNothing() throws Exception {
    String half = NoJava.spec("//id=a" + env() + halting());
    Process controller =
        new ProcessBuilder(ChildJava.words(PushMain.class, List.of(half)))
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("said").toFile())
            .start();
    try {
      await(() -> Files.exists(home.resolve("half")));
      assertThat(kept()).contains(".new", ".lock");
    } finally {
      controller.destroyForcibly().waitFor();
    }
    Files.createFile(home.resolve("go"));
    await(() -> kept().isEmpty());
    GroupResult<String> after = call(NoJava.spec("//id=a" + env()));
    assertThat(after.ok()).as("%s", after).isTrue();
    assertThat(kept()).containsExactlyInAnyOrder("agent", "runtime");
  }

  @Test
  void aConnectionThatIsCutInTheMiddleLeavesNothing() throws Exception {
    UserKeys keys = UserKeys.make();
    String force = "ForceCommand exec " + NoJava.WORDS + " /bin/sh -c \"$SSH_ORIGINAL_COMMAND\"";
    try (OpenSshServer server = OpenSshServer.start(keys, force);
        Muster muster = Muster.open(pushing().withSsh(settings(server, keys)));
        Group group = muster.groupOf(List.of("ssh:127.1.0.1//id=cut" + env() + halting()))) {
      Thread.setDefaultUncaughtExceptionHandler((_, e) -> uncaught.add(e));
      CompletableFuture<GroupResult<String>> first = called(group);
      await(() -> Files.exists(home.resolve("half")));
      ProcessHandle session = ProcessHandle.of(holder()).orElseThrow();
      while (!session.info().command().orElse("").contains("sshd")) {
        session = session.parent().orElseThrow();
      }
      session.destroyForcibly();
      assertThat(message(first.get(20, TimeUnit.SECONDS))).contains("cut", "127.1.0.1");
      Files.createFile(home.resolve("go"));
      await(() -> kept().isEmpty());
      Files.delete(home.resolve("shims/head"));
      GroupResult<String> after = group.call(RuntimePushTest::java);
      assertThat(after.ok()).as("%s", after).isTrue();
      assertThat(kept()).containsExactlyInAnyOrder("agent", "runtime");
      assertThat(uncaught).isEmpty();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(null);
      keys.close();
    }
  }

  @Test
  void whatAKilledStartLeftIsRemovedByTheNext() throws Exception {
    killAStart();
    String[] next =
        IntStream.range(0, 4)
            .mapToObj(i -> NoJava.spec("//id=n" + i + env()))
            .toArray(String[]::new);
    long begun = System.nanoTime();
    GroupResult<String> after = call(next);
    assertThat(after.ok()).as("%s", after).isTrue();
    assertThat(System.nanoTime() - begun).isLessThan(50_000_000_000L); // no minute of waiting
    assertThat(pushes()).hasSize(2); // that one, and one of these
    assertThat(kept()).containsExactlyInAnyOrder("agent", "runtime");
  }

  /// One that saw the holder gone comes to take its lock away when the next start has it.
  @Test
  void whoIsLateTakesNoLockFromTheNext() throws Exception {
    killAStart();
    String late =
        """
        case $* in *.lock-*-) ;; *) exec /usr/bin/mkdir "$@" ;; esac
        old=$(cat %1$s/by); : >%2$s/late
        while new=$(cat %1$s/by 2>/dev/null); [ -z "$new" ] || [ "$new" = "$old" ]; do sleep 0.01; done
        exec /usr/bin/mkdir "$@"\
        """
            .formatted(lock(), home);
    try (Muster muster = Muster.open(pushing());
        Group group =
            muster.groupOf(List.of(NoJava.spec("//id=b" + env() + path(shim("mkdir", late)))))) {
      CompletableFuture<GroupResult<String>> first = called(group);
      await(() -> Files.exists(home.resolve("late")));
      GroupResult<String> next = call(NoJava.spec("//id=c" + env()));
      assertThat(next.ok()).as("%s", next).isTrue();
      GroupResult<String> result = first.get(20, TimeUnit.SECONDS);
      assertThat(result.ok()).as("%s", result).isTrue();
    }
    assertThat(pushes()).hasSize(2);
    assertThat(kept()).containsExactlyInAnyOrder("agent", "runtime");
  }

  /// A home folder may be shared by hosts. A second takes no time here.
  @Test
  void aLockOfAnotherHostIsTakenAfterAMinuteWithoutASign() throws Exception {
    String java = call(NoJava.spec("//id=a" + env())).values().getFirst();
    Path runtime = Path.of(java.substring(0, java.lastIndexOf(' ')));
    String key = runtime.getFileName().toString().substring("runtime-".length());
    Path elsewhere = Files.createDirectories(home.resolve("elsewhere/muster/.lock-" + key));
    Files.setPosixFilePermissions(
        elsewhere.getParent(), PosixFilePermissions.fromString("rwx------"));
    Files.writeString(elsewhere.resolve("by"), "1 another-host pid:[1]\n");
    Path shim = shim("sleep", "exit 0");
    GroupResult<String> next =
        call(
            NoJava.spec(
                "//id=b" + path(shim) + "//env:XDG_CACHE_HOME=" + home.resolve("elsewhere")));
    assertThat(next.ok()).as("%s", next).isTrue();
    assertThat(pushes()).hasSize(2);
    assertThat(elsewhere).doesNotExist();
  }

  @Test
  void aFolderThatProgramsMayNotRunFromIsPassedOverOrNamed() throws Exception {
    String mounts =
        "mount -t tmpfs -o noexec none %1$s && mkdir %1$s/tmp && mount -t tmpfs -o noexec none /var/tmp && mkdir %1$s/runs && mount -t tmpfs none %1$s/runs"
            .formatted(home);
    try (BareHost host = BareHost.open(mounts)) {
      assertThat(message(call(host.spec("//id=a//env:TMPDIR=" + home + "/tmp" + env()))))
          .contains(home + "/muster: no program may be run from it, as where it is mounted noexec")
          .contains(home + "/tmp/muster-", "/var/tmp/muster-")
          .contains("name another with //env:XDG_CACHE_HOME=FOLDER, or install Java there");
      assertThat(pushes()).isEmpty();
      String runs = home + "/runs";
      GroupResult<String> other = call(host.spec("//id=b//env:TMPDIR=" + runs + env()));
      assertThat(other.ok()).as("%s", other).isTrue();
      assertThat(other.values().getFirst()).startsWith(runs + "/muster-");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "gzip dd tr", "dd tr"})
  void unpackingTakesTarOrOtherwiseOnlyWhatIsEverywhere(String there) throws Exception {
    String path = "//env:PATH=" + programs(there);
    GroupResult<String> result = call(NoJava.spec("//id=a" + env() + path));
    assertThat(result.ok()).as("%s", result).isTrue();
    assertThat(kept()).containsExactlyInAnyOrder("agent", "runtime");
  }

  /// It is dash here, and bash on many hosts.
  @ParameterizedTest
  @ValueSource(strings = {"tar gzip", "dd tr"})
  void whicheverShellThereIs(String there) throws Exception {
    String bash = "mount --bind /bin/bash $(readlink -f /bin/sh)";
    String path = "//env:PATH=" + programs(there);
    GroupResult<String> result = call(NoJava.spec(bash, "//id=a" + env() + path));
    assertThat(result.ok()).as("%s", result).isTrue();
    assertThat(kept()).containsExactlyInAnyOrder("agent", "runtime");
  }

  @Test
  void aRuntimeOfWhichSomethingWasRemovedIsReplaced() throws Exception {
    GroupResult<String> first = call(NoJava.spec("//id=a" + env()));
    String java = first.values().getFirst();
    Path gone = Path.of(java.substring(0, java.lastIndexOf(' ')), "lib", "tzdb.dat");
    Files.delete(gone);
    GroupResult<String> next = call(NoJava.spec("//id=b" + env()));
    assertThat(next.ok()).as("%s", next).isTrue();
    assertThat(pushes()).hasSize(2);
    assertThat(gone).exists();
    assertThat(kept()).containsExactlyInAnyOrder("agent", "runtime");
  }

  @Test
  void aHostWhereNothingUnpacksSaysSo() throws Exception {
    String path = "//env:PATH=" + programs("gzip");
    assertThat(message(call(NoJava.spec("//id=a" + env() + path))))
        .contains("takes tar, or dd, tr and head", "install tar and gzip, or Java");
    assertThat(told).isEmpty();
    assertThat(kept()).isEmpty();
  }

  @Test
  void aHostOfAnotherProcessorIsNamedBeforeAnythingIsMade() throws Exception {
    Path shim = shim("uname", "case $1 in -m) echo riscv64 ;; *) exec /usr/bin/uname $1 ;; esac");
    assertThat(message(call(NoJava.spec("//id=a" + env() + path(shim)))))
        .contains("the host is Linux riscv64, and the one that can be pushed is for Linux ")
        .contains("install Java there");
    assertThat(told).isEmpty();
    assertThat(home.resolve("muster")).doesNotExist();
  }

  /// What was pushed is a Java without `jlink`.
  @Test
  void aControllerThatCanMakeNoneSaysSoBeforeAnyHostIsAsked() throws Exception {
    String java = call(NoJava.spec("//id=a" + env())).values().getFirst();
    List<String> words = ChildJava.words(PushMain.class, List.of("local://id=a", "local://id=b"));
    words.set(0, java.substring(0, java.lastIndexOf(' ')) + "/bin/java");
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("XDG_CACHE_HOME", home.resolve("other").toString());
    Process controller = builder.start();
    String said = new String(controller.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(controller.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(said)
        .containsOnlyOnce("no Java runtime can be pushed: the Java here has no jlink")
        .contains("run Muster on a JDK, or install Java there");
  }

  @Test
  void ofEightStartsAtOnceOneTakesIt() throws Exception {
    String[] specs =
        IntStream.range(0, 8)
            .mapToObj(i -> NoJava.spec("//id=a" + i + env()))
            .toArray(String[]::new);
    GroupResult<String> results = call(specs);
    assertThat(results.ok()).as("%s", results).isTrue();
    assertThat(results.values()).containsOnly(results.values().getFirst());
    assertThat(pushes()).hasSize(1);
    assertThat(kept()).containsExactlyInAnyOrder("agent", "runtime");
  }

  /// Kills a start in the middle, which leaves its lock and what it took.
  private void killAStart() throws Exception {
    String half = NoJava.spec("//id=a" + env() + halting());
    try (Muster muster = Muster.open(pushing());
        Group group = muster.groupOf(List.of(half))) {
      CompletableFuture<GroupResult<String>> first = called(group);
      await(() -> Files.exists(home.resolve("half")));
      ProcessHandle.of(holder()).orElseThrow().destroyForcibly();
      Files.createFile(home.resolve("go"));
      assertThat(first.get(20, TimeUnit.SECONDS).ok()).isFalse();
    }
    assertThat(kept()).contains(".new", ".lock");
  }

  // --- what hosts are made of

  private String env() {
    return "//env:XDG_CACHE_HOME=" + home;
  }

  private static String path(Path shim) {
    return "//env:PATH=" + shim + ":/usr/bin:/bin";
  }

  /// Takes a part of what is sent, says so, and goes on when it is told to.
  private String halting() throws IOException {
    String wait =
        """
        [ $2 -gt 1000000 ] || exec /usr/bin/head "$@"
        /usr/bin/head -c 1000000; : >%1$s/half
        while [ ! -e %1$s/go ]; do sleep 0.1; done
        exec /usr/bin/head -c $(($2 - 1000000))\
        """
            .formatted(home);
    return path(shim("head", wait));
  }

  private Path shim(String name, String script) throws IOException {
    Path folder = Files.createDirectories(home.resolve("shims"));
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }

  /// A folder of programs in which only these are, besides what every host has.
  private Path programs(String there) throws IOException {
    Path folder = Files.createDirectories(home.resolve("programs"));
    for (String name : (PROGRAMS + " " + there).split(" ", -1)) {
      Files.createSymbolicLink(folder.resolve(name), Path.of("/usr/bin", name));
    }
    return folder;
  }

  private static SshSettings settings(OpenSshServer server, UserKeys keys) {
    Path known =
        keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), List.of("127.1.0.*"));
    return SshSettings.standard()
        .withUser(server.user())
        .withPort(server.port())
        .withIdentity(keys.ed25519())
        .withHostKeys(HostKeys.standard().withUserFiles(List.of(known)));
  }

  // --- what became of them

  private MusterOptions pushing() {
    return MusterOptions.standard().withRuntimePush(RuntimePush.standard().telling(told::add));
  }

  private GroupResult<String> call(String... specs) throws InterruptedException {
    try (Muster muster = Muster.open(pushing());
        Group group = muster.groupOf(Arrays.asList(specs))) {
      return group.call(RuntimePushTest::java);
    }
  }

  private static CompletableFuture<GroupResult<String>> called(Group group) {
    CompletableFuture<GroupResult<String>> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            result.complete(group.call(RuntimePushTest::java));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  private static String message(GroupResult<String> results) {
    assertThat(results.ok()).as("%s", results).isFalse();
    return results.failures().iterator().next().message();
  }

  private List<String> pushes() {
    return told.stream().filter(line -> line.contains("pushing")).toList();
  }

  /// Returns what is in the cache, each name up to its first dash.
  private List<String> kept() throws IOException {
    Path folder = home.resolve("muster");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString().replaceAll("-.*", "")).toList();
    }
  }

  /// Returns the process that holds the lock.
  private long holder() throws IOException {
    return Long.parseLong(Files.readString(lock().resolve("by")).split(" ", 2)[0]);
  }

  private Path lock() throws IOException {
    try (Stream<Path> all = Files.list(home.resolve("muster"))) {
      return all.filter(file -> file.getFileName().toString().startsWith(".lock"))
          .findFirst()
          .orElseThrow();
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws IOException {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not come to that within a minute");
      }
      Thread.onSpinWait();
    }
  }
}
