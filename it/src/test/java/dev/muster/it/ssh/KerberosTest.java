package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.Ended;
import dev.muster.it.peer.Kdc;
import dev.muster.it.peer.KerberosServer;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.Programs;
import dev.muster.it.peer.Ssh;
import dev.muster.it.peer.UserKeys;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Failure;
import dev.muster.ssh.auth.Authentication;
import dev.muster.ssh.auth.Vouchers;
import dev.muster.ssh.config.LocalSide;
import dev.muster.ssh.kerberos.KerberosOptions;
import dev.muster.ssh.kerberos.KerberosTickets;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.Passphrase;
import dev.muster.ssh.trust.HostKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Kerberos tickets, at a real key distribution centre and a real server: each case ends as it ends
/// with OpenSSH's client.
///
/// Java hears of the realm by a property of the whole process, which no other test here needs.
@Tag("peers")
class KerberosTest {

  private static final String USER = System.getProperty("user.name");
  private static final String GOOD = "127.1.0.1";
  private static final String OTHER_KEY = "127.1.0.2";
  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final Map<String, Path> CACHES = new HashMap<>();

  private static Kdc kdc;
  private static UserKeys keys;
  private static OpenSshServer server;

  @BeforeAll
  static void start() {
    kdc = Kdc.start();
    System.setProperty("java.security.krb5.conf", kdc.environment().get("KRB5_CONFIG"));
    kdc.add(USER, "mallory-of-nowhere", "host/" + GOOD, "host/" + OTHER_KEY);
    keys = UserKeys.make();
    server = KerberosServer.start(kdc, keys, List.of(GOOD, OTHER_KEY), List.of());
    kdc.changeKey("host/" + OTHER_KEY);
    CACHES.put("good", kdc.tickets(USER));
    CACHES.put("other", kdc.tickets("mallory-of-nowhere"));
    CACHES.put("late", kdc.tickets(USER, "-l", "1s"));
    CACHES.put("none", kdc.unused("none"));
  }

  @AfterAll
  static void stop() {
    System.clearProperty("java.security.krb5.conf");
    server.close();
    kdc.close();
    keys.close();
  }

  private static KerberosTickets tickets(String cache, KerberosOptions options) {
    Map<String, String> environment = Map.of("KRB5CCNAME", cache);
    return KerberosTickets.of(options, new LocalSide(USER, 0, "/", "here", environment));
  }

  private static Authentication with(KerberosTickets tickets) {
    return Authentication.of(List.of()).withVouchers(Vouchers.none().withGss(tickets));
  }

  private static Caller caller(Authentication how) {
    return Caller.with(ConnectionOptions.of(how, HostKeys.trustingAll()));
  }

  private static Ended theirs(String cache, String host, Path key, List<String> options) {
    Map<String, String> environment = new HashMap<>(kdc.environment());
    environment.put("KRB5CCNAME", cache);
    Ssh ssh = Ssh.to(server, key).with("GSSAPIAuthentication=yes");
    for (String option : options) {
      ssh = ssh.with(option);
    }
    return ssh.run(Programs.find("ssh", "openssh-client"), host, "true", environment);
  }

