package dev.muster.session.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.model.RuntimePush;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// N9: a Java here of which no runtime can be made is said here, once, and not by every host.
class FailingJdkTest {

  private static final int HOSTS = 8;

  @TempDir private Path folder;

  private Path home;
  private CacheFolder cache;

  @BeforeEach
  void prepare() throws IOException {
    home = folder.resolve("jdk");
    Files.createDirectories(home.resolve("bin"));
    Path kept = folder.resolve("cache");
    Files.createDirectory(
        kept, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    cache = new CacheFolder(kept);
  }

  @Test
  void oneWithoutJlinkIsRefusedBeforeAnyHostIsAsked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> runtimes().require(RuntimePush.standard()))
        .withMessageContainingAll(
            "no Java runtime can be pushed: the Java here has no jlink",
            home.toString(),
            "run Muster on a JDK, or install Java there");
  }

  @Test
  void soIsOneWithoutJmodsWhereJlinkNeedsThem() throws IOException {
    jlink("exit 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> runtimes().require(RuntimePush.standard()))
        .withMessageContainingAll(home.toString(), "no jmods folder", "install the jmods");
  }

  @Test
  void theOneThatThisRunsOnWillDo() {
    assertThat(Jdk.current().refusal()).isEmpty();
  }

  @Test
  void whatWasMadeBeforeNeedsNoJlink() throws Exception {
    RuntimeOffer offer = runtimes().offer(RuntimePush.standard());
    String key = new String(offer.script(), StandardCharsets.UTF_8).substring(2, 34);
    cache.keep("runtime-" + key + ".tar.gz", new byte[] {1, 2, 3, 4, 5, 0, 0, 0});
    assertThatCode(() -> runtimes().require(RuntimePush.standard())).doesNotThrowAnyException();
    assertThat(runtimes().offer(RuntimePush.standard()).archive().size(Archive.Form.GZIP))
        .isEqualTo(8);
  }

  @Test
  void jlinkThatFailsIsRunOnceForAllHosts() throws Exception {
    Files.createDirectory(home.resolve("jmods"));
    Files.createFile(home.resolve("jmods/java.base.jmod"));
    Path runs = folder.resolve("runs");
    jlink("echo run >>" + runs + "; echo no room here; exit 3");
    Runtimes runtimes = runtimes();
    RuntimePush push = RuntimePush.standard().telling(_ -> {});
    runtimes.require(push);
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    List<Thread> hosts = new ArrayList<>();
    for (int i = 0; i < HOSTS; i++) {
      hosts.add(Thread.ofVirtual().start(() -> said.add(failure(runtimes.offer(push)))));
    }
    for (Thread host : hosts) {
      host.join();
    }
    assertThat(said)
        .hasSize(HOSTS)
        .containsOnly(
            "none could be made here of "
                + home
                + ": jlink exited 3: no room here; mend that, or install Java there");
    assertThat(Files.readAllLines(runs)).hasSize(1);
  }

  private static String failure(RuntimeOffer offer) {
    try {
      offer.archive();
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private void jlink(String script) throws IOException {
    Path file = Files.writeString(home.resolve("bin/jlink"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private Runtimes runtimes() {
    return new Runtimes(new Jdk(home, "25", 25, "Linux x86_64", ""), cache);
  }
}
