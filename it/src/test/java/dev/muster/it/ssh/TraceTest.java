package dev.muster.it.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.auth.Account;
import dev.muster.ssh.auth.Authentication;
import dev.muster.ssh.auth.Method;
import dev.muster.ssh.auth.Passwords;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.trust.HostKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.server.session.ServerSession;
import org.junit.jupiter.api.Test;

/// What the trace of a log-in by key, answers and password shows, at Apache MINA SSHD.
class TraceTest {

  private static final SshPrivateKey KEY = KeyPairs.generate(KeyType.ED25519);
  private static final String PASSWORD = "Tr0ub4dor&3";
  private static final String ANSWER = "correct horse battery";

  private static SshServer server() throws IOException {
    SshServer server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setPort(0);
    SimpleGeneratorHostKeyProvider hostKeys = new SimpleGeneratorHostKeyProvider();
    hostKeys.setAlgorithm("EC");
    hostKeys.setKeySize(256);
    server.setKeyPairProvider(hostKeys);
    server.setPublickeyAuthenticator((user, key, session) -> true);
    server.setPasswordAuthenticator((user, password, session) -> password.equals(PASSWORD));
    server.setKeyboardInteractiveAuthenticator(
        new KeyboardInteractiveAuthenticator() {
          @Override
          public InteractiveChallenge generateChallenge(
              ServerSession session, String user, String language, String subMethods) {
            InteractiveChallenge challenge = new InteractiveChallenge();
            challenge.setInteractionName("");
            challenge.setInteractionInstruction("");
            challenge.setLanguageTag("");
            challenge.addPrompt("Words?", false);
            return challenge;
          }

          @Override
          public boolean authenticate(ServerSession session, String user, List<String> answers) {
            return answers.equals(List.of(ANSWER));
          }
        });
    CoreModuleProperties.AUTH_METHODS.set(server, "publickey,keyboard-interactive,password");
    server.start();
    return server;
  }

  private static Authentication authentication() {
    Passwords passwords =
        new Passwords() {
          @Override
          public Optional<char[]> password(Account account) {
            return Optional.of(PASSWORD.toCharArray());
          }

          @Override
          public Optional<char[]> changed(Account account, String prompt) {
            return Optional.empty();
          }
        };
    return Authentication.of(List.of(Identity.of(KEY)))
        .withMethods(List.of(Method.PUBLIC_KEY, Method.KEYBOARD_INTERACTIVE, Method.PASSWORD))
        .withPasswords(passwords)
        .withPrompts(round -> Optional.of(List.of(ANSWER.toCharArray())));
  }

  @Test
  void showsTheMethodsThatWereTriedAndNoSecret() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    try (SshServer server = server();
        Caller caller =
            Caller.tracing(
                ConnectionOptions.of(authentication(), HostKeys.trustingAll()), lines::add)) {
      caller.connectAs("me", "127.0.0.1", server.getPort()).close();
    }
    assertThat(lines)
        .anyMatch(line -> line.endsWith("me, publickey, signed ssh-ed25519"))
        .anyMatch(line ->
            line.endsWith("USERAUTH_FAILURE          go on with keyboard-interactive, partly in"))
        .anyMatch(line -> line.endsWith("USERAUTH_INFO_RESPONSE"))
        .anyMatch(line -> line.endsWith("me, password"))
        .anyMatch(line -> line.contains("USERAUTH_SUCCESS"));
    String trace = String.join("\n", lines).toLowerCase(Locale.ROOT);
    for (String secret : List.of(PASSWORD, ANSWER)) {
      for (String form : forms(secret)) {
        assertThat(trace).doesNotContain(form.toLowerCase(Locale.ROOT));
      }
    }
  }

  /// As it is, in hexadecimal digits, and in Base64 at each of its three places in a group.
  private static List<String> forms(String secret) {
    byte[] bytes = secret.getBytes(UTF_8);
    List<String> forms = new ArrayList<>(List.of(secret, HexFormat.of().formatHex(bytes)));
    forms.add(HexFormat.ofDelimiter(" ").formatHex(bytes));
    for (int shift = 0; shift < 3; shift++) {
      String text =
          Base64.getEncoder().encodeToString(("x".repeat(shift) + secret).getBytes(UTF_8));
      forms.add(text.substring(4, text.length() - 4));
    }
    return forms;
  }
}
