package dev.muster.ssh.trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPublicKey;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownHostsTest {

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} and {1}:{2} {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          web1 ED                                   | web1     | 22   | ED    | trusted 1
          web1 ED                                   | WEB1     | 22   | ED    | trusted 1
          WEB1 ED                                   | web1     | 22   | ED    | trusted 1
          web1 ED                                   | web1     | 22   | OTHER | changed 1
          web1 ED                                   | web1     | 22   | RSA   | changed 1
          web1 ED                                   | web2     | 22   | ED    | unknown
          web1 ED                                   | web11    | 22   | ED    | unknown
          web1,10.0.0.1,::1 ED                      | 10.0.0.1 | 22   | ED    | trusted 1
          web1,10.0.0.1,::1 ED                      | ::1      | 22   | ED    | trusted 1
          web1 ED\\nweb1 RSA                        | web1     | 22   | RSA   | trusted 2
          web1 RSA\\nweb1 ED                        | web1     | 22   | OTHER | changed 2 1
          # web1 ED                                 | web1     | 22   | ED    | unknown
          `\\n\\n  web1 ED a comment\\r\\n`         | web1     | 22   | ED    | trusted 3
          `web1\\tED`                               | web1     | 22   | ED    | trusted 1
          web1 ED web1@example                      | web1     | 22   | ED    | trusted 1
          [web1]:2222 ED                            | web1     | 2222 | ED    | trusted 1
          [web1]:2222 ED                            | web1     | 2223 | ED    | unknown
          [web1]:2222 ED                            | web1     | 22   | ED    | unknown
          [::1]:2222 ED                             | ::1      | 2222 | ED    | trusted 1
          web1 ED                                   | web1     | 2222 | ED    | trusted 1
          web1 ED                                   | web1     | 2222 | OTHER | unknown
          [web1]:2222 OTHER\\nweb1 ED               | web1     | 2222 | ED    | changed 1
          @revoked web1 ED                          | web1     | 2222 | ED    | revoked 1
          *.lan ED                                  | a.lan    | 22   | ED    | trusted 1
          *.LAN ED                                  | a.lan    | 22   | ED    | trusted 1
          *.lan ED                                  | a.lan    | 22   | OTHER | changed 1
          *.lan ED                                  | lan      | 22   | ED    | unknown
          *.lan,!b.lan ED                           | b.lan    | 22   | ED    | unknown
          !b.lan,*.lan ED                           | b.lan    | 22   | ED    | unknown
          !b.lan ED                                 | a.lan    | 22   | ED    | unknown
          web? ED                                   | web1     | 22   | ED    | trusted 1
          web? ED                                   | web12    | 22   | ED    | unknown
          [web?]:2222 ED                            | web1     | 2222 | ED    | trusted 1
          *.lan ED\\na.lan OTHER                    | a.lan    | 22   | ED    | trusted 1
          *.lan ED\\na.lan OTHER                    | a.lan    | 22   | RSA   | changed 2 1
          web1 ED\\n@revoked web1 ED                | web1     | 22   | ED    | revoked 2
          web1 ED\\n@revoked * ED                   | web1     | 22   | ED    | revoked 2
          web1 ED\\n@revoked * OTHER                | web1     | 22   | ED    | trusted 1
          web1 ED\\n@revoked web2 ED                | web1     | 22   | ED    | trusted 1
          @revoked web1 ED                          | web1     | 22   | OTHER | unknown
          @cert-authority web1 ED                   | web1     | 22   | ED    | unknown, authority
          @cert-authority *.lan ED                  | web1     | 22   | ED    | unknown
          @cert-authority web1 ED\\nweb1 OTHER      | web1     | 22   | ED    | changed 2
          web1 ssh-dss AAAAB3NzaC1kc3M=             | web1     | 22   | ED    | changed 1
          """)
  void looksUpAsOpenSshDoes(String lines, String host, int port, String key, String expected) {
    KnownHosts knownHosts = Keys.knownHosts(lines.translateEscapes());

    assertThat(knownHosts.warnings()).isEmpty();
    assertThat(shown(knownHosts.lookup(host, port, Keys.named(key)))).isEqualTo(expected);
  }

  private static String shown(HostKeyLookup lookup) {
    return switch (lookup) {
      case HostKeyLookup.Trusted(KnownHostKey onFile) -> "trusted " + onFile.line();
      case HostKeyLookup.Revoked(KnownHostKey onFile) -> "revoked " + onFile.line();
      case HostKeyLookup.Unknown(boolean authority) -> authority ? "unknown, authority" : "unknown";
      case HostKeyLookup.Changed(List<KnownHostKey> onFile) ->
          onFile.stream()
              .map(key -> String.valueOf(key.line()))
              .collect(Collectors.joining(" ", "changed ", ""));
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web1     | 22   | ed25519 | trusted 1
          web1     | 22   | rsa     | trusted 2
          WEB1     | 22   | rsa     | trusted 2
          web1     | 2222 | rsa     | trusted 2
          web2     | 2222 | ed25519 | trusted 3
          web2     | 2222 | rsa     | changed 3
          web2     | 22   | ed25519 | unknown
          10.0.0.1 | 22   | rsa     | trusted 4
          ::1      | 22   | rsa     | trusted 5
          ::1      | 22   | ed25519 | changed 5
          """)
  void findsNamesThatSshKeygenHashed(String host, int port, String key, String expected) {
    KnownHosts hashed = KnownHosts.of("hashed", Keys.text("/trust/hashed").getBytes(UTF_8));
    SshPublicKey offered = Keys.fixture(key);

    assertThat(hashed.warnings()).isEmpty();
    assertThat(shown(hashed.lookup(host, port, offered))).isEqualTo(expected);
    assertThat(shown(hashed.lookup(host, port, offered))).as("again").isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          web1 ~ the line is cut short: host, key type and Base64 are wanted
          web1 ssh-ed25519 ~ the line is cut short: host, key type and Base64 are wanted
          web1 # ED ~ the line is cut short: host, key type and Base64 are wanted
          web1 ssh-ed25519 A* ~ the key is not Base64
          web1 ssh-ed25519 AAAAC3Nz ~ the key is cut short
          web1 1024 35 1234 ~ the key is cut short
          web1 ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ~ the key is not of the type that the line says
          @trusted web1 ED ~ the marker is neither @revoked nor @cert-authority
          @revoked ~ no host is named after the marker
          |1|AAAA|AAAA ED ~ the hashed name is not well-formed
          |1|AAAA ED ~ the hashed name is not well-formed
          |2|AAAA|AAAA ED ~ the hashed name is not well-formed
          """)
  void reportsBrokenLinesAndReadsOn(String line, String message) {
    KnownHosts knownHosts = Keys.knownHosts("# first\n" + line + "\nweb9 ED\n");

    assertThat(knownHosts.warnings()).containsExactly("known_hosts:2: " + message);
    assertThat(shown(knownHosts.lookup("web9", 22, Keys.ED))).isEqualTo("trusted 3");
  }

  @Test
  void reportsSoManyBrokenLinesAndCountsTheRest() {
    KnownHosts knownHosts = Keys.knownHosts("broken\n".repeat(250));

    assertThat(knownHosts.warnings())
        .hasSize(101)
        .last()
        .isEqualTo("known_hosts: 150 more lines are broken");
  }

  @ParameterizedTest(name = "{0} and {1}:{2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          web1 ED                          | web1 | 22   | ssh-ed25519
          web1 RSA\\nweb1 ED               | web1 | 22   | ssh-rsa,ssh-ed25519
          web1 RSA\\nweb1 RSA              | web1 | 22   | ssh-rsa
          web1 RSA                         | web1 | 2222 | ssh-rsa
          [web1]:2222 ED\\nweb1 RSA        | web1 | 2222 | ssh-ed25519
          web* RSA                         | web1 | 22   | ssh-rsa
          web1 RSA                         | web2 | 22   | ``
          @cert-authority web1 RSA         | web1 | 22   | ``
          @revoked web1 RSA                | web1 | 22   | ``
          web1 ssh-dss AAAAB3NzaC1kc3M=    | web1 | 22   | ``
          """)
  void tellsWhichTypesAreOnFile(String lines, String host, int port, String types) {
    assertThat(Keys.knownHosts(lines.translateEscapes()).keyTypesOnFile(host, port))
        .map(KeyType::wireName)
        .isEqualTo(types.isEmpty() ? List.of() : List.of(types.split(",", -1)));
  }

  @Test
  void tellsWhichTypesAreOnHashedLines() {
    String text = Keys.text("/trust/hashed");
    KnownHosts both = KnownHosts.of("hashed", text.getBytes(UTF_8));
    assertThat(both.keyTypesOnFile("web1", 22)).containsExactly(KeyType.ED25519, KeyType.RSA);
    assertThat(both.keyTypesOnFile("::1", 22)).containsExactly(KeyType.RSA);
    assertThat(both.keyTypesOnFile("web3", 22)).isEmpty();

    String rsa =
        text.lines().filter(line -> line.contains("ssh-rsa")).collect(Collectors.joining("\n"));
    KnownHosts one = KnownHosts.of("hashed", rsa.getBytes(UTF_8));
    assertThat(one.keyTypesOnFile("::1", 22)).containsExactly(KeyType.RSA);
  }

  @Test
  void readsTheUsersFileAndThenTheGlobalOne() throws Exception {
    Path user = Files.writeString(folder.resolve("user"), "web1 " + Keys.ED.line("") + "\n");
    Path global =
        Files.writeString(folder.resolve("global"), "\nweb2 " + Keys.OTHER.line("") + "\nbroken\n");
    Path missing = folder.resolve("missing");
    KnownHosts knownHosts = KnownHosts.read(List.of(user, missing, global));

    assertThat(knownHosts.files())
        .containsExactly(user.toString(), missing.toString(), global.toString());
    assertThat(knownHosts.lookup("web2", 22, Keys.OTHER))
        .isEqualTo(
            new HostKeyLookup.Trusted(
                new KnownHostKey(global.toString(), 2, "ssh-ed25519", Keys.OTHER.blob())));
    assertThat(shown(knownHosts.lookup("web1", 22, Keys.ED))).isEqualTo("trusted 1");
    assertThat(knownHosts.warnings())
        .containsExactly(
            global + ":3: the line is cut short: host, key type and Base64 are wanted");
  }

  @Test
  void failsOnAFileThatIsThereAndCannotBeRead() throws Exception {
    assertThatExceptionOfType(KnownHostsException.class)
        .isThrownBy(() -> KnownHosts.read(List.of(folder)))
        .withMessage(
            folder + ": is a directory where a known_hosts file is wanted; name the file in it")
        .satisfies(e -> assertThat(e.file()).isEqualTo(folder.toString()));

    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertThatExceptionOfType(KnownHostsException.class)
        .isThrownBy(() -> KnownHosts.read(List.of(loop)))
        .withMessageStartingWith(loop + ": cannot be read: ");

    assertThat(KnownHostsException.unreadable("f", new AccessDeniedException("f")))
        .hasMessage("f: may not be read by this user; check its owner and permissions");
  }

  @Test
  void refusesAFileThatIsTooLarge() throws Exception {
    Path file = folder.resolve("large");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }
    assertThatExceptionOfType(KnownHostsException.class)
        .isThrownBy(() -> KnownHosts.read(List.of(file)))
        .withMessage(file + ": has more than 268435456 bytes; name another file");
  }

  @Test
  void refusesAPortThatIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KnownHosts.none().lookup("web1", 0, Keys.ED))
        .withMessage("port 0 where 1 to 65535 is wanted");
  }

  @Test
  void readsAHundredThousandLinesSoonAndLooksUpAtOnce() {
    int count = 100_000;
    byte[] lines =
        IntStream.range(0, count)
            .mapToObj(n -> "host-" + n + " " + Keys.ed25519(n).line("") + "\n")
            .collect(Collectors.joining())
            .getBytes(UTF_8);

    long start = System.nanoTime();
    KnownHosts knownHosts = KnownHosts.of("known_hosts", lines);
    long loaded = System.nanoTime();
    for (int n = 0; n < count; n += 10) {
      assertThat(knownHosts.lookup("host-" + n, 22, Keys.ed25519(n)))
          .isInstanceOf(HostKeyLookup.Trusted.class);
    }
    long looked = System.nanoTime();

    print("100,000 lines of known_hosts read", loaded - start);
    print("10,000 hosts looked up in them", looked - loaded);
    assertThat(Duration.ofNanos(loaded - start)).isLessThan(Duration.ofSeconds(10)); // 0.3 if idle
    assertThat(Duration.ofNanos(looked - loaded)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void trustsAHostInALongHashedFileWithoutLookingThroughIt() {
    String one = Keys.text("/trust/hashed").lines().findFirst().orElseThrow();
    String names = one.substring(0, one.indexOf(' ') + 1);
    String noise =
        IntStream.range(0, 20_000)
            .mapToObj(n -> names + Keys.ed25519(n).line("") + "\n")
            .collect(Collectors.joining());
    KnownHosts knownHosts = KnownHosts.of("f", (noise + one + "\n").getBytes(UTF_8));
    SshPublicKey key = Keys.fixture("ed25519");

    assertThat(knownHosts.warnings()).isEmpty();
    long start = System.nanoTime();
    for (int n = 0; n < 20_000; n++) { // 400 million HMACs if it looked through
      assertThat(shown(knownHosts.lookup("web1", 22, key))).isEqualTo("trusted 20001");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  private static void print(String what, long nanos) {
    System.out.printf(Locale.ROOT, "%s in %.3f s%n", what, nanos / 1e9);
  }

  @Test
  void looksThroughHashedLinesOnceAHost() {
    int count = 3000;
    String names = Keys.text("/trust/hashed");
    String hashed = names.substring(0, names.indexOf(' ') + 1);
    StringBuilder lines = new StringBuilder("\n");
    for (int n = 0; n < count; n++) {
      lines.append(hashed).append(Keys.ed25519(n).line("")).append('\n');
    }
    lines.append(hashed).append(Keys.RSA.line("")).append('\n');
    KnownHosts knownHosts = KnownHosts.of("f", lines.toString().getBytes(UTF_8));

    assertThat(knownHosts.areTypesQuick("web9", 2222)).isFalse();
    assertThat(knownHosts.isQuick("web9", 2222, Keys.OTHER)).isFalse();
    long start = System.nanoTime();
    assertThat(knownHosts.keyTypesOnFile("web9", 2222)).isEmpty();
    print(2 * (count + 1) + " hashed lines looked through", System.nanoTime() - start);
    assertThat(knownHosts.areTypesQuick("web9", 2222)).isTrue();
    assertThat(knownHosts.isQuick("web9", 2222, Keys.OTHER)).isTrue();
    assertThat(knownHosts.areTypesQuick("web8", 2222)).isFalse();

    assertThat(knownHosts.isQuick("web1", 22, Keys.ed25519(7))).as("its key on file").isTrue();
    assertThat(knownHosts.isQuick("web1", 22, Keys.fixture("ecdsa256"))).isFalse();
    assertThat(Keys.knownHosts("web1 ED").isQuick("web9", 22, Keys.ED)).as("no hashes").isTrue();
    assertThat(Keys.knownHosts("web1 ED").areTypesQuick("web9", 22)).isTrue();
  }
}
