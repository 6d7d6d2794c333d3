package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.model.GroupResult;
import dev.muster.model.HostKeys;
import dev.muster.model.Result;
import dev.muster.model.RuntimePush;
import dev.muster.model.SshSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hosts without a Java are given one: N9. The runtime is made once, in this user's cache.
@Tag("peers")
class RuntimePushTest {

  @TempDir private Path home;

  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  static String java() {
    return System.getProperty("java.home") + " " + Runtime.version().feature();
  }

  @Test
  void nothingIsPushedUnlessAsked() throws Exception {
    GroupResult<String> results = call(MusterOptions.standard(), NoJava.spec("//id=a" + env()));
    assertThat(message(results))
        .contains("no Java 17 or later was found", "push one with --runtime push");
    assertThat(home.resolve("muster")).doesNotExist();
  }

  @Test
  void aHostWithoutJavaIsGivenOneOnceHoweverManyStarts() throws Exception {
    String host = env() + "//runtime=push";
    MusterOptions options = pushing().withSsh(SshSettings.standard());
    GroupResult<String> results =
        call(options, NoJava.spec("//id=a" + host), NoJava.spec("//id=b" + host));
    for (Result<String> each : results) {
      assertThat(each.orThrow())
          .startsWith(home.resolve("muster/runtime-").toString())
          .endsWith(" " + Runtime.version().feature());
    }
    assertThat(told).filteredOn(line -> line.contains("pushing")).hasSize(1);
    assertThat(told.getLast()).contains("MiB", "kept there as " + home.resolve("muster/runtime-"));
    assertThat(call(options, NoJava.spec("//id=c" + host)).ok()).isTrue();
    assertThat(told).filteredOn(line -> line.contains("pushing")).hasSize(1);
    try (Stream<Path> kept = Files.list(home.resolve("muster"))) {
      assertThat(kept.map(file -> file.getFileName().toString().replaceAll("-.*", "")))
          .containsExactlyInAnyOrder("agent", "runtime");
    }
  }

  @Test
  void behindAnotherGatewayToo() throws Exception {
    String way = NoJava.spec("//id=way//env:XDG_CACHE_HOME=" + home.resolve("way"));
    String behind = "local://id=t//via=way//env:XDG_CACHE_HOME=" + home.resolve("behind");
    GroupResult<String> results = call(pushing(), behind, way);
    assertThat(results.ok()).as("%s", results).isTrue();
    assertThat(results.values().getFirst()).startsWith(home.resolve("behind") + "/muster/runtime-");
  }

  @Test
  void overSsh() throws Exception {
    UserKeys keys = UserKeys.make();
    String force = "ForceCommand exec " + NoJava.WORDS + " /bin/sh -c \"$SSH_ORIGINAL_COMMAND\"";
    try (OpenSshServer server = OpenSshServer.start(keys, force)) {
      Path known =
          keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), List.of("127.1.0.*"));
      SshSettings settings =
          SshSettings.standard()
              .withUser(server.user())
              .withPort(server.port())
              .withIdentity(keys.ed25519())
              .withHostKeys(HostKeys.standard().withUserFiles(List.of(known)));
      GroupResult<String> results = call(pushing().withSsh(settings), "ssh:127.1.0.1" + env());
      assertThat(results.ok()).as("%s", results).isTrue();
      assertThat(results.values().getFirst())
          .startsWith(home.resolve("muster/runtime-").toString());
    } finally {
      keys.close();
    }
  }

  @Test
  void aFolderThatOthersMayWriteToIsNotUsed() throws Exception {
    Path shared = Files.createDirectories(home.resolve("muster"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path planted = Files.createDirectories(shared.resolve("runtime-0/bin"));
    Files.writeString(planted.resolve("java"), "#!/bin/sh\nexit 9\n");
    String temporary = "//env:TMPDIR=" + Files.createDirectory(home.resolve("tmp"));
    GroupResult<String> results = call(pushing(), NoJava.spec("//id=a" + env() + temporary));
    assertThat(results.ok()).as("%s", results).isTrue();
    assertThat(results.values().getFirst()).doesNotStartWith(shared.toString());
  }

  @Test
  void aModuleThatIsNotThereIsNamed() {
    RuntimePush push = RuntimePush.parse("push:java.nothing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Muster.open(MusterOptions.standard().withRuntimePush(push)))
        .withMessageContaining("java.nothing");
  }

  private String env() {
    return "//env:XDG_CACHE_HOME=" + home;
  }

  private MusterOptions pushing() {
    return MusterOptions.standard().withRuntimePush(RuntimePush.standard().telling(told::add));
  }

  private static GroupResult<String> call(MusterOptions options, String... specs)
      throws InterruptedException {
    try (Muster muster = Muster.open(options);
        Group group = muster.groupOf(List.of(specs))) {
      return group.call(RuntimePushTest::java);
    }
  }

  private static String message(GroupResult<String> results) {
    return results.failures().iterator().next().message();
  }
}
