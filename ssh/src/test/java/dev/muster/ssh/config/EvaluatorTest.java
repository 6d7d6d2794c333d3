package dev.muster.ssh.config;

import static dev.muster.ssh.config.ConfigTexts.LOCAL;
import static dev.muster.ssh.config.ConfigTexts.read;
import static dev.muster.ssh.config.ConfigTexts.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluatorTest {

  @Test
  void theFirstThatSaysSomethingCounts() throws ConfigException {
    String text = "Host a\n  User one\nHost a b\n  User two\n  Port 2\n";
    assertThat(settings(text, "a").user()).isEqualTo("one");
    assertThat(settings(text, "b").user()).isEqualTo("two");
    assertThat(settings(text, "c").user()).isEqualTo("me");
    assertThat(settings(text, List.of("User cmd", "User late"), "a").user()).isEqualTo("cmd");
    Evaluator evaluator = new Evaluator(read(text), Overrides.none(), LOCAL, new FakeOutside());
    assertThat(evaluator.settings("a", "typed", 99).user()).isEqualTo("typed");
    assertThat(evaluator.settings("a", "typed", 99).port()).isEqualTo(99);
  }

  /// Where nothing is said, the caller may have another user than who runs this, and another port.
  @Test
  void conditionsAndTokensSeeWhomTheCallerWants() throws ConfigException {
    FakeOutside outside = new FakeOutside();
    String text =
        """
        Match user deploy
          Tag deploys
        Match exec "true %r@%h:%p %u"
        Host own
          User amy
          Port 23
        Match user amy
          Tag amys
        Match localuser me
          IdentityAgent /run/%r
        """;
    Evaluator evaluator =
        new Evaluator(
            read(text), Overrides.none(), LOCAL, outside, new Evaluator.Otherwise("deploy", 2222));
    HostSettings plain = evaluator.settings("web", "", 0);
    assertThat(plain.text(Keyword.TAG)).hasValue("deploys");
    assertThat(plain.user()).isEqualTo("deploy");
    assertThat(plain.text(Keyword.IDENTITY_AGENT)).hasValue("/run/deploy");
    assertThat(plain.isSet(Keyword.USER)).as("a file says it").isFalse();
    assertThat(evaluator.settings("web", "typed", 9).text(Keyword.TAG)).isEmpty();
    assertThat(evaluator.settings("own", "", 0).user()).isEqualTo("amy");
    assertThat(outside.commands)
        .containsExactly(
            "true deploy@web:2222 me", "true typed@web:9 me", "true deploy@own:2222 me");
  }

  @Test
  void aUserOfTheCallerIsHeldToTheSameAsOneThatIsTyped() throws ConfigException {
    SshConfig config = read("Match exec \"true %r\"\n  Port 1\n");
    Evaluator evaluator =
        new Evaluator(
            config, Overrides.none(), LOCAL, new FakeOutside(), new Evaluator.Otherwise("a;b", 22));
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> evaluator.settings("web", "", 0))
        .withMessageContaining("the user's name has ';' in it");
    assertThat(evaluator.settings("web", "amy", 0).user()).isEqualTo("amy");
  }

  @Test
  void blocksAreFoundByNameInTheOrderOfTheFile() throws ConfigException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      text.append("Host h").append(i % 10).append(" x").append(i).append("\n  IdentityFile k");
      text.append(i).append("\nHost h?\n  IdentityFile w").append(i).append('\n');
    }
    List<String> files = settings(text.toString(), "h3").texts(Keyword.IDENTITY_FILE);
    assertThat(files).hasSize(55).startsWith("w0", "w1", "w2", "k3", "w3", "w4");
    assertThat(settings(text.toString(), "x7").texts(Keyword.IDENTITY_FILE)).containsExactly("k7");
  }

  @Test
  void aQuestionIsAskedOnceHoweverManyHostsThereAre() throws ConfigException {
    FakeOutside outside = new FakeOutside();
    String text = "Match exec true\n  Port 7\nMatch host a* exec \"true %h\"\n  User x\n";
    Evaluator evaluator = new Evaluator(read(text), Overrides.none(), LOCAL, outside);
    for (String host : List.of("a1", "a2", "b1", "a1", "b2")) {
      assertThat(evaluator.settings(host, "", 0).port()).isEqualTo(7);
    }
    assertThat(outside.commands).containsExactly("true", "true a1", "true a2");
  }

  @Test
  void aQuestionThatCannotBeAskedIsAnError() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> settings("Match exec fail\n  Port 1\n", "h"))
        .withMessage("cfg:1: Match exec \"fail\": it did not end within 10 s and was killed");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10.0.0.0/8           | true
          192.168.0.0/16       | false
          !10.1.0.0/16,10.0.0.0/8 | false
          2001:db8::/32        | true
          10.1.2.3             | true
          0.0.0.0/0            | true
          """)
  void knowsTheNetworksOfThisMachine(String networks, boolean matches) throws Exception {
    FakeOutside outside = new FakeOutside();
    outside.addresses.add(InetAddress.getByAddress(new byte[] {10, 1, 2, 3}));
    if (networks.contains(":")) {
      outside.addresses.add(InetAddress.getByName("2001:db8::1"));
    }
    String text = "Match localnetwork " + networks + "\n  Port 5\n";
    assertThat(settings(text, "h", outside).port()).isEqualTo(matches ? 5 : 22);
  }

  @Test
  void tagsAreGivenByTheFileOrTheCommandLine() throws ConfigException {
    String text =
        "Host a\n  Tag red\nMatch tagged red,blue\n  Port 1\nMatch tagged gr*\n  Port 2\n";
    assertThat(settings(text, "a").port()).isEqualTo(1);
    assertThat(settings(text, List.of("Tag=green"), "b").port()).isEqualTo(2);
    assertThat(settings(text, "b").port()).isEqualTo(22);
  }

  @Test
  void aNameIsCompletedWithTheFirstDomainThatKnowsIt() throws ConfigException {
    FakeOutside outside = new FakeOutside();
    outside.names.put("web.two.example.", "cdn.other.example.");
    String text =
        """
        CanonicalizeHostname yes
        CanonicalDomains one.example two.example
        Host web.two.example
          Port 7
        Host web
          User short
        """;
    HostSettings settings = settings(text, "WEB", outside);
    assertThat(settings.hostName()).isEqualTo("web.two.example");
    assertThat(settings.port()).isEqualTo(7);
    assertThat(settings.user()).isEqualTo("me");
    assertThat(outside.lookedUp).containsExactly("web.one.example.", "web.two.example.");

    String follows = text + "Host *\n  CanonicalizePermittedCNAMEs web.*:*.other.example\n";
    assertThat(settings(follows, "web", outside).hostName()).isEqualTo("cdn.other.example");
    String other = text + "Host *\n  CanonicalizePermittedCNAMEs web.*:*.elsewhere.example\n";
    assertThat(settings(other, "web", outside).hostName()).isEqualTo("web.two.example");
    outside.lookedUp.clear();
    assertThat(settings(text, "a.b.c", outside).hostName()).isEqualTo("a.b.c");
    assertThat(settings("ProxyJump x\n" + text, "web", outside).hostName()).isEqualTo("web");
    assertThat(outside.lookedUp).isEmpty();
  }

  @Test
  void aNameThatNoDomainKnowsIsRefusedIfTheFileSaysSo() {
    String text =
        "CanonicalizeHostname yes\nCanonicalDomains a.example\nCanonicalizeFallbackLocal no\n";
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> settings(text, "web"))
        .withMessage("cfg:3: CanonicalizeFallbackLocal is no, and web is in none of the domains");
  }

  /// A list of hosts from elsewhere must not become a command by way of `Match exec`.
  @ParameterizedTest
  @ValueSource(strings = {"a$(x)", "a`x`", "a;x", "a|x", "a b", "-oProxyCommand", "a'x", "a\tb"})
  void aNameThatAShellWouldRunIsRefusedBeforeItIsAsked(String host) throws ConfigException {
    FakeOutside outside = new FakeOutside();
    Evaluator evaluator =
        new Evaluator(read("Match exec \"true %h\"\n  Port 1\n"), Overrides.none(), LOCAL, outside);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> evaluator.settings(host, "", 0))
        .withMessageContaining("it could become a shell's command");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> evaluator.settings("h", "u;" + host, 0));
    assertThat(outside.commands).isEmpty();
  }

  /// A hop from elsewhere (`-J`) neither, by way of `%j`.
  @ParameterizedTest
  @ValueSource(strings = {"x;id", "me@x$(id)", "ok,x|id"})
  void aHopThatAShellWouldRunIsRefusedBeforeItIsAsked(String hops) throws ConfigException {
    FakeOutside outside = new FakeOutside();
    String text = "ProxyJump " + hops + "\nMatch exec \"true %j\"\n  Port 1\n";
    Evaluator evaluator = new Evaluator(read(text), Overrides.none(), LOCAL, outside);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> evaluator.settings("h", "", 0))
        .withMessageContaining("it could become a shell's command");
    assertThat(outside.commands).isEmpty();
  }

  @Test
  void aHostCanBeRefused() throws ConfigException {
    String text = "Host old\n  RefuseConnection \"gone since May\"\n";
    assertThat(settings(text, "new").port()).isEqualTo(22);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> settings(text, "old"))
        .withMessage("cfg:2: RefuseConnection: gone since May");
  }

  @Test
  void pathsAndCommandsAreExpandedWhenTheyAreAskedFor() throws ConfigException {
    String text =
        """
        Host *
          HostName %h.example
          IdentityFile ~/k-%h-%r-%p
          CertificateFile ~amy/${SET}
          GlobalKnownHostsFile ~/g
          ProxyCommand nc %h %p %%
          IdentityFile %z
        """;
    HostSettings settings = settings(text.replace("  IdentityFile %z\n", ""), "web");
    assertThat(settings.files(Keyword.IDENTITY_FILE)).containsExactly("/me/k-web.example-me-22");
    assertThat(settings.files(Keyword.CERTIFICATE_FILE)).containsExactly("/home/amy/value");
    assertThat(settings.proxyCommand()).hasValue("nc web.example 22 %");
    assertThat(settings(text, "web").files(Keyword.GLOBAL_KNOWN_HOSTS_FILE))
        .containsExactly("/me/g");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> settings(text, "web").files(Keyword.IDENTITY_FILE))
        .withMessage("cfg:7: IdentityFile: \"%z\": there is no token %z here");
  }

  @Test
  void jumpsAndForwardingsAreValues() throws ConfigException {
    HostSettings settings =
        settings(
            """
            ProxyJump a@b:22,[::1]:23,ssh://c%20d@e
            LocalForward 80 h:81
            RemoteForward /r /l
            DynamicForward 1080
            SetEnv A=1 B=x=y
            """,
            "host");
    assertThat(settings.proxyJump())
        .extracting(JumpHost::toString)
        .containsExactly("a@b:22", "[::1]:23", "c d@e");
    assertThat(settings.localForwards())
        .extracting(Forward::toString)
        .containsExactly("80 [h]:81", "1080");
    assertThat(settings.remoteForwards()).extracting(Forward::toString).containsExactly("/r /l");
    assertThat(settings.setEnv()).containsEntry("A", "1").containsEntry("B", "x=y");
  }
}
