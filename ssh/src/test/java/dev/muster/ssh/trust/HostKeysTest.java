package dev.muster.ssh.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.OfferedKey;
import dev.muster.ssh.trust.HostKeyVerdict.AddThenTrust;
import dev.muster.ssh.trust.HostKeyVerdict.Distrusted;
import dev.muster.ssh.trust.HostKeyVerdict.Refused;
import dev.muster.ssh.trust.HostKeyVerdict.Trusted;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HostKeysTest {

  private static final String ED = Keys.ED.toString();
  private static final String OTHER = Keys.OTHER.toString();

  @TempDir Path folder;
  private Path user;
  private Path global;

  @BeforeEach
  void nameFiles() {
    user = folder.resolve("home/.ssh/known_hosts");
    global = folder.resolve("ssh_known_hosts");
  }

  private HostKeys hostKeys(HostKeyPolicy policy) throws KnownHostsException {
    return HostKeys.read(policy, List.of(user), List.of(global));
  }

  private void write(String... lines) throws Exception {
    Files.createDirectories(user.getParent());
    Files.write(user, List.of(lines));
  }

  private static String message(HostKeyVerdict verdict) {
    assertThat(verdict).isInstanceOf(Refused.class);
    return ((Refused) verdict).failure().message();
  }

  @ParameterizedTest
  @EnumSource
  void policiesReadWhatTheyPrint(HostKeyPolicy policy) {
    assertThat(HostKeyPolicy.of(policy.toString())).isEqualTo(policy);
  }

  @Test
  void refusesAPolicyThatIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostKeyPolicy.of("no"))
        .withMessage("host key policy \"no\" where strict, accept-new or off is wanted");
  }

  @Test
  void trustsWhatIsOnFile() throws Exception {
    write("web1 " + Keys.ED.line(""), "broken");
    for (HostKeyPolicy policy : HostKeyPolicy.values()) {
      assertThat(hostKeys(policy).verdict("web1", 22, Keys.ED)).isEqualTo(new Trusted());
    }
    HostKeys strict = hostKeys(HostKeyPolicy.STRICT);
    assertThat(strict.policy()).isEqualTo(HostKeyPolicy.STRICT);
    assertThat(strict.keyTypesOnFile("web1", 22)).containsExactly(KeyType.ED25519);
    assertThat(strict.warnings()).hasSize(1);
  }

  @Test
  void strictRefusesWhatIsNotOnFile() throws Exception {
    assertThat(message(hostKeys(HostKeyPolicy.STRICT).verdict("web-1", 22, Keys.ED)))
        .isEqualTo(
            "web-1: host key "
                + ED
                + " is not in "
                + user
                + " (nor "
                + global
                + "); check it and add it, or use --host-keys accept-new");
    assertThat(message(HostKeys.strict(Keys.knownHosts("")).verdict("Web-1", 2222, Keys.ED)))
        .isEqualTo(
            "[web-1]:2222: host key "
                + ED
                + " is not in known_hosts; check it and add it, or use --host-keys accept-new");
    assertThat(message(HostKeys.strict(KnownHosts.none()).verdict("web-1", 22, Keys.ED)))
        .isEqualTo(
            "web-1: host key "
                + ED
                + " is not in any file, for no known_hosts file is named; check it and add it, or"
                + " use --host-keys accept-new");
    assertThat(
            message(
                HostKeys.strict(Keys.knownHosts("@cert-authority web-1 OTHER"))
                    .verdict("web-1", 22, Keys.ED)))
        .isEqualTo(
            "web-1: host key "
                + ED
                + " is not in known_hosts, which names an authority for it, but it shows no"
                + " certificate; check it and add it, or use --host-keys accept-new");
  }

  @Test
  void refusesAKeyThatChanged() throws Exception {
    write("# a comment", "web-017 " + Keys.OTHER.line(""));
    for (HostKeyPolicy policy : List.of(HostKeyPolicy.STRICT, HostKeyPolicy.ACCEPT_NEW)) {
      assertThat(message(hostKeys(policy).verdict("web-017", 22, Keys.ED)))
          .isEqualTo(
              "web-017: host key is "
                  + ED
                  + " but "
                  + user
                  + ":2 has "
                  + OTHER
                  + "; if the host was rebuilt, delete that line");
    }
  }

  @Test
  void showsSomeOfManyKeysOnFile() {
    HostKeys two = HostKeys.strict(Keys.knownHosts("web RSA\nweb OTHER"));
    assertThat(message(two.verdict("web", 22, Keys.ED)))
        .isEqualTo(
            "web: host key is "
                + ED
                + " but known_hosts:2 has "
                + OTHER
                + " and known_hosts:1 has "
                + Keys.RSA
                + "; if the host was rebuilt, delete those lines");
    HostKeys many = HostKeys.strict(Keys.knownHosts("web OTHER\n".repeat(5)));
    assertThat(message(many.verdict("web", 22, Keys.ED)))
        .endsWith(
            "known_hosts:3 has "
                + OTHER
                + " and 2 more lines have others; if the host was rebuilt, delete those lines");
  }

  @Test
  void refusesAKeyThatIsRevoked() throws Exception {
    write("@revoked * " + Keys.ED.line(""), "web-1 " + Keys.ED.line(""));
    for (HostKeyPolicy policy : List.of(HostKeyPolicy.STRICT, HostKeyPolicy.ACCEPT_NEW)) {
      assertThat(message(hostKeys(policy).verdict("web-1", 22, Keys.ED)))
          .isEqualTo(
              "web-1: host key "
                  + ED
                  + " is marked @revoked in "
                  + user
                  + ":1; do not connect, and ask whoever runs the host for its new key");
    }
  }

  @ParameterizedTest(name = "{0}:{1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web1 | 22   | -
          web2 | 22   | the key of web2 is not the one on file, FILE:2
          web2 | 2222 | -
          web3 | 2222 | the key of [web3]:2222 is not the one on file, FILE:4
          web4 | 22   | the key of web4 is marked @revoked, FILE:5
          web5 | 22   | the key of web5 is not the one on file, FILE:6
          web9 | 22   | -
          """)
  void offGoesOnWithEverybodyAndDistrustsWhoHasAnotherKeyOnFile(String host, int port, String brief)
      throws Exception {
    write(
        "web1 " + Keys.ED.line(""),
        "web2 " + Keys.OTHER.line(""),
        "web3 " + Keys.ED.line(""),
        "[web3]:2222 " + Keys.OTHER.line(""),
        "@revoked web4 " + Keys.ED.line(""),
        "web5 " + Keys.RSA.line(""));
    HostKeys off = hostKeys(HostKeyPolicy.OFF);
    assertThat(off.warnings()).isEmpty();
    HostKeyVerdict verdict = off.verdict(host, port, Keys.ED);
    if (brief.equals("-")) {
      assertThat(verdict).isEqualTo(new Trusted());
      return;
    }
    assertThat(verdict).isInstanceOf(Distrusted.class);
    HostKeyFailure failure = ((Distrusted) verdict).failure();
    assertThat(failure.brief()).isEqualTo(brief.replace("FILE", user.toString()));
    assertThat(hostKeys(HostKeyPolicy.STRICT).verdict(host, port, Keys.ED))
        .as("the others refuse it")
        .isEqualTo(new Refused(failure));
  }

  @Test
  void offGoesOnWithoutFilesThatCannotBeRead() throws Exception {
    write("web1 " + Keys.OTHER.line(""), "broken");
    HostKeys off = HostKeys.read(HostKeyPolicy.OFF, List.of(folder, user), List.of(global));
    assertThat(off.verdict("web1", 22, Keys.ED)).isInstanceOf(Distrusted.class);
    assertThat(off.verdict("web2", 22, Keys.ED)).isEqualTo(new Trusted());
    assertThat(off.warnings())
        .hasSize(2)
        .first()
        .isEqualTo(
            folder
                + ": is a directory where a known_hosts file is wanted; name the file in it; a host"
                + " whose key it says has changed goes unnoticed");
    assertThat(off.warnings().get(1)).startsWith(user + ":2: ");
  }

  @Test
  void offTrustsEverybodyWithNothingOnFile() throws Exception {
    List<Path> nothing = List.of(Path.of("/dev/null"));
    HostKeys off = HostKeys.read(HostKeyPolicy.OFF, nothing, List.of());
    assertThat(off.verdict("web1", 22, Keys.ED)).isEqualTo(new Trusted());
    assertThat(off.keyTypesOnFile("web1", 22)).isEmpty();
    assertThat(HostKeys.trustingAll().verdict("web1", 22, Keys.ED)).isEqualTo(new Trusted());
  }

  /// Loops ask first: what is not quick is looked up beside them, once.
  @Test
  void offIsAsQuickAsTheOthersAndSaysSo() throws Exception {
    HostKeys adding =
        HostKeys.read(
            HostKeyOptions.of(HostKeyPolicy.ACCEPT_NEW, List.of(user), List.of())
                .withHashedNames(true));
    for (int n = 0; n < 70; n++) {
      adding.add(new AddThenTrust("web" + n, 22, n == 0 ? Keys.RSA : Keys.ed25519(n)));
    }
    HostKeys off = hostKeys(HostKeyPolicy.OFF);
    OfferedKey same = new OfferedKey.Plain(Keys.ed25519(1));
    OfferedKey other = new OfferedKey.Plain(Keys.ed25519(100));

    assertThat(off.isQuick("web1", 22, same)).isTrue();
    assertThat(off.isQuick("web2", 22, other)).isFalse();
    assertThat(off.verdict("web2", 22, other)).isInstanceOf(Distrusted.class);
    assertThat(off.isQuick("web2", 22, other)).isTrue();

    assertThat(off.areTypesQuick("web0", 22)).isFalse();
    assertThat(off.keyTypesOnFile("web0", 22)).containsExactly(KeyType.RSA);
    assertThat(off.areTypesQuick("web0", 22)).isTrue();
  }

  @Test
  void strictAddsNothing() throws Exception {
    HostKeys strict = hostKeys(HostKeyPolicy.STRICT);
    assertThatIllegalStateException()
        .isThrownBy(() -> strict.add(new AddThenTrust("web1", 22, Keys.ED)))
        .withMessage("host key policy strict adds no keys");
  }

  @Test
  void acceptNewPutsAHostOnFileInAFolderForItsOwnerOnly() throws Exception {
    HostKeys hostKeys = hostKeys(HostKeyPolicy.ACCEPT_NEW);
    HostKeyVerdict verdict = hostKeys.verdict("Web1", 2222, Keys.ED);
    assertThat(verdict).isEqualTo(new AddThenTrust("Web1", 2222, Keys.ED));
    assertThat(user).doesNotExist();

    assertThat(hostKeys.add((AddThenTrust) verdict)).isEqualTo(new Trusted());

    assertThat(user).hasContent("[web1]:2222 " + Keys.ED.line(""));
    assertThat(Files.getPosixFilePermissions(user))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(user.getParent()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(hostKeys.verdict("web1", 2222, Keys.ED)).isEqualTo(new Trusted());
    assertThat(message(hostKeys.verdict("web1", 2222, Keys.OTHER)))
        .contains(" but " + user + ":1 has " + ED);
    assertThat(hostKeys(HostKeyPolicy.STRICT).verdict("web1", 2222, Keys.ED))
        .isEqualTo(new Trusted());
  }

  @Test
  void beginsANewLineWhereTheLastOneHasNoEnd() throws Exception {
    write("web1 " + Keys.ED.line(""));
    Files.writeString(user, Files.readString(user).strip());
    HostKeys hostKeys = hostKeys(HostKeyPolicy.ACCEPT_NEW);

    hostKeys.add(new AddThenTrust("web2", 22, Keys.OTHER));

    assertThat(user)
        .hasContent("web1 " + Keys.ED.line("") + "\nweb2 " + Keys.OTHER.line("") + "\n");
    assertThat(message(hostKeys.verdict("web2", 22, Keys.ED))).contains(user + ":2 has");
  }

  @Test
  void writesNamesHashedWhereThatIsAsked() throws Exception {
    HostKeyOptions options =
        HostKeyOptions.of(HostKeyPolicy.ACCEPT_NEW, List.of(user), List.of()).withHashedNames(true);
    HostKeys hostKeys = HostKeys.read(options);
    for (int port : new int[] {22, 2222}) {
      hostKeys.add(new AddThenTrust("Web1", port, Keys.ED));
    }

    assertThat(Files.readAllLines(user))
        .allSatisfy(line ->
            assertThat(line)
                .matches("[|]1[|][A-Za-z0-9+/]{27}=[|][A-Za-z0-9+/]{27}= ssh-ed25519 .*"));
    assertThat(Files.readAllLines(user)).hasSize(2).doesNotHaveDuplicates();
    HostKeys again = HostKeys.read(options);
    assertThat(again.verdict("web1", 22, Keys.ED)).isEqualTo(new Trusted());
    assertThat(again.verdict("WEB1", 2222, Keys.ED)).isEqualTo(new Trusted());
    assertThat(again.verdict("web1", 2222, Keys.OTHER)).isInstanceOf(Refused.class);
    assertThat(again.verdict("web2", 22, Keys.ED)).isInstanceOf(AddThenTrust.class);
  }

  @Test
  void refusesAnAlgorithmOfAuthoritiesThatIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            HostKeyOptions.of(HostKeyPolicy.STRICT, List.of(), List.of())
                .withAuthorityAlgorithms(List.of("ssh-ed25519", "ssh-rsa")))
        .withMessage(
            "signature algorithm \"ssh-rsa\" is not known here; choose from [ssh-ed25519,"
                + " ecdsa-sha2-nistp256, ecdsa-sha2-nistp384, ecdsa-sha2-nistp521, rsa-sha2-512,"
                + " rsa-sha2-256]");
  }

  @Test
  void refusesToAddWhatAnotherProcessPutOnFileOtherwise() throws Exception {
    HostKeys hostKeys = hostKeys(HostKeyPolicy.ACCEPT_NEW);
    write(
        "web1 " + Keys.OTHER.line(""),
        "web2 " + Keys.ED.line(""),
        "@revoked * " + Keys.RSA.line(""));
    String before = Files.readString(user);

    assertThat(message(hostKeys.add(new AddThenTrust("web1", 22, Keys.ED))))
        .contains(" but " + user + ":1 has " + OTHER);
    assertThat(hostKeys.add(new AddThenTrust("web2", 22, Keys.ED))).isEqualTo(new Trusted());
    assertThat(message(hostKeys.add(new AddThenTrust("web3", 22, Keys.RSA))))
        .contains("is marked @revoked in " + user + ":3");
    assertThat(user).hasContent(before);
  }

  @Test
  void addsAHostOnceHoweverOftenItIsAsked() throws Exception {
    HostKeys hostKeys = hostKeys(HostKeyPolicy.ACCEPT_NEW);
    for (int i = 0; i < 3; i++) {
      assertThat(hostKeys.add(new AddThenTrust("web1", 22, Keys.ED))).isEqualTo(new Trusted());
    }
    assertThat(message(hostKeys.add(new AddThenTrust("web1", 22, Keys.OTHER))))
        .contains(user + ":1 has " + ED);
    assertThat(user).hasContent("web1 " + Keys.ED.line(""));
  }

  @Test
  void neverPutsANameOnFileThatWouldMeanSomethingElse() throws Exception {
    HostKeys hostKeys = hostKeys(HostKeyPolicy.ACCEPT_NEW);
    for (String name : List.of("*", "a,b", "a b", "@revoked", "#", "|1|", "!a", "a\nb", "", "a[")) {
      assertThat(message(hostKeys.verdict(name, 22, Keys.ED)))
          .endsWith("; check it and add it, for accept-new cannot put it on file");
    }
    HostKeys nowhere = HostKeys.read(HostKeyPolicy.ACCEPT_NEW, List.of(), List.of(global));
    assertThat(message(nowhere.verdict("web1", 22, Keys.ED)))
        .isEqualTo(
            "web1: host key "
                + ED
                + " is not in "
                + global
                + "; check it and add it, for accept-new cannot put it on file");
  }

  @Test
  void failsClosedWhereTheFileCannotBeWritten() throws Exception {
    HostKeys hostKeys = HostKeys.read(HostKeyPolicy.ACCEPT_NEW, List.of(missing()), List.of());
    Files.createDirectories(missing());
    assertThatExceptionOfType(KnownHostsException.class)
        .isThrownBy(() -> hostKeys.add(new AddThenTrust("web1", 22, Keys.ED)))
        .withMessageStartingWith(
            missing() + ": cannot be written, so no new host can be put on file")
        .satisfies(e -> assertThat(e.file()).isEqualTo(missing().toString()));
    assertThat(hostKeys.verdict("web1", 22, Keys.ED)).isInstanceOf(AddThenTrust.class);
    assertThat(KnownHostsException.unwritable("f", new AccessDeniedException("f")))
        .hasMessage(
            "f: may not be written by this user, so no new host can be put on file; check its"
                + " owner and permissions, or name another file");
  }

  private Path missing() {
    return folder.resolve("missing");
  }

  @Test
  void writesNothingAndStillRemembersWhereTheFileIsDevNull() throws Exception {
    Path nowhere = Path.of("/dev/null");
    HostKeys hostKeys = HostKeys.read(HostKeyPolicy.ACCEPT_NEW, List.of(nowhere), List.of());

    assertThat(hostKeys.add(new AddThenTrust("web1", 22, Keys.ED))).isEqualTo(new Trusted());
    assertThat(hostKeys.add(new AddThenTrust("web2", 22, Keys.ED))).isEqualTo(new Trusted());
    assertThat(hostKeys.verdict("web1", 22, Keys.OTHER)).isInstanceOf(Refused.class);
  }

  @Test
  void losesNoHostWhenManyAreAddedAtOnce() throws Exception {
    HostKeys one = hostKeys(HostKeyPolicy.ACCEPT_NEW);
    HostKeys two = hostKeys(HostKeyPolicy.ACCEPT_NEW);
    int count = 200;
    List<Future<HostKeyVerdict>> verdicts = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < count; n++) {
        AddThenTrust addition = new AddThenTrust("web" + n, 22, Keys.ed25519(n));
        verdicts.add(threads.submit(() -> one.add(addition)));
        verdicts.add(threads.submit(() -> two.add(addition)));
      }
    }
    for (Future<HostKeyVerdict> verdict : verdicts) {
      assertThat(verdict.resultNow()).isEqualTo(new Trusted());
    }
    assertThat(Files.readAllLines(user)).hasSize(count).doesNotHaveDuplicates();
    HostKeys strict = hostKeys(HostKeyPolicy.STRICT);
    for (int n = 0; n < count; n++) {
      assertThat(strict.verdict("web" + n, 22, Keys.ed25519(n))).isEqualTo(new Trusted());
      assertThat(message(one.verdict("web" + n, 22, Keys.ed25519(n + 1))))
          .isEqualTo(message(strict.verdict("web" + n, 22, Keys.ed25519(n + 1))));
    }
  }

  @Test
  void trustsOneOfTwoKeysThatAHostOffersAtOnce() throws Exception {
    HostKeys hostKeys = hostKeys(HostKeyPolicy.ACCEPT_NEW);
    List<Future<HostKeyVerdict>> verdicts = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < 50; n++) {
        AddThenTrust addition = new AddThenTrust("web", 22, Keys.ed25519(n));
        verdicts.add(threads.submit(() -> hostKeys.add(addition)));
      }
    }
    assertThat(verdicts).map(Future::resultNow).containsOnlyOnce(new Trusted());
    assertThat(Files.readAllLines(user)).hasSize(1);
  }
}
