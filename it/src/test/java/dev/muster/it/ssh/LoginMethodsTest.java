package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.Failure;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.auth.Account;
import dev.muster.ssh.auth.Authentication;
import dev.muster.ssh.auth.Hostbased;
import dev.muster.ssh.auth.Method;
import dev.muster.ssh.auth.Passwords;
import dev.muster.ssh.auth.Prompts;
import dev.muster.ssh.auth.Vouchers;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.trust.HostKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerAuthenticationManager;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.UserAuthFactory;
import org.apache.sshd.server.auth.hostbased.UserAuthHostBasedFactory;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.password.PasswordAuthenticator;
import org.apache.sshd.server.auth.password.PasswordChangeRequiredException;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The ways to authenticate, at Apache MINA SSHD: what it is asked, in which order, and what
/// becomes of it.
class LoginMethodsTest {

  private static final SshPrivateKey RIGHT = KeyPairs.generate(KeyType.ED25519);
  private static final SshPrivateKey WRONG = KeyPairs.generate(KeyType.ED25519);

  /// What the server was asked, in order.
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /// Arrays that were given away, to see that they are overwritten.
  private final List<char[]> given = new CopyOnWriteArrayList<>();

  private SshServer server(String methods) throws IOException {
    SshServer server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setPort(0);
    SimpleGeneratorHostKeyProvider hostKeys = new SimpleGeneratorHostKeyProvider();
    hostKeys.setAlgorithm("EC");
    hostKeys.setKeySize(256);
    server.setKeyPairProvider(hostKeys);
    String right = RIGHT.publicKey().fingerprint();
    server.setPublickeyAuthenticator((user, key, session) -> {
      boolean taken = right.equals(KeyUtils.getFingerPrint(key));
      asked.add(taken ? "right key" : "wrong key");
      return taken;
    });
    server.setPasswordAuthenticator(new PasswordCheck());
    server.setKeyboardInteractiveAuthenticator(new Questions());
    server.setHostBasedAuthenticator((session, user, key, host, theirUser, certificates) -> {
      asked.add("machine " + theirUser + "@" + host);
      return right.equals(KeyUtils.getFingerPrint(key)) && host.equals("desk.example.");
    });
    List<UserAuthFactory> factories =
        new ArrayList<>(ServerAuthenticationManager.resolveUserAuthFactories(server));
    factories.add(UserAuthHostBasedFactory.INSTANCE);
    server.setUserAuthFactories(factories);
    CoreModuleProperties.AUTH_METHODS.set(server, methods);
    server.start();
    return server;
  }

  private final class PasswordCheck implements PasswordAuthenticator {

    @Override
    public boolean authenticate(String user, String password, ServerSession session) {
      asked.add("password " + password);
      if (password.equals("old")) {
        throw new PasswordChangeRequiredException("run out", "Choose another!", "en");
      }
      return password.equals("right");
    }

    @Override
    public boolean handleClientPasswordChangeRequest(
        ServerSession session, String user, String before, String after) {
      asked.add("change " + before + " to " + after);
      return before.equals("old") && after.equals("new");
    }
  }

  /// Asks for a password, or for two things at once.
  private final class Questions implements KeyboardInteractiveAuthenticator {

    @Override
    public InteractiveChallenge generateChallenge(
        ServerSession session, String user, String language, String subMethods) {
      InteractiveChallenge challenge = new InteractiveChallenge();
      challenge.setInteractionName("Tower");
      challenge.setInteractionInstruction("Be quick\u001b[2J");
      challenge.setLanguageTag("");
      if (user.equals("twofold")) {
        challenge.addPrompt("Colour?", true);
        challenge.addPrompt("Code:", false);
      } else {
        challenge.addPrompt("Password: ", false);
      }
      return challenge;
    }

    @Override
    public boolean authenticate(ServerSession session, String user, List<String> responses) {
      asked.add("answers " + String.join(",", responses));
      return responses.equals(List.of("right")) || responses.equals(List.of("blue", "42"));
    }
  }

  private Passwords passwords(String word) {
    return new Passwords() {
      @Override
      public Optional<char[]> password(Account account) {
        return Optional.of(giveAway(word));
      }

      @Override
      public Optional<char[]> changed(Account account, String prompt) {
        assertThat(prompt).isEqualTo("Choose another!");
        return Optional.of(giveAway("new"));
      }
    };
  }

  private char[] giveAway(String secret) {
    char[] chars = secret.toCharArray();
    given.add(chars);
    return chars;
  }

