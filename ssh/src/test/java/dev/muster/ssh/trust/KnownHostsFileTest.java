package dev.muster.ssh.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.trust.HostKeyVerdict.AddThenTrust;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two processes and one file.
class KnownHostsFileTest {

  private static final int HOSTS = 100;

  @TempDir Path folder;

  /// The other process: adds hosts, or locks the file until its input ends.
  static final class Other {

    private Other() {}

    public static void main(String[] args) throws Exception {
      Path file = Path.of(args[1]);
      if (args[0].equals("lock")) {
        lock(file);
        return;
      }
      say("ready");
      add(file, args[0]);
    }

    private static void lock(Path file) throws IOException {
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          var _ = channel.lock()) {
        say("ready");
        assertThat(System.in.read()).isEqualTo(-1);
      }
    }

    private static void say(String word) throws IOException {
      System.out.write((word + "\n").getBytes(StandardCharsets.UTF_8));
      System.out.flush();
    }
  }

  static void add(Path file, String prefix) throws Exception {
    HostKeys hostKeys = HostKeys.read(HostKeyPolicy.ACCEPT_NEW, List.of(file), List.of());
    for (int n = 0; n < HOSTS; n++) {
      hostKeys.add(new AddThenTrust(prefix + n, 22, Keys.ed25519(n)));
      hostKeys.add(new AddThenTrust("both" + n, 22, Keys.ed25519(n)));
    }
  }

  private static Process start(String what, Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                what,
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.inputReader().readLine()).isEqualTo("ready");
    return process;
  }

  @Test
  void twoProcessesLoseNothingAndRepeatNothing() throws Exception {
    Path file = folder.resolve("known_hosts");
    Process other = start("other", file);
    try {
      add(file, "own");
      assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(other.exitValue()).isZero();
    } finally {
      other.destroyForcibly();
    }
    assertThat(Files.readAllLines(file)).hasSize(3 * HOSTS).doesNotHaveDuplicates();
    KnownHosts knownHosts = KnownHosts.read(List.of(file));
    assertThat(knownHosts.warnings()).isEmpty();
    for (int n = 0; n < HOSTS; n++) {
      for (String prefix : List.of("own", "other", "both")) {
        assertThat(knownHosts.lookup(prefix + n, 22, Keys.ed25519(n)))
            .isInstanceOf(HostKeyLookup.Trusted.class);
      }
    }
  }

  @Test
  void waitsForAnotherProcessOnlySoLong() throws Exception {
    Path file = folder.resolve("known_hosts");
    Process other = start("lock", file);
    try {
      KnownHostsFile waiting = new KnownHostsFile(file, false, Duration.ofMillis(50));
      assertThatExceptionOfType(KnownHostsException.class)
          .isThrownBy(() -> waiting.append(_ -> Map.of("web1", Keys.ED)))
          .withMessage(
              file
                  + ": is locked by another process for more than 50 ms, so no new host can be put"
                  + " on file; end that process");
      other.getOutputStream().close();
      assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(waiting.append(_ -> Map.of("web1", Keys.ED))).containsKey("web1");
    } finally {
      other.destroyForcibly();
    }
  }
}
