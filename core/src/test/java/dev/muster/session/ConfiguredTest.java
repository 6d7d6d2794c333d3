package dev.muster.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.model.HostTask;
import dev.muster.model.Proxy;
import dev.muster.model.Secrets;
import dev.muster.model.SshConfiguration;
import dev.muster.model.SshSettings;
import dev.muster.plan.Target;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Destination;
import dev.muster.ssh.Pty;
import dev.muster.ssh.RekeyLimit;
import dev.muster.ssh.Route;
import dev.muster.ssh.TcpOptions;
import dev.muster.ssh.TcpOptions.Family;
import dev.muster.ssh.TcpOptions.Service;
import dev.muster.ssh.auth.Authentication;
import dev.muster.ssh.auth.Method;
import dev.muster.ssh.auth.Vouchers;
import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.trust.HostKeyPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredTest {

  @TempDir Path folder;

  private final List<HostTask> hosts = new ArrayList<>();

  private SshConfiguration file(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("config"), text);
    return SshConfiguration.standard().withFiles(new SshConfiguration.Files.Only(file));
  }

  private static Configured read(SshConfiguration configuration) {
    return Configured.read(
        SshSettings.standard(), configuration.with("IdentityAgent=none"), Secrets.none());
  }

  private Routes.Terms terms(Configured configured, String host) {
    return configured.terms(host, hosts.size(), Target.parse(host), hosts);
  }

  @Test
  void tenThousandHostsOfWhichTheSameIsSaidShareTheirOptions() throws IOException {
    Configured configured =
        read(
            file(
                """
                Host web*
                  HostName %h.example
                  ServerAliveInterval 9
                  IdentityFile none
                Host db*
                  HostName %h.example
                  Ciphers aes256-ctr
                Host *
                  User deploy
                  UserKnownHostsFile none
                """));
    Set<ConnectionOptions> options = new HashSet<>();
    for (int i = 0; i < 5000; i++) {
      options.add(terms(configured, "web" + i).options());
      options.add(terms(configured, "db" + i).options());
    }
    assertThat(options).hasSize(2);
    assertThat(hosts.getLast())
        .isEqualTo(new HostTask("db4999", 9999, "db4999.example", 22, "deploy", ""));
  }

  @Test
  void whatTheFileSaysReachesTheConnection() throws IOException {
    Path known = Files.writeString(folder.resolve("known"), "");
    Configured configured =
        read(
            file(
                """
                ConnectTimeout 3
                ServerAliveInterval 9
                RekeyLimit 1M 1h
                MACs umac-64@openssh.com,hmac-sha2-256
                Ciphers aes256-ctr
                KexAlgorithms ^ecdh-sha2-nistp256
                StrictHostKeyChecking accept-new
                GlobalKnownHostsFile none
                SetEnv A=1 B=2
                UserKnownHostsFile %s
                """
                    .formatted(known)));
    Routes.Terms terms = terms(configured, "amy@h:99");
    ConnectionOptions options = terms.options();
    assertThat(options.limits().connect()).hasSeconds(3);
    assertThat(options.limits().keepAlive()).hasSeconds(9);
    assertThat(options.rekey()).isEqualTo(RekeyLimit.after(1 << 20).orAfter(Duration.ofHours(1)));
    assertThat(options.algorithms().ciphers()).containsExactly("aes256-ctr");
    assertThat(options.algorithms().macs()).containsExactly("hmac-sha2-256");
    assertThat(options.algorithms().keyExchanges()).startsWith("ecdh-sha2-nistp256");
    assertThat(options.hostKeys().policy()).isEqualTo(HostKeyPolicy.ACCEPT_NEW);
    assertThat(terms.environment()).containsEntry("A", "1").containsEntry("B", "2");
    assertThat(terms.refusal()).isEmpty();
    assertThat(hosts.getFirst()).isEqualTo(new HostTask("amy@h:99", 0, "h", 99, "amy", ""));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ForwardAgent no                     |
          ForwardAgent yes                    | /run/agent
          ForwardAgent /run/other             | /run/other
          ForwardAgent /run/%h-%r             | /run/h-amy
          ForwardAgent $MUSTER_NO_SUCH        |
          """)
  void anAgentIsLentIfTheFileSaysSo(String line, @Nullable String agent) throws IOException {
    Configured configured =
        Configured.read(
            SshSettings.standard(),
            file(line + "\nIdentityAgent /run/agent\nIdentityFile none\n"),
            Secrets.none());
    Routes.Lent lent = terms(configured, "amy@h").lent();
    assertThat(lent.agent().map(Path::toString)).isEqualTo(Optional.ofNullable(agent));
    assertThat(lent.available()).contains(Path.of("/run/agent"));
    assertThat(configured.notes().stream().anyMatch(note -> note.startsWith("ForwardAgent")))
        .isEqualTo(line.contains("$"));
  }

  @Test
  void hostsWithAgentsOfTheirOwnAreNotTakenForOneAnother() throws IOException {
    Configured configured =
        Configured.read(
            SshSettings.standard(),
            file("ForwardAgent /run/%n\nIdentityAgent none\nIdentityFile none\n"),
            Secrets.none());
    assertThat(terms(configured, "a").lent().agent()).contains(Path.of("/run/a"));
    assertThat(terms(configured, "b").lent().agent()).contains(Path.of("/run/b"));
    assertThat(terms(configured, "b").lent().available()).isEmpty();
  }

  @Test
  void placesHereAreOnAllAddressesIfTheFileSaysSo() throws IOException {
    Configured configured = read(file("Host a\n  GatewayPorts yes\nHost *\n  IdentityFile none\n"));
    assertThat(terms(configured, "a").lent().gateway()).isTrue();
    assertThat(terms(configured, "b").lent().gateway()).isFalse();
  }

  @Test
  void whatIsSaidBeforeTheFilesComesFirst() throws IOException {
    SshConfiguration said =
        file("User file\nPort 1\nConnectTimeout 5\nStrictHostKeyChecking no\n")
            .with("User", "a b")
            .with("Port=2")
            .with("StrictHostKeyChecking", "yes")
            .withConnectTimeout(Duration.ofMillis(250))
            .withLoginTimeout(Duration.ofMillis(350));
    ConnectionOptions options = terms(read(said), "h").options();
    assertThat(options.limits().connect()).hasMillis(250);
    assertThat(options.limits().authenticate()).hasMillis(350);
    assertThat(options.hostKeys().policy()).isEqualTo(HostKeyPolicy.STRICT);
    assertThat(hosts.getFirst()).isEqualTo(new HostTask("h", 0, "h", 2, "a b", ""));
  }

  /// U10: what is off or nothing for a host is said of it as much as anything else.
  @Test
  void offAndZeroOverrideWhatIsSaidOfAll() throws IOException {
    Configured configured =
        read(
            file(
                """
                Host plain gate
                  ServerAliveInterval 0
                  Compression no
                  ProxyJump none
                  RequestTTY no
                  StrictHostKeyChecking yes
                Host *
                  ServerAliveInterval 9
                  Compression yes
                  ProxyJump gate
                  RequestTTY force
                  StrictHostKeyChecking accept-new
                  UserKnownHostsFile none
                  GlobalKnownHostsFile none
                """));
    Routes.Terms other = terms(configured, "other");
    assertThat(other.options().limits().keepAlive()).hasSeconds(9);
    assertThat(other.options().algorithms().compressions()).startsWith("zlib@openssh.com");
    assertThat(other.options().hostKeys().policy()).isEqualTo(HostKeyPolicy.ACCEPT_NEW);
    assertThat(other.way()).hasSize(1);
    assertThat(other.pty()).isPresent();
    Routes.Terms plain = terms(configured, "plain");
    assertThat(plain.options().limits().keepAlive()).isZero();
    assertThat(plain.options().algorithms().compressions()).containsExactly("none");
    assertThat(plain.options().hostKeys().policy()).isEqualTo(HostKeyPolicy.STRICT);
    assertThat(plain.way()).isEmpty();
    assertThat(plain.pty()).isEmpty();
  }

  /// Dialling a host that is behind another one would reach a stranger of the same name.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ProxyCommand -               | ProxyCommand
          MACs umac-64@openssh.com     | MACs
          BindAddress no.such.invalid  | BindAddress
          BindInterface nosuch0        | BindInterface
          ProxyUseFdpass yes\\n  ProxyCommand nc -F %h %p | ProxyUseFdpass
          PreferredAuthentications gssapi-with-mic,hostbased | PreferredAuthentications
          PreferredAuthentications nonsense | PreferredAuthentications
          """)
  void aHostThatCannotBeReachedAsTheFileSaysIsRefused(String line, String keyword)
      throws IOException {
    Configured configured = read(file("Host inner\n  " + line.replace("\\n", "\n") + "\n"));
    assertThat(terms(configured, "inner").refusal())
        .startsWith("connect: " + keyword + " (" + folder.resolve("config") + ":2): ")
        .endsWith("; nothing was sent to the host");
    assertThat(terms(configured, "outer").refusal()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          direct | -
          inner  | amy@first.example:2201 bob@second:22
          deeper | amy@first.example:2201 bob@second:22 SELF@inner:22
          named  | you@third:2203
          """)
  void theWayToAHostIsThatOfItsConfigurationAndOfEachHop(String host, String way)
      throws IOException {
    Configured configured =
        read(
            file("""
            Host first
              HostName first.example
              Port 2201
              User amy
            Host second
              User bob
              ProxyJump first
            Host inner
              ProxyJump second
            Host deeper
              ProxyJump inner
            Host named
              ProxyJump you@third:2203
            """)
                .with("User", "me")
                .with("Port", "7"));
    Routes.Terms terms = terms(configured, host);
    String got =
        terms.way().stream()
            .map(hop -> hop.user() + "@" + hop.address())
            .collect(Collectors.joining(" "));
    assertThat(terms.refusal()).isEmpty();
    String self = SshSettings.standard().user() + "@";
    assertThat(got.isEmpty() ? "-" : got.replace(self, "SELF@")).isEqualTo(way);
  }

  private static String line(Route route) {
    return route instanceof Route.Command command ? command.line() : route.toString();
  }

  /// Each host has a command of its own, and all have the same terms: what is learned of one, such
  /// as the key that works, holds for the next.
  @Test
  void hostsBehindACommandHaveTheirOwnAndShareTheRest() throws IOException {
    Configured configured =
        read(
            file(
                """
                Host plain
                  ProxyCommand none
                Host inner*
                  HostName %h.example
                  Port 2022
                Host *
                  User amy
                  ProxyCommand connect %r@%h:%p for %n 100%%
                """));
    Routes.Terms first = terms(configured, "inner1");
    Routes.Terms second = terms(configured, "bob@inner2");
    assertThat(line(first.route())).isEqualTo("connect amy@inner1.example:2022 for inner1 100%");
    assertThat(line(second.route())).isEqualTo("connect bob@inner2.example:2022 for inner2 100%");
    assertThat(second.options()).isSameAs(first.options());
    assertThat(terms(configured, "plain").route()).isEqualTo(Route.direct());
  }

  @Test
  void aVariableThatHoldsASecretIsSentToNobody() throws IOException {
    SshConfiguration configuration = file("SendEnv *\n").with("IdentityAgent=none");
    Configured open = Configured.read(SshSettings.standard(), configuration, Secrets.none());
    assertThat(terms(open, "web1").environment()).containsKey("PATH");
    Secrets secrets = Secrets.none().withVariables(Set.of("PATH"));
    Configured closed = Configured.read(SshSettings.standard(), configuration, secrets);
    assertThat(terms(closed, "web1").environment()).doesNotContainKey("PATH");
  }

  /// `Match user`, `%r` and `%p` see the user and port that are used, on the way too.
  @Test
  void theFileSeesWhomTheCallerLogsInAs() throws IOException {
    SshConfiguration configuration =
        file(
            """
            Host own
              User amy
            Match user deploy
              HostName %h.deploys
            Match originalhost way
              ProxyCommand connect %r@%h:%p
            Match originalhost inner,own
              ProxyJump way
            Match originalhost command
              ProxyCommand connect %r@%h:%p
            """);
    Configured configured =
        Configured.read(
            SshSettings.standard().withUser("deploy").withPort(2222),
            configuration.with("IdentityAgent=none"),
            Secrets.none());
    assertThat(line(terms(configured, "command").route()))
        .isEqualTo("connect deploy@command.deploys:2222");
    assertThat(line(terms(configured, "bob@command:23").route()))
        .isEqualTo("connect bob@command:23");
    terms(configured, "own");
    assertThat(hosts).extracting(HostTask::user).containsExactly("deploy", "bob", "amy");
    for (String host : List.of("inner", "own")) {
      Destination hop = terms(configured, host).way().getFirst();
      assertThat(hop.user()).isEqualTo("deploy");
      assertThat(hop.address()).isEqualTo("way.deploys:2222");
      assertThat(line(hop.route())).isEqualTo("connect deploy@way.deploys:2222");
    }
  }

  /// `-l` and `-o User`, as `ssh -l`, are for the host itself and not for the hosts on the way.
  @Test
  void theUserOfTheCommandLineIsNotThatOfTheHostsOnTheWay() throws IOException {
    Configured configured =
        read(
            file("""
            Match user deploy
              HostName %h.deploys
            Host inner
              ProxyJump way
            """)
                .with("User", "deploy"));
    Destination hop = terms(configured, "inner").way().getFirst();
    assertThat(hosts.getFirst().name()).isEqualTo("inner.deploys");
    assertThat(hop.host()).isEqualTo("way");
    assertThat(hop.user()).isEqualTo(SshSettings.standard().user());
  }

  /// The first of the two counts, as with OpenSSH.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jumping  | Direct[]          | first: connect first
          first    | connect first     |
          second   | Direct[]          | first: connect first
          third    | Direct[]          | first: connect first, second: Direct[]
          """)
  void aCommandLeadsToTheFirstHostOnTheWay(String host, String route, @Nullable String way)
      throws IOException {
    Configured configured =
        read(
            file(
                """
                Host first
                  ProxyCommand connect %h
                Host second
                  ProxyJump first
                  ProxyCommand connect %h
                Host third
                  ProxyJump second
                Host jumping
                  ProxyJump first
                """));
    Routes.Terms terms = terms(configured, host);
    assertThat(line(terms.route())).isEqualTo(route);
    assertThat(
            terms.way().stream()
                .map(hop -> hop.host() + ": " + line(hop.route()))
                .collect(Collectors.joining(", ")))
        .isEqualTo(way == null ? "" : way);
  }

  @Test
  void aProxyIsForTheFirstConnectionOnly() throws IOException {
    SshConfiguration said =
        file("Host first\n  ProxyCommand connect %h\nHost inner\n  ProxyJump second\n")
            .through(Proxy.parse("socks5://amy@proxy.example:1080"));
    Configured configured = read(said);
    assertThat(terms(configured, "a").route())
        .isInstanceOfSatisfying(
            Route.Through.class,
            through -> {
              assertThat(through.proxy()).hasToString("socks5://proxy.example:1080");
              assertThat(through.proxy().user()).isEqualTo("amy");
            });
    assertThat(terms(configured, "b")).isSameAs(terms(configured, "a"));
    Routes.Terms inner = terms(configured, "inner");
    assertThat(inner.route()).isEqualTo(Route.direct());
    assertThat(inner.way().getFirst().route()).isInstanceOf(Route.Through.class);
    assertThat(terms(configured, "first").refusal())
        .startsWith("connect: ProxyCommand (" + folder.resolve("config") + ":2): a proxy is given");
    Configured without = read(said.with("ProxyCommand=none"));
    assertThat(terms(without, "first").route()).isInstanceOf(Route.Through.class);
  }

  @Test
  void whatTheFileSaysOfTheNetworkReachesTheConnection() throws IOException {
    Configured configured =
        read(
            file(
                """
                Host a
                  AddressFamily inet6
                  BindAddress 127.0.0.9
                  ConnectionAttempts 4
                  ServerAliveInterval 9
                  ServerAliveCountMax 5
                  TCPKeepAlive yes
                  IPQoS ef throughput
                Host b
                  AddressFamily inet
                  BindInterface lo
                  ServerAliveInterval 0
                  IPQoS none
                Host c
                  ServerAliveInterval 0
                  TCPKeepAlive no
                """));
    ConnectionOptions a = terms(configured, "a").options();
    assertThat(a.limits().keepAlive()).hasSeconds(9);
    assertThat(a.limits().questions()).isEqualTo(5);
    assertThat(a.tcp())
        .isEqualTo(
            new TcpOptions(
                Family.IPV6,
                List.of(InetAddress.ofLiteral("127.0.0.9")),
                4,
                true,
                new Service(184, 8)));
    TcpOptions b = terms(configured, "b").options().tcp();
    assertThat(b.family()).isEqualTo(Family.IPV4);
    assertThat(b.from()).contains(InetAddress.ofLiteral("127.0.0.1"));
    assertThat(b.keepAlive()).as("none by SSH").isTrue();
    assertThat(b.service()).isEqualTo(Service.AS_IT_IS);
    assertThat(terms(configured, "c").options().tcp()).isEqualTo(TcpOptions.standard());
    assertThat(terms(configured, "d").options().tcp()).isEqualTo(TcpOptions.standard());
    assertThat(terms(configured, "d").options().limits().questions()).isEqualTo(3);
  }

  @Test
  void hostsOfWhichTheSameIsSaidShareTheirTermsAndOthersDoNot() throws IOException {
    Configured configured =
        read(
            file(
                """
                Host b
                  ConnectTimeout 3
                Host t*
                  UserKnownHostsFile /tmp/%h
                """));
    Routes.Terms first = terms(configured, "a1");
    assertThat(terms(configured, "a2")).isSameAs(first);
    assertThat(terms(configured, "b").options().limits().connect()).hasSeconds(3);
    assertThat(terms(configured, "a3")).isSameAs(first);
    assertThat(terms(configured, "t1")).as("a token is another file").isNotSameAs(first);
    assertThat(terms(configured, "t2")).isNotSameAs(terms(configured, "t1"));
    assertThat(hosts.get(1).name()).isEqualTo("a2");
  }

  @Test
  void aWayThatLeadsInCirclesIsRefused() throws IOException {
    Configured configured = read(file("Host a\n  ProxyJump b\nHost b\n  ProxyJump a\n"));
    assertThat(terms(configured, "a").refusal()).contains("over 16 hosts on the way");
  }

  @Test
  void aHopThatCannotBePassedAsTheFileSaysRefusesTheHost() throws IOException {
    Configured configured = read(file("Host hop\n  ProxyCommand -\nHost a\n  ProxyJump hop\n"));
    assertThat(terms(configured, "a").refusal())
        .startsWith("through hop: connect: ProxyCommand (")
        .endsWith("; nothing was sent to the host");
  }

  @Test
  void aFileThatCannotBeFollowedIsTheCallersMistake() throws IOException {
    Configured configured = read(file("Host a\n  HostName %z\n"));
    assertThat(terms(configured, "b").refusal()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> terms(configured, "a"))
        .withMessage(folder.resolve("config") + ":2: HostName: \"%z\": there is no token %z here");
    SshConfiguration broken = file("Prot 2\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> terms(read(broken), "a"))
        .withMessageStartingWith(folder.resolve("config") + ":1: \"prot\" is no keyword");
  }

  @Test
  void aKeyOfAFileMayBeMissingButOneThatWasNamedMayNot() throws IOException {
    SshConfiguration said = file("IdentityFile /no/such/key\n");
    assertThat(terms(read(said), "h").options().authentication().identities()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(said.withIdentity(Path.of("/no/such/key"))))
        .withMessageStartingWith("/no/such/key: ");
  }

  @Test
  void aHostWhoseKeyIsNotCheckedIsToldOnce() throws IOException {
    Configured configured =
        read(file("Host a*\n  StrictHostKeyChecking no\nHost a1\n  ServerAliveInterval 1\n"));
    assertThat(terms(configured, "b").refusal()).isEmpty();
    assertThat(configured.notes()).isEmpty();
    assertThat(terms(configured, "a1").refusal()).isEmpty();
    assertThat(terms(configured, "a2").refusal()).isEmpty();
    assertThat(configured.notes())
        .singleElement()
        .asString()
        .startsWith("warning: host keys are not checked");
  }

  @Test
  void sendsWhatTheConfigurationNames() throws IOException {
    Configured configured =
        read(
            file(
                """
                Host with*
                  SendEnv PATH NO_SUCH_VARIABLE_*
                  SetEnv B=2
                Host withtty
                  RequestTTY force
                """));
    assertThat(terms(configured, "with").environment())
        .containsExactly(Map.entry("PATH", System.getenv("PATH")), Map.entry("B", "2"));
    assertThat(terms(configured, "with").pty()).isEmpty();
    assertThat(terms(configured, "withtty").pty()).contains(Pty.of("dumb", 80, 24));
    assertThat(terms(configured, "other").environment()).isEmpty();
  }

  @Test
  void ticketsAndTheMachineSpeakForTheUserWhereTheFileSaysSo() throws IOException {
    Configured configured =
        read(
            file(
                """
                Host tickets
                  GSSAPIAuthentication yes
                Host machine
                  HostbasedAuthentication yes
                  HostbasedAcceptedAlgorithms ecdsa-sha2-*
                Host both
                  GSSAPIAuthentication yes
                  HostbasedAuthentication yes
                  PreferredAuthentications hostbased,gssapi-with-mic
                Host weak
                  HostbasedAcceptedAlgorithms sk-ssh-ed25519@openssh.com
                """));
    Vouchers tickets = terms(configured, "tickets").options().authentication().vouchers();
    assertThat(tickets.gss()).isPresent();
    assertThat(tickets.machine()).isEmpty();
    Vouchers machine = terms(configured, "machine").options().authentication().vouchers();
    assertThat(machine.gss()).isEmpty();
    assertThat(machine.machine()).isPresent();
    Authentication both = terms(configured, "both").options().authentication();
    assertThat(both.methods()).containsExactly(Method.HOSTBASED, Method.GSSAPI_WITH_MIC);
    assertThat(both.vouchers().gss()).as("read once for all").isEqualTo(tickets.gss());
    Routes.Terms neither = terms(configured, "weak");
    assertThat(neither.refusal()).as("what is not used does not matter").isEmpty();
    assertThat(neither.options().authentication().vouchers()).isEqualTo(Vouchers.none());
  }

  @Test
  void theHostsOfATokenThatIsNotThereAreConnectedToAndToldOf() throws IOException {
    Configured configured =
        read(file("Host a\n  PKCS11Provider /no/library.so\nHost b\n  PKCS11Provider none\n"));
    assertThat(terms(configured, "b").refusal()).isEmpty();
    assertThat(configured.notes()).isEmpty();
    assertThat(terms(configured, "a").refusal()).isEmpty();
    assertThat(configured.notes())
        .containsExactly(
            "/no/library.so cannot be loaded as a library; the token's keys are not used");
  }

  /// Who holds the private half depends on the host: another agent, a token.
  @Test
  void aPublicKeyThatWasNamedIsLookedForWhereTheHostSays() throws Exception {
    String line = KeyPairs.generate(KeyType.ED25519).publicKey().line("");
    Path half = Files.writeString(folder.resolve("key.pub"), line + "\n");
    for (Path named : List.of(half, folder.resolve("key"))) {
      Configured configured = read(SshConfiguration.none().withIdentity(named));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> terms(configured, "h"))
          .withMessageContaining("whose private half no token and no agent holds");
    }
  }
}
