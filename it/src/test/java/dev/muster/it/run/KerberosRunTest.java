package dev.muster.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.Ended;
import dev.muster.it.peer.Kdc;
import dev.muster.it.peer.KerberosServer;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The `muster` command with Kerberos tickets, told of them by its environment and by
/// configuration.
@Tag("peers")
class KerberosRunTest {

  private static final String USER = System.getProperty("user.name");
  private static final String HOST = "127.1.0.1";

  private static Kdc kdc;
  private static UserKeys keys;
  private static OpenSshServer server;

  @BeforeAll
  static void start() {
    kdc = Kdc.start();
    kdc.add(USER, "host/" + HOST);
    keys = UserKeys.make();
    server = KerberosServer.start(kdc, keys, List.of(HOST), List.of());
  }

  @AfterAll
  static void stop() {
    server.close();
    kdc.close();
    keys.close();
  }

  private static Ended run(OpenSshServer at, String cache, String command, String... options) {
    Map<String, String> environment = new HashMap<>(kdc.environment());
    environment.put("KRB5CCNAME", cache);
    List<String> words = new ArrayList<>();
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("GSSAPIAuthentication=yes", "IdentityAgent=none", "IdentityFile=none"));
    all.forEach(option -> words.addAll(List.of("-o", option)));
    words.addAll(List.of("--", command));
    return Muster.at(at, keys).runIn(environment, HOST, words);
  }

  @Test
  void delegatesATicketIfTheUserSaysSo() {
    String command = "test -n \"$KRB5CCNAME\" && klist -s && echo has a ticket || echo has none";
    String cache = "FILE:" + kdc.tickets(USER, "-f");
    assertThat(run(server, cache, command, "GSSAPIDelegateCredentials=yes").out())
        .isEqualTo(HOST + ": has a ticket\n");
    assertThat(run(server, cache, command).out()).isEqualTo(HOST + ": has none\n");
  }

  /// The proof and the command leave together where nothing else is left to try.
  @Test
  void asksForTheCommandTogetherWithTheProof() {
    Map<String, String> environment = new HashMap<>(kdc.environment());
    environment.put("KRB5CCNAME", "FILE:" + kdc.tickets(USER));
    List<String> words = new ArrayList<>(List.of("-o", "GSSAPIAuthentication=yes"));
    words.addAll(List.of("-o", "IdentityAgent=none", "-o", "IdentityFile=none", "--trace"));
    words.addAll(List.of("--", "true"));
    Ended ended = Muster.at(server, keys).runIn(environment, HOST, words);
    assertThat(ended.exit()).as("%s", ended).isZero();
    int proof = ended.err().indexOf("USERAUTH_GSSAPI_MIC");
    int opened = ended.err().indexOf(" CHANNEL_OPEN ");
    assertThat(opened).isGreaterThan(proof).isLessThan(ended.err().indexOf("USERAUTH_SUCCESS"));
  }

  @Test
  void twoMethodsOneAfterTheOther() {
    List<String> settings = List.of("AuthenticationMethods gssapi-with-mic,publickey");
    try (OpenSshServer both = KerberosServer.start(kdc, keys, List.of(HOST), settings)) {
      String cache = "FILE:" + kdc.tickets(USER);
      Ended ended = run(both, cache, "echo in", "IdentityFile=" + keys.ed25519());
      assertThat(ended.out()).as("%s", ended).isEqualTo(HOST + ": in\n");
      assertThat(both.log()).contains("Partial gssapi-with-mic").contains("Accepted publickey");
    }
  }

  @Test
  void saysWhichCachesJavaCannotRead() {
    assertThat(run(server, "KEYRING:user:x", "true").err())
        .contains("KRB5CCNAME names a ticket cache of type KEYRING, which Java cannot read");
  }

  /// Where the key distribution centre is gone a key lets in, and the reason is told where none
  /// does.
  @Test
  void failsOverToAKeyWhereNoKdcIs() {
    try (Kdc gone = Kdc.start()) {
      gone.add(USER);
      Path cache = gone.tickets(USER);
      gone.stop();
      Map<String, String> environment = new HashMap<>(gone.environment());
      environment.put("KRB5CCNAME", "FILE:" + cache);
      List<String> words = List.of("-o", "GSSAPIAuthentication=yes", "-o", "IdentityAgent=none");
      List<String> none = new ArrayList<>(words);
      none.addAll(List.of("-o", "IdentityFile=none", "--", "true"));
      Ended refused = Muster.at(server, keys).runIn(environment, HOST, none);
      assertThat(refused.exit()).isEqualTo(3);
      assertThat(refused.err())
          .contains("no proof of " + USER + "@MUSTER.TEST for host/127.1.0.1: ");

      List<String> key = new ArrayList<>(words);
      key.addAll(List.of("-i", keys.ed25519().toString(), "--", "true"));
      assertThat(Muster.at(server, keys).runIn(environment, HOST, key).exit()).isZero();
    }
  }
}
