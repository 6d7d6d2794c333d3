package dev.muster.it.login;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.Ended;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.Programs;
import dev.muster.it.peer.SoftToken;
import dev.muster.it.peer.Ssh;
import dev.muster.it.peer.UserKeys;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Keys on a token of software, at a real server, as OpenSSH's client uses them with `-I`.
@Tag("peers")
class TokenKeysTest {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path folder;

  private static UserKeys keys;
  private static OpenSshServer server;

  private SoftToken token;
  private int before;

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    server = OpenSshServer.start(keys, "MaxStartups 1000");
  }

  @AfterAll
  static void stop() {
    server.close();
    keys.close();
  }

  @BeforeEach
  void make() {
    token = SoftToken.make("muster test");
    before = server.log().length();
  }

  @AfterEach
  void discard() {
    token.close();
  }

  private String log() {
    return server.log().substring(before);
  }

  /// Lets these keys in and no others.
  private static void authorize(List<String> lines) throws Exception {
    Files.write(keys.authorizedKeys(), lines);
  }

  private Ended run(String pin, String hosts, Path library, String... files) {
    Map<String, String> environment = new HashMap<>(token.environment());
    environment.put("TEST_PIN", pin);
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String ours = System.getProperty("java.class.path", "");
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Duser.home=" + folder));
    words.addAll(List.of("-cp", System.getProperty("surefire.test.class.path", ours)));
    words.add(TokenProgram.class.getName());
    Path known = keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), List.of("127.*"));
    words.addAll(List.of(hosts, Integer.toString(server.port()), known.toString()));
    words.add(library.toString());
    words.addAll(List.of(files));
    return Programs.run(words, environment, LIMIT);
  }

  private Ended theirs(String pin) {
    Map<String, String> environment = new HashMap<>(token.environment());
    environment.put("SSH_ASKPASS", token.answers(pin).toString());
    environment.put("SSH_ASKPASS_REQUIRE", "force");
    return Ssh.to(server, keys.stranger())
        .with("PKCS11Provider=" + token.library())
        .with("IdentitiesOnly=no")
        .with("BatchMode=no")
        .with("NumberOfPasswordPrompts=1")
        .run(Programs.find("ssh", "openssh-client"), "127.1.1.1", "echo in", environment);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"rsa:2048", "EC:prime256v1", "EC:secp384r1", "EC:secp521r1"})
  void aKeyOfATokenLetsIn(String type) throws Exception {
    token.makeKey(type, "mine");
    authorize(token.publicLines());
    Ended ours = run(SoftToken.PIN, "127.1.1.1", token.library());
    assertThat(ours.out()).as("%s", ours).isEqualTo("asked for muster test\n127.1.1.1: in\n");
    assertThat(theirs(SoftToken.PIN).out()).isEqualTo("in\n");
    assertThat(log().lines().filter(line -> line.contains("Accepted publickey"))).hasSize(2);
  }

  /// OpenSSH 9.2 knows no such keys on tokens, so the server hears of it by our own reading; its
  /// signature is the server's to check.
  @Test
  void anEdwardsCurveKeyOfATokenLetsIn() throws Exception {
    token.makeKey("EC:edwards25519", "mine");
    Ended refused = run(SoftToken.PIN, "127.1.1.1", token.library());
    String point = publicPoint(refused.out());
    authorize(List.of("ssh-ed25519 " + point));
    Ended ours = run(SoftToken.PIN, "127.1.1.1", token.library());
    assertThat(ours.out()).as("%s", ours).contains("127.1.1.1: in");
    assertThat(log()).contains("Accepted publickey").contains(": ED25519 ");
  }

  /// Reads the key off the token with a tool of others.
  private String publicPoint(String said) throws Exception {
    assertThat(said).contains("tried ssh-ed25519 SHA256:").contains("(mine on token muster test)");
    Path file = folder.resolve("point");
    List<String> words = new ArrayList<>();
    words.add(Programs.find("pkcs11-tool", "opensc").toString());
    words.addAll(List.of("--module", token.library().toString(), "--read-object"));
    words.addAll(List.of("--type", "pubkey", "--label", "mine", "-o", file.toString()));
    Ended read = Programs.run(words, token.environment(), LIMIT);
    assertThat(read.exit()).as("%s", read).isZero();
    List<String> pem = Files.readAllLines(file);
    byte[] x509 = Base64.getDecoder().decode(String.join("", pem.subList(1, pem.size() - 1)));
    byte[] blob = Arrays.copyOf("\0\0\0\013ssh-ed25519\0\0\0 ".getBytes(US_ASCII), 19 + 32);
    System.arraycopy(x509, x509.length - 32, blob, 19, 32);
    return Base64.getEncoder().encodeToString(blob);
  }

  @Test
  void manyHostsAskForThePinOnce() throws Exception {
    token.makeKey("EC:prime256v1", "one");
    token.makeKey("EC:secp384r1", "two");
    authorize(token.publicLines().subList(1, 2));
    Ended ours = run(SoftToken.PIN, "127.1.1.[1-50]", token.spy());
    assertThat(ours.out().lines().filter(line -> line.endsWith(": in"))).hasSize(50);
    assertThat(ours.out().lines().filter(line -> line.startsWith("asked"))).hasSize(1);
    assertThat(token.calls("C_Login")).isEqualTo(1);
    assertThat(token.calls("C_Sign"))
        .as("a signature for each host, and none by the key that is refused")
        .isEqualTo(50);
  }

  @Test
  void aWrongPinIsTriedOnceAndStopsEverything() throws Exception {
    token.makeKey("rsa:2048", "mine");
    authorize(token.publicLines());
    Ended ours = run("0000", "127.1.1.[1-20]", token.spy());
    assertThat(ours.out())
        .isEqualTo(
            """
            asked for muster test
            refused: token muster test: the PIN is wrong; it was tried once
            """);
    assertThat(token.calls("C_Login")).isEqualTo(1);
    assertThat(theirs("0000").exit()).isEqualTo(255);
  }

  @Test
  void aTokenWhosePinNobodyGivesIsLeftOut() throws Exception {
    token.makeKey("rsa:2048", "mine");
    authorize(token.publicLines());
    Ended ours = run("", "127.1.1.1", token.spy(), keys.ed25519().toString());
    assertThat(ours.out()).as("%s", ours).isEqualTo("127.1.1.1: in\n");
    assertThat(token.calls("C_Login")).as("only the file's key is used").isZero();

    Ended alone = run("", "127.1.1.1", token.spy());
    assertThat(alone.out())
        .contains("asked for muster test")
        .contains("note: token muster test: nobody gives its PIN; the token's keys are not used")
        .contains("out: ");
    assertThat(token.calls("C_Login")).isZero();
  }

  @Test
  void aKeyThatWantsItsPinForEachSignatureGetsItWithoutAQuestion() throws Exception {
    token.makeKey("rsa:2048", "careful", "--always-auth");
    authorize(token.publicLines());
    Ended ours = run(SoftToken.PIN, "127.1.1.[1-3]", token.spy());
    assertThat(ours.out().lines().filter(line -> line.endsWith(": in"))).as("%s", ours).hasSize(3);
    assertThat(ours.out().lines().filter(line -> line.startsWith("asked"))).hasSize(1);
    assertThat(token.calls("C_Login")).as("once, and once for each signature").isEqualTo(4);
  }

  /// As with `IdentitiesOnly`, of a token's keys only the one is used that a file names.
  @Test
  void aPublicKeyFileNamesAKeyOfTheToken() throws Exception {
    token.makeKey("EC:prime256v1", "one");
    token.makeKey("EC:secp384r1", "two");
    authorize(token.publicLines());
    Path file = folder.resolve("two.pub");
    Files.writeString(file, token.publicLines().get(1) + "\n");
    Ended ours = run(SoftToken.PIN, "127.1.1.1", token.library(), file.toString());
    assertThat(ours.out()).as("%s", ours).endsWith("127.1.1.1: in\n");
    assertThat(log().lines().filter(line -> line.contains("Accepted publickey")))
        .singleElement()
        .asString()
        .contains("ECDSA");
    assertThat(log()).doesNotContain("Failed publickey");
  }

  @Test
  void aCertificateShowsTheKeyWhereNoPublicOneIs() throws Exception {
    Path store = folder.resolve("store");
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    words.addAll(List.of("-genkeypair", "-alias", "k", "-keyalg", "RSA", "-keysize", "2048"));
    words.addAll(List.of("-dname", "CN=me", "-storetype", "PKCS12", "-storepass", "secret"));
    words.addAll(List.of("-keystore", store.toString()));
    assertThat(Programs.run(words).exit()).isZero();
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    loaded.load(new ByteArrayInputStream(Files.readAllBytes(store)), "secret".toCharArray());
    byte[] key = loaded.getKey("k", "secret".toCharArray()).getEncoded();
    byte[] certificate = loaded.getCertificate("k").getEncoded();
    token.putCertified(
        Files.write(folder.resolve("k.der"), key),
        Files.write(folder.resolve("c.der"), certificate),
        "card");
    authorize(token.publicLines());
    Ended ours = run(SoftToken.PIN, "127.1.1.1", token.library());
    assertThat(ours.out()).as("%s", ours).endsWith("127.1.1.1: in\n");
    assertThat(theirs(SoftToken.PIN).out()).isEqualTo("in\n");
  }

  @Test
  void aLibraryThatIsNotThereIsNamedAndTheOthersKeysAreUsed() {
    Path none = folder.resolve("none.so");
    Ended ours = run("", "127.1.1.1", none);
    assertThat(ours.out())
        .contains(
            "note: " + none + " cannot be loaded as a library; the token's keys are not used");
  }
}
