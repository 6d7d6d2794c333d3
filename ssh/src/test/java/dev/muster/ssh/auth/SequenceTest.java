package dev.muster.ssh.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.transport.Ending;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is tried after what, told as tables.
///
/// We have keys in memory (`a b c`) or held by an agent (`A B C`; `X` is one that the agent does
/// not sign with), a password (`pw`), somebody who answers questions (`who`). The server says
/// `F:methods` (failure), `P:methods` (partial success), `S` (success), `OK` (it would take the
/// key), `?text` and `?text!` (a hidden and a shown question, `_` for a blank), `?` (a round
/// without questions), `new` (it wants a new password); of the GSS-API `R` (it takes the
/// mechanism), `T` (a token), `E` (an error), `K` and `C` (error tokens). We have a ticket (`gss`,
/// with what is wrong with it after a dot), and a machine that speaks for us with one key or two
/// (`host`, `hosts`; `hostX` has one that does not sign), or we want a proof to be taken (`wary`).
/// We ask with a signature (`a`), ask about a key only (`a?`), and so on.
class SequenceTest {

  @ParameterizedTest(name = "with {0}, server {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # we have | the server says                                       | we ask
          # --- keys
          a         | S                                                     | a
          a b       | F:publickey S                                         | a, b
          A         | S                                                     | a
          A B C     | F:publickey F:publickey OK S                          | a?, b?, c?, c
          A b       | F:publickey S                                         | a?, b
          A B       | OK F:publickey OK S                                   | a?, a, b?, b
          X         | F:publickey                                           | none
          X a       | OK S                                                  | c?, a
          X a b     | OK F:publickey S                                      | c?, a, b
          # --- what the server takes is asked where no key comes first
          ''        | F:publickey                                           | none
          pw        | F:password S                                          | none, password pass
          pw        | F:publickey                                           | none
          pw        | S                                                     | none
          # --- one after the other
          a pw      | F:publickey,password S                                | a, password pass
          a pw      | F:password F:password                                 | a, password pass
          a b pw    | F:password S                                          | a, password pass
          # --- questions
          pw        | F:keyboard-interactive ?Password: S                   | none, questions, answer pass
          pw        | F:keyboard-interactive ?Password: ? S                 | none, questions, answer pass, answer
          pw who    | F:keyboard-interactive ?Password: ?Code: S            | none, questions, answer pass, answer said
          pw who    | F:keyboard-interactive ?Password:! S                  | none, questions, answer said
          who       | F:keyboard-interactive ?Password: S                   | none, questions, answer said
          pw        | F:keyboard-interactive ?Code:                         | none, questions
          pw        | F:keyboard-interactive,password ?Code: S              | none, questions, password pass
          pw        | F:keyboard-interactive,password ?One-time_password_(OATH)_for_`alice': S | none, questions, password pass
          pw who    | F:keyboard-interactive ?Enter_OTP_password: S         | none, questions, answer said
          pw who    | F:keyboard-interactive ?New_password: S               | none, questions, answer said
          # --- a password that was refused is not sent again
          pw        | F:keyboard-interactive,password ?Password: F:password | none, questions, answer pass
          pw        | F:keyboard-interactive,password F:password S          | none, questions, password pass
          # --- a password that has run out
          pw        | F:password new S                                      | none, password pass, change pass to next
          pw        | F:password new F:password                             | none, password pass, change pass to next
          # --- several at once
          a b pw    | P:password S                                          | a, password pass
          a b       | P:publickey S                                         | a, b
          a b       | F:publickey P:publickey                               | a, b
          a pw      | F:password P:publickey S                              | a, password pass, a
          a pw who  | P:keyboard-interactive ?Password: P:keyboard-interactive ?Code: S | a, questions, answer pass, questions, answer said
          # --- tickets, before everything else, and each way failing over to the next
          gss a     | F:gssapi-with-mic,publickey R T S                     | none, gss, token first, mic
          gss a     | F:gssapi-with-mic,publickey R T F:publickey S         | none, gss, token first, mic, a
          gss a     | F:gssapi-with-mic,publickey F:publickey S             | none, gss, a
          gss a     | F:gssapi-with-mic,publickey R E F:publickey S         | none, gss, token first, a
          gss a     | F:gssapi-with-mic,publickey R K F:publickey S         | none, gss, token first, a
          gss a     | F:publickey S                                         | none, a
          gss       | F:gssapi-with-mic R T F:gssapi-with-mic               | none, gss, token first, mic
          gss a     | F:gssapi-with-mic R T P:publickey S                   | none, gss, token first, mic, a
          gss.NO_INTEGRITY | F:gssapi-with-mic R T S                        | none, gss, token first, complete
          gss.NO_TICKET a | F:gssapi-with-mic,publickey S                   | none, a
          gss.OBSTACLE a | S                                                | a
          gss.BAD_TOKEN a | F:gssapi-with-mic,publickey R T S               | none, gss, token first, a
          gss.SILENT a | F:gssapi-with-mic,publickey S                      | none, a
          # --- the machine, after tickets and before keys
          host      | F:hostbased S                                         | none, ssh-ed25519 al@desk.example.
          host a    | F:hostbased,publickey F:publickey S                   | none, ssh-ed25519 al@desk.example., a
          hosts     | F:hostbased F:hostbased S                             | none, ecdsa-sha2-nistp256 al@desk.example., rsa-sha2-512 al@desk.example.
          hosts a   | F:hostbased,publickey F:hostbased,publickey F:publickey S | none, ecdsa-sha2-nistp256 al@desk.example., rsa-sha2-512 al@desk.example., a
          hostX     | F:hostbased S                                         | none, ecdsa-sha2-nistp256 al@desk.example.
          gss host a pw | F:gssapi-with-mic,hostbased,publickey,password R E F:hostbased,publickey,password F:publickey,password F:password S | none, gss, token first, ssh-ed25519 al@desk.example., a, password pass
          host a    | F:publickey P:hostbased S                             | none, a, ssh-ed25519 al@desk.example.
          # --- where a proof is wanted
          a wary    | S                                                     | a
          pw wary   | F:keyboard-interactive ?Password: S                   | none, questions, answer pass
          gss wary  | F:gssapi-with-mic R T S                               | none, gss, token first, mic
          a who wary | P:keyboard-interactive ? S                           | a, questions, answer
          """)
  void goesOnInTurn(String what, String said, String expected) throws Exception {
    ToldClient client = new ToldClient(ToldClient.having(what)).hear();
    boolean refused = false;
    for (String word : said.split(" ", -1)) {
      try {
        client.says(word);
      } catch (EndingException e) {
        assertThat(e.ending()).isInstanceOf(Ending.NotAuthenticated.class);
        refused = true;
      }
    }
    assertThat(String.join(", ", client.asked)).isEqualTo(expected);
    assertThat(client.authenticated).isEqualTo(said.endsWith("S"));
    assertThat(client.authenticated || refused || said.endsWith("Code:")).isTrue();
  }

  @ParameterizedTest(name = "with {0}, server {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # we have       | the server says                          | what is said of it
          gss             | F:gssapi-with-mic R T F:gssapi-with-mic  | gssapi-with-mic (alice@REALM)
          gss             | F:gssapi-with-mic R E F:publickey        | gssapi-with-mic (alice@REALM), gssapi-with-mic (the server says: no?[2J)
          gss             | F:gssapi-with-mic R K F:publickey        | gssapi-with-mic (alice@REALM), gssapi-with-mic (the server says: skew?)
          gss             | F:gssapi-with-mic R C F:publickey        | gssapi-with-mic (alice@REALM), gssapi-with-mic (the server says: Kerberos error 37, its clock and ours differ too much)
          gss.BAD_TOKEN   | F:gssapi-with-mic R T                    | gssapi-with-mic (alice@REALM), gssapi-with-mic (the server's token is no good)
          gss.NO_TICKET   | F:gssapi-with-mic                        | gssapi-with-mic (the ticket has run out)
          gss.SILENT      | F:gssapi-with-mic                        | gssapi-with-mic (the mechanism has nothing to say before it is done)
          gss.OBSTACLE    | F:gssapi-with-mic                        | gssapi-with-mic (no ticket)
          gss.OBSTACLE    | F:publickey                              | ''
          hostX           | F:hostbased F:hostbased                  | hostbased (the agent is locked), hostbased ecdsa-sha2-nistp256 SHA256:… as al@desk.example
          """)
  void saysWhatWasTriedWithoutASecret(String what, String said, String tried) throws Exception {
    ToldClient client = new ToldClient(ToldClient.having(what)).hear();
    assertThatExceptionOfType(EndingException.class)
        .isThrownBy(() -> {
          for (String word : said.split(" ", -1)) {
            client.says(word);
          }
        })
        .satisfies(e -> {
          assertThat(e.ending()).isInstanceOf(Ending.NotAuthenticated.class);
          if (e.ending() instanceof Ending.NotAuthenticated(List<String> names, _)) {
            assertThat(String.join(", ", names).replaceAll("SHA256:\\S+", "SHA256:…"))
                .isEqualTo(tried);
          }
        });
  }

  @ParameterizedTest(name = "with {0}, server {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # we have | the server says                          | we ask                       | what is said of it
          a pw      | F:publickey,password                     | a                            | key, password (not given: why)
          a pw      | S                                        | a                            | -
          a pw who  | P:keyboard-interactive,password          | a                            | key (taken, and more is wanted), keyboard-interactive (not given: why), password (not given: why)
          pw        | F:publickey,password                     | none                         | password (not given: why)
          pw        | F:publickey                              | none                         | ''
          pw who    | F:keyboard-interactive,password          | none                         | keyboard-interactive (not given: why), password (not given: why)
          who       | F:keyboard-interactive,password          | none                         | keyboard-interactive (not given: why)
          pw a      | F:password                               | a                            | key, password (not given: why)
          gss pw    | F:gssapi-with-mic,password R T S         | none, gss, token first, mic  | -
          host pw   | F:hostbased,password S                   | none, ssh-ed25519 al@desk.example. | -
          """)
  void givesNothingSecretToAHostThatMayBeAnother(
      String what, String said, String expected, String tried) throws Exception {
    Passwords asked =
        _ -> {
          throw new AssertionError("a password was asked for");
        };
    Prompts questioned =
        _ -> {
          throw new AssertionError("a question was put");
        };
    Authentication how =
        ToldClient.having(what)
            .withPasswords(what.contains("pw") ? asked : Passwords.none())
            .withPrompts(what.contains("who") ? questioned : Prompts.none());
    ToldClient client = new ToldClient(how, "why").hear();
    String told = "-";
    for (String word : said.split(" ", -1)) {
      try {
        client.says(word);
      } catch (EndingException e) {
        assertThat(e.ending()).isInstanceOf(Ending.NotAuthenticated.class);
        told = String.join(", ", ((Ending.NotAuthenticated) e.ending()).tried());
      }
    }
    assertThat(String.join(", ", client.asked)).isEqualTo(expected);
    assertThat(told.replaceAll("ssh-ed25519 SHA256:[^ ,]+", "key")).isEqualTo(tried);
  }

  @Test
  void leavesNoTicketWithAHostThatMayBeAnother() {
    FakeGss giving = new FakeGss(FakeGss.Trouble.NONE);
    FakeGss keeping = new FakeGss(FakeGss.Trouble.NONE);
    Gss tickets =
        new Gss() {
          @Override
          public String obstacle() {
            return giving.obstacle();
          }

          @Override
          public byte[] mechanism() {
            return giving.mechanism();
          }

          @Override
          public Context begin(Account account) throws GssException {
            return giving.begin(account);
          }

          @Override
          public Gss undelegated() {
            return keeping;
          }
        };
    Authentication how = Authentication.of(List.of());
    how = how.withVouchers(how.vouchers().withGss(tickets));
    assertThat(how.withoutSecrets().vouchers().gss()).containsSame(keeping);
  }

  @ParameterizedTest
  @CsvSource({"S", "F:publickey", "T", "P:publickey"})
  void letsGoOfTheProofWhateverComesOfIt(String end) throws Exception {
    Authentication how = ToldClient.having("gss");
    FakeGss gss = (FakeGss) how.vouchers().gss().orElseThrow();
    ToldClient client = new ToldClient(how).hear().says("F:gssapi-with-mic").says("R");
    assertThat(gss.open()).isEqualTo(1);
    client.says("T");
    try {
      client.says(end);
    } catch (EndingException | ProtocolException e) {
      client.auth.ended(); // as the driver does
    }
    assertThat(gss.open()).isZero();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # what happens | what is said of it
          F:password     | password
          new            | password, password change
          """)
  void saysWhatWasTried(String answer, String tried) throws Exception {
    ToldClient client = new ToldClient(ToldClient.having("pw")).hear().says("F:password");
    assertThatExceptionOfType(EndingException.class)
        .isThrownBy(() -> client.says(answer).says("F:password"))
        .satisfies(e ->
            assertThat(e.ending())
                .isEqualTo(
                    new Ending.NotAuthenticated(
                        List.of(tried.split(", ", -1)), List.of("password"))));
  }

  @ParameterizedTest(name = "{0} tries, with {1}: {2} keys")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # the server bears | we have  | keys tried
          1                  | a b c    | 1
          2                  | a b c    | 2
          6                  | a b c    | 3
          2                  | a b c pw | 1
          3                  | a b c pw | 2
          1                  | a b pw   | 0
          """)
  void triesNoMoreThanTheServerBears(int tries, String what, int keys) throws Exception {
    ToldClient client = new ToldClient(ToldClient.having(what).withMaxTries(tries)).hear();
    try {
      for (int i = 0; i < 10; i++) {
        client.says("F:publickey,password");
      }
    } catch (EndingException e) {
      assertThat(e.ending()).isInstanceOf(Ending.NotAuthenticated.class);
    }
    long tried = client.asked.stream().filter(each -> each.length() == 1).count();
    assertThat(tried).isEqualTo(keys);
    assertThat(client.asked.contains("password pass")).isEqualTo(what.contains("pw"));
  }

  @Test
  void theKeyThatWorkedComesFirstAndIsSignedWithAtOnce() throws Exception {
    Authentication how = ToldClient.having("A B C");
    ToldClient scout = new ToldClient(how).hear();
    for (String word : List.of("F:publickey", "F:publickey", "OK", "S")) {
      scout.says(word);
    }
    ToldClient next = new ToldClient(how).hear().says("S");
    assertThat(next.asked).containsExactly("c");
    ToldClient other = new ToldClient(how).hear().says("F:publickey").says("OK").says("S");
    assertThat(other.asked).containsExactly("c", "a?", "a");
    assertThat(new ToldClient(how).hear().asked).as("the latest is the first").containsExactly("a");
  }

  @Test
  void aFewScoutAndTheOthersWaitForThem() throws Exception {
    Authentication how = ToldClient.having("A B C");
    List<ToldClient> scouts = new ArrayList<>();
    for (int i = 0; i < ProvenKeys.SCOUTS; i++) {
      scouts.add(new ToldClient(how).hear());
    }
    ToldClient waiting = new ToldClient(how);
    assertThat(waiting.asked).isEmpty();
    assertThat(waiting.errands).hasSize(1);

    ToldClient first = scouts.removeFirst();
    first.says("F:publickey").says("OK").says("S");
    waiting.hear();
    assertThat(waiting.asked).containsExactly("b");
    assertThat(scouts.getFirst().says("F:publickey").asked).containsExactly("a?", "b");
  }

  @Test
  void nobodyWaitsWhereScoutsFindNothing() throws Exception {
    Authentication how = ToldClient.having("a b");
    for (int i = 0; i < ProvenKeys.SCOUTS; i++) {
      ToldClient scout = new ToldClient(how).hear().says("F:publickey");
      assertThatExceptionOfType(EndingException.class).isThrownBy(() -> scout.says("F:publickey"));
      scout.auth.ended();
      scout.auth.ended();
    }
    for (int i = 0; i < 2 * ProvenKeys.SCOUTS; i++) {
      assertThat(new ToldClient(how).asked).containsExactly("a");
    }
  }

  @ParameterizedTest(name = "with {0}, server {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # we have | the server says                  | is the last thing tried
          a         | F:password                       | true
          a b       | F:publickey                      | false
          A         | F:password                       | true
          ''        | F:password                       | true
          pw        | F:password                       | false
          a pw      | F:password                       | false
          """)
  void knowsItsLastTry(String what, String said, boolean last) throws Exception {
    ToldClient client = new ToldClient(ToldClient.having(what)).hear();
    assertThat(client.auth.isLastTry()).isEqualTo(last);
    try {
      client.says(said);
      assertThat(client.auth.isLastTry()).isEqualTo(client.asked.getLast().length() == 1);
    } catch (EndingException e) {
      assertThat(last).isTrue();
    }
  }

  @ParameterizedTest(name = "with {0}, server {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # we have | the server says                      | nothing more can be asked for
          a b       | F:publickey                          | true
          a b pw    | F:publickey                          | false
          host      | F:hostbased                          | true
          hosts     | F:hostbased                          | false
          gss       | F:gssapi-with-mic                    | false
          gss       | F:gssapi-with-mic R                  | false
          gss       | F:gssapi-with-mic R T                | true
          gss       | F:gssapi-with-mic R T E              | true
          gss a     | F:gssapi-with-mic,publickey R T      | false
          """)
  void knowsWhetherTheAnswerIsTheLast(String what, String said, boolean last) throws Exception {
    ToldClient client = new ToldClient(ToldClient.having(what)).hear();
    for (String word : said.split(" ", -1)) {
      client.says(word);
    }
    assertThat(client.auth.isLastTry()).isEqualTo(last);
  }

  @ParameterizedTest(name = "with {0}, server {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # we have | the server says                        | what is wrong
          a         | OK                                     | message 60 within authentication
          A B       | OK F:publickey OK OK                   | message 60 within authentication
          pw        | F:password new new new new             | new passwords wanted over 3 times
          who       | F:keyboard-interactive ROUNDS          | over 16 rounds of questions
          who       | F:keyboard-interactive MANY            | 33 questions where at most 32 are taken
          who       | F:keyboard-interactive LONG            | an instruction of over 8192 characters
          gss       | F:gssapi-with-mic OTHER                | a GSS-API mechanism is chosen that was not offered
          gss       | F:gssapi-with-mic T                    | message 61 within authentication
          gss       | F:gssapi-with-mic R R                  | message 60 within authentication
          gss       | F:gssapi-with-mic R T T                | message 61 within authentication
          gss       | F:gssapi-with-mic R T R                | message 60 within authentication
          gss       | F:gssapi-with-mic R LARGE              | string of 32769 bytes where at most 32768 fit
          gss.ENDLESS | F:gssapi-with-mic R TOKENS           | message 61 within authentication
          gss       | F:gssapi-with-mic R ERRORS             | message 64 within authentication
          host      | F:hostbased R                          | message 60 within authentication
          pw wary   | S                                      | the user is let in without any proof, and one is wanted
          pw wary   | F:keyboard-interactive S               | the user is let in without any proof, and one is wanted
          pw wary   | F:keyboard-interactive ? S             | the user is let in without any proof, and one is wanted
          a who wary | F:keyboard-interactive ? S            | the user is let in without any proof, and one is wanted
          a         | S S                                    | authentication succeeded though nothing was asked
          who       | PARTS                                  | over 16 methods that are not enough
          """)
  void endsWithAServerThatBreaksTheRules(String what, String said, String message)
      throws Exception {
    ToldClient client = new ToldClient(ToldClient.having(what)).hear();
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> {
          for (String word : said.split(" ", -1)) {
            misbehave(client, word);
          }
        })
        .withMessageStartingWith(message);
  }

  private static void misbehave(ToldClient client, String word) throws Exception {
    SshWriter message = new SshWriter().putByte(Message.USERAUTH_INFO_REQUEST).putString("");
    switch (word.toUpperCase(Locale.ROOT).equals(word) ? word : "") {
      case "ROUNDS" -> {
        for (int i = 0; i < 17; i++) {
          client.says("?Code:");
        }
      }
      case "PARTS" -> {
        for (int i = 0; i < 18; i++) {
          client.says(i == 0 ? "F:keyboard-interactive" : "P:keyboard-interactive");
        }
      }
      case "MANY" -> client.server.say(message.putString("").putString("").putInt(33));
      case "OTHER" ->
          client.server.say(
              new SshWriter().putByte(Message.USERAUTH_GSSAPI_RESPONSE).putString("other"));
      case "LARGE" ->
          client.server.say(
              new SshWriter().putByte(Message.USERAUTH_GSSAPI_TOKEN).putString(new byte[32_769]));
      case "TOKENS", "ERRORS" -> {
        for (int i = 0; i < 17; i++) {
          client.says(word.equals("TOKENS") ? "T" : "E");
        }
      }
      case "LONG" -> client.server.say(message.putString("x".repeat(8193)).putString("").putInt(0));
      default -> client.says(word);
    }
  }
}