  private Optional<List<char[]>> answer(Prompts.Round round) {
    assertThat(round.name()).isEqualTo("Tower");
    assertThat(round.instruction()).isEqualTo("Be quick?[2J");
    assertThat(Thread.currentThread().isVirtual()).isTrue();
    List<char[]> answers = new ArrayList<>();
    for (Prompts.Prompt prompt : round.prompts()) {
      answers.add(giveAway(prompt.isShown() ? "blue" : "42"));
    }
    return Optional.of(answers);
  }

  private Authentication authentication(String ours) {
    List<Identity> keys = new ArrayList<>();
    Authentication how = Authentication.of(List.of());
    List<Method> methods = new ArrayList<>();
    for (String word : ours.split(" ", -1)) {
      switch (word) {
        case "key", "wrongkey" -> keys.add(Identity.of(word.equals("key") ? RIGHT : WRONG));
        case "machine" -> how = how.withVouchers(speaking(RIGHT, "desk.example"));
        case "stranger" -> how = how.withVouchers(speaking(RIGHT, "desk.elsewhere"));
        case "prompts" -> how = how.withPrompts(this::answer);
        case "password", "keyboard-interactive", "publickey" ->
            methods.add(Method.named(word).orElseThrow());
        default -> how = how.withPasswords(passwords(word));
      }
    }
    List<Method> all = methods.isEmpty() ? how.methods() : methods;
    return new Authentication(
            how.rules(), keys, how.passwords(), how.prompts(), how.vouchers(), how.proven())
        .withMethods(all);
  }

  private static Vouchers speaking(SshPrivateKey key, String name) {
    List<Identity> keys = List.of(Identity.of(key));
    return Vouchers.none().withMachine(Hostbased.of(keys, "al", name));
  }

  @ParameterizedTest(name = "server {0}, {1}, with {2}: {3}, {4}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          # server takes                 | user    | we have                  | it is asked                         | in the end
          publickey                      | me      | key                      | right key                           | in
          publickey                      | me      | wrongkey key             | wrong key, right key                | in
          publickey password             | me      | wrongkey right           | wrong key, password right           | in
          password                       | me      | right                    | password right                      | in
          password                       | me      | key right                | password right                      | in
          keyboard-interactive           | me      | right                    | answers right                       | in
          keyboard-interactive password  | me      | right                    | answers right                       | in
          keyboard-interactive password  | me      | right password           | password right                      | in
          keyboard-interactive password  | me      | bad                      | answers bad                         | refused
          keyboard-interactive           | me      | prompts                  | answers 42                          | refused
          keyboard-interactive           | twofold | prompts                  | answers blue,42                     | in
          keyboard-interactive           | twofold | right                    | -                                   | refused
          keyboard-interactive           | twofold | right prompts            | answers blue,42                     | in
          password                       | me      | old                      | password old, change old to new     | in
          password                       | me      | bad                      | password bad                        | refused
          password                       | me      | key                      | -                                   | refused
          publickey,password             | me      | key right                | right key, password right           | in
          publickey,password             | me      | wrongkey key right       | wrong key, right key, password right | in
          publickey,keyboard-interactive | twofold | key prompts              | right key, answers blue,42          | in
          publickey,password             | me      | key                      | right key                           | refused
          password,publickey             | me      | key right                | password right, right key           | in
          hostbased                      | me      | machine                  | machine al@desk.example.            | in
          hostbased publickey            | me      | machine key              | machine al@desk.example.            | in
          hostbased publickey            | me      | stranger key             | machine al@desk.elsewhere., right key | in
          hostbased                      | me      | stranger                 | machine al@desk.elsewhere.          | refused
          publickey,hostbased            | me      | machine key              | right key, machine al@desk.example. | in
          """)
  void triesWhatTheServerTakes(
      String methods, String user, String ours, @Nullable String expected, String end)
      throws Exception {
    SshServer server = server(methods);
    try (server;
        Caller caller =
            Caller.with(ConnectionOptions.of(authentication(ours), HostKeys.trustingAll()))) {
      if (end.equals("in")) {
        SshConnection connection = caller.connectAs(user, "127.0.0.1", server.getPort());
        connection.close();
      } else {
        assertThat(caller.failsAs(user, "127.0.0.1", server.getPort()))
            .isInstanceOf(Failure.NotAuthenticated.class);
      }
    }
    assertThat(distinctInTurn(asked))
        .isEqualTo(expected == null ? List.of() : Arrays.asList(expected.split(", ", -1)));
    assertThat(given).allSatisfy(secret -> assertThat(new String(secret)).matches("\0*"));
  }

  /// MINA asks its authenticator twice about a signed request, so neighbours that are equal count
  /// once.
  private static List<String> distinctInTurn(List<String> all) {
    List<String> distinct = new ArrayList<>();
    for (String each : all) {
      if (distinct.isEmpty() || !distinct.getLast().equals(each)) {
        distinct.add(each);
      }
    }
    return distinct;
  }
}