  /// Waits until nobody takes the tickets of a cache any more. In the very second in which they end
  /// they are bad for `klist` and for us, and still good for OpenSSH's client.
  private static void awaitTheEndOf(Path cache) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (kdc.isGood(cache)) {
      assertThat(System.nanoTime()).as("the ticket's time").isLessThan(end);
    }
    Instant second = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    while (!Instant.now().isAfter(second.plusSeconds(1))) {
      assertThat(System.nanoTime()).as("the second of its end").isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  @ParameterizedTest(name = "{0} ticket for {1}, of {2} at {3}: {4}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          # ticket | for       | of                 | who is called | in the end
          late     | 127.1.0.1 | -                  | -             | holds no ticket that is good now; run kinit
          good     | 127.1.0.1 | -                  | -             | -
          good     | 127.1.0.3 | -                  | 127.1.0.1     | -
          good     | 127.1.0.3 | -                  | -             | Server not found in Kerberos database
          good     | 127.1.0.2 | -                  | -             | the server says: Kerberos error
          other    | 127.1.0.1 | -                  | -             | tried gssapi-with-mic (mallory-of-nowhere@MUSTER.TEST);
          none     | 127.1.0.1 | -                  | -             | gssapi-with-mic (there is no ticket cache
          good     | 127.1.0.1 | mallory-of-nowhere | -             | holds no ticket of mallory-of-nowhere that is good now
          """)
  void endsAsWithOpenSsh(
      String ticket, String host, @Nullable String user, @Nullable String called, String said) {
    Path cache = CACHES.get(ticket);
    if (ticket.equals("late")) {
      awaitTheEndOf(cache);
    }
    List<String> options = new ArrayList<>();
    if (user != null) {
      options.add("GSSAPIClientIdentity=" + user);
    }
    if (called != null) {
      options.add("GSSAPIServerIdentity=" + called);
    }
    KerberosOptions own =
        KerberosOptions.standard()
            .withUser(user == null ? "" : user)
            .withServer(called == null ? "" : called);
    Optional<Failure> failure;
    try (Caller caller = caller(with(tickets("FILE:" + cache, own)))) {
      failure = caller.outcome(host, server.port());
    }
    Ended theirs = theirs("FILE:" + cache, host, keys.stranger(), options);
    assertThat(theirs.exit() == 0).as("ssh: %s", theirs).isEqualTo(said == null);
    if (said == null) {
      assertThat(failure).isEmpty();
    } else {
      assertThat(failure).containsInstanceOf(Failure.NotAuthenticated.class);
      assertThat(failure.orElseThrow().message()).contains(said);
    }
  }

  @ParameterizedTest(name = "{0} ticket for {1}")
  @CsvSource({"none,127.1.0.1", "other,127.1.0.1", "good,127.1.0.2", "good,127.1.0.3"})
  void failsOverToAKey(String ticket, String host) {
    String cache = "FILE:" + CACHES.get(ticket);
    Authentication tickets = with(tickets(cache, KerberosOptions.standard()));
    List<Identity> key = List.of(Identity.of(Caller.load(keys.ed25519(), Passphrase.none())));
    Authentication how = Authentication.of(key).withVouchers(tickets.vouchers()).withMaxTries(2);
    try (Caller caller = caller(how)) {
      assertThat(caller.outcome(host, server.port())).isEmpty();
    }
    assertThat(theirs(cache, host, keys.ed25519(), List.of()).exit()).isZero();
  }

  /// The key is shown while there is time for it, and the next host does not wait at all.
  @Test
  void failsOverToAKeyWhereTheKdcSaysNothing() {
    KerberosOptions hasty = KerberosOptions.standard().withPatience(Duration.ofMillis(700));
    KerberosTickets tickets = tickets("FILE:" + CACHES.get("good"), hasty);
    List<Identity> key = List.of(Identity.of(Caller.load(keys.ed25519(), Passphrase.none())));
    Vouchers vouchers = Vouchers.none().withGss(tickets);
    kdc.pause();
    try (Caller caller = caller(Authentication.of(key).withVouchers(vouchers))) {
      assertThat(caller.outcome(GOOD, server.port())).isEmpty();
      try (Caller keyless = caller(with(tickets))) {
        assertThat(keyless.fails(GOOD, server.port()).message())
            .contains("the key distribution centre said nothing a moment ago");
      }
    } finally {
      kdc.resume();
    }
    KerberosTickets later = tickets("FILE:" + CACHES.get("good"), hasty.withPatience(PATIENT));
    try (Caller caller = caller(with(later))) {
      assertThat(caller.outcome(GOOD, server.port())).isEmpty();
    }
  }

  @Test
  void readsTheTicketsAgainWhenTheyHaveChanged() throws Exception {
    Path cache = kdc.unused("changing");
    Files.copy(CACHES.get("other"), cache);
    KerberosTickets tickets = tickets("FILE:" + cache, KerberosOptions.standard());
    try (Caller caller = caller(with(tickets))) {
      assertThat(caller.outcome(GOOD, server.port())).isPresent();
      kdc.putTickets(USER, "FILE:" + cache);
      assertThat(caller.outcome(GOOD, server.port())).isEmpty();
      assertThat(caller.outcome(GOOD, server.port())).as("and with what was read").isEmpty();
    }
  }

  @Test
  void readsAFolderOfCaches() throws Exception {
    Path folder = Files.createDirectory(kdc.unused("folder"));
    kdc.putTickets(USER, "DIR:" + folder);
    KerberosTickets tickets = tickets("DIR:" + folder, KerberosOptions.standard());
    try (Caller caller = caller(with(tickets))) {
      assertThat(caller.outcome(GOOD, server.port())).isEmpty();
    }
  }
}
