package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The fleet as OpenSSH's client finds it.
@Tag("peers")
class OpenSshTest {

  @TempDir private static Path folder;
  private static Fleet fleet;

  /// What a program left behind; each character of `out` is a byte.
  private record Result(String out, String err, int status) {}

  @BeforeAll
  static void start() throws IOException {
    fleet = Fleet.start(FleetOptions.of(Behaviour.of(Script.shell())));
    Files.writeString(folder.resolve("known_hosts"), fleet.knownHosts("127.*"));
    Path key =
        Files.createFile(
            folder.resolve("id"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(key, ScriptedClient.KEY.openSshFile(""));
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  @Test
  void logsInAndRunsACommand() throws Exception {
    Result result = ssh(new byte[0], "127.0.7.1", "echo out; echo err >&2; exit 3");
    assertThat(result.out()).isEqualTo("out\n");
    assertThat(result.err()).isEqualTo("err\n");
    assertThat(result.status()).isEqualTo(3);
  }

  @Test
  void givesItsInputToTheShellWithoutACommand() throws Exception {
    byte[] script = "echo from input; exit 4\n".getBytes(StandardCharsets.UTF_8);
    Result result = ssh(script, "127.0.0.1");
    assertThat(result.out()).isEqualTo("from input\n");
    assertThat(result.status()).isEqualTo(4);
  }

  @Test
  void tellsASignal() throws Exception {
    Result result = ssh(new byte[0], "127.0.0.1", "kill -TERM $$");
    assertThat(result.status()).isEqualTo(255);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256"})
  void exchangesKeys(String method) throws Exception {
    Result result = ssh(new byte[0], "-o", "KexAlgorithms=" + method, "127.0.0.1", "echo in");
    assertThat(result.out()).isEqualTo("in\n");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "aes128-gcm@openssh.com, hmac-sha2-256",
    "aes256-gcm@openssh.com, hmac-sha2-256",
    "chacha20-poly1305@openssh.com, hmac-sha2-256",
    "aes128-ctr, hmac-sha2-256",
    "aes128-ctr, hmac-sha2-512",
    "aes256-ctr, hmac-sha2-256-etm@openssh.com",
    "aes256-ctr, hmac-sha2-512-etm@openssh.com",
  })
  void movesBytesByEachCipher(String cipher, String mac) throws Exception {
    byte[] bytes = bytes(1 << 20);
    Result result = ssh(bytes, "-c", cipher, "-m", mac, "127.0.0.1", "cat");
    assertThat(result.out()).isEqualTo(text(bytes));
    assertThat(result.err()).isEmpty();
  }

  @Test
  void movesTenMegabytesBothWays() throws Exception {
    byte[] bytes = bytes(10 << 20);
    assertThat(ssh(bytes, "127.0.0.1", "cat").out()).isEqualTo(text(bytes));
  }

  @Test
  void changesKeysWhenTheClientWants() throws Exception {
    byte[] bytes = bytes(10 << 20);
    assertThat(ssh(bytes, "-o", "RekeyLimit=1M", "127.0.0.1", "cat").out()).isEqualTo(text(bytes));
  }

  @Test
  void changesKeysByItself() throws Exception {
    byte[] bytes = bytes(10 << 20);
    Behaviour behaviour = Behaviour.of(Script.shell()).rekeyingAfter(1 << 20);
    try (Fleet own = Fleet.start(FleetOptions.of(behaviour))) {
      Result result =
          run(bytes, command(own.port(), "-o", "StrictHostKeyChecking=no", "127.0.0.1", "cat"));
      assertThat(result.out()).isEqualTo(text(bytes));
    }
  }

  @Test
  void isRefusedWithAnotherHostKey() throws Exception {
    try (Fleet own =
        Fleet.start(
            FleetOptions.of(
                Behaviour.of(Script.shell()).withHostKeys(List.of(MemoryServer.HOST_KEY))))) {
      Files.writeString(folder.resolve("known_hosts_2"), own.knownHosts("127.*"));
      Result result =
          run(
              new byte[0],
              command(
                  own.port(),
                  "-o",
                  "UserKnownHostsFile=" + folder.resolve("known_hosts_2"),
                  "127.0.0.1",
                  "true"));
      assertThat(result.status()).isEqualTo(255);
      assertThat(result.err()).contains("Host key verification failed");
    }
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static Result ssh(byte[] input, String... words) throws Exception {
    return run(input, command(fleet.port(), words));
  }

  private static List<String> command(int port, String... words) {
    List<String> all = new ArrayList<>(List.of("ssh", "-F", "none", "-p", "" + port));
    List<String> given = List.of(words);
    if (given.stream().noneMatch(word -> word.startsWith("UserKnownHostsFile"))) {
      all.addAll(List.of("-o", "UserKnownHostsFile=" + folder.resolve("known_hosts")));
    }
    all.addAll(List.of("-i", folder.resolve("id").toString(), "-o", "BatchMode=yes"));
    all.addAll(List.of("-o", "LogLevel=ERROR", "-o", "IdentityAgent=none"));
    all.addAll(given);
    return all;
  }

  private static Result run(byte[] input, List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).start();
    var out = CompletableFuture.supplyAsync(() -> all(process.getInputStream()));
    var err = CompletableFuture.supplyAsync(() -> all(process.getErrorStream()));
    try (var to = process.getOutputStream()) {
      to.write(input);
    }
    int status = process.waitFor();
    return new Result(text(out.get()), text(err.get()), status);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] all(InputStream in) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (in) {
      in.transferTo(bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
