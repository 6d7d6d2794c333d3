package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.ssh.Algorithms;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.transport.Ending;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Message;
import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every way to misbehave, seen from a client over a socket.
class TroubleTest {

  private static final int PATIENCE = 10_000;
  private static final Script HELLO = Script.always(Answer.of("hello\n"));

  /// How far a client comes when nothing more is said at a point.
  private static final String PROGRESS =
      """
      IDENTIFIED     | identification
      PROPOSED       | identification proposal
      SHARED         | identification proposal
      SECURED        | identification proposal keys
      AUTHENTICATING | identification proposal keys service
      OPENING        | identification proposal keys service user
      STARTING       | identification proposal keys service user channel
      RUNNING        | identification proposal keys service user channel command
      """;

  private static final String PROGRESS_FROM_THE_START = "ACCEPTED |\n" + PROGRESS;

  private static final String ALL =
      "identification proposal keys service user channel command hello";

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = PROGRESS_FROM_THE_START)
  void hangs(Point at, String progress) throws Exception {
    assertThat(walk(new Trouble.Hang(at), 300)).isEqualTo(of(progress, "silence"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = PROGRESS_FROM_THE_START)
  void closes(Point at, String progress) throws Exception {
    assertThat(walk(new Trouble.Close(at, false), PATIENCE)).isEqualTo(of(progress, "end"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = PROGRESS_FROM_THE_START)
  void resets(Point at, String progress) throws Exception {
    // a reset discards what is on its way, so the client may have seen less
    Walk walk = walk(new Trouble.Close(at, true), PATIENCE);
    assertThat(of(progress, "").progress()).startsWith(walk.progress());
    assertThat(walk.end()).isEqualTo("end");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = PROGRESS)
  void saysGoodbye(Point at, String progress) throws Exception {
    // a client that reads the answer and the goodbye at once has come less far
    Walk walk = walk(new Trouble.Disconnect(at, 12, "too many"), PATIENCE);
    assertThat(of(progress, "").progress()).startsWith(walk.progress());
    assertThat(walk.end()).isEqualTo("goodbye 12 too many");
  }

  @Test
  void takesItsTimeAtEachPoint() throws Exception {
    Duration delay = Duration.ofMillis(40);
    long begun = System.nanoTime();
    assertThat(walk(new Trouble.Slow(EnumSet.allOf(Point.class), delay), PATIENCE))
        .isEqualTo(new Walk(ALL, "done"));
    int waits = 5; // points that the client reaches with one message share their wait
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isGreaterThanOrEqualTo(delay.multipliedBy(waits));
  }

  @Test
  void drips() throws Exception {
    long begun = System.nanoTime();
    assertThat(walk(new Trouble.Trickle(200, Duration.ofMillis(8)), PATIENCE))
        .isEqualTo(new Walk(ALL, "done"));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(80));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ACCEPTED       | broken: 820 lines, 65600 bytes before its identification
          SECURED        | broken: over 256 messages that mean nothing
          AUTHENTICATING | done
          RUNNING        | done
          """)
  void floods(Point from, String end) throws Exception {
    assertThat(walk(new Trouble.Flood(from), PATIENCE).end()).startsWith(end);
  }

  @ParameterizedTest
  @CsvSource({"IDENTIFIED", "PROPOSED", "SHARED"})
  void floodsNotWithinAKeyExchange(Point from) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Trouble.Flood(from))
        .withMessage("a flood begins at ACCEPTED or from SECURED on, not at " + from);
  }

  @ParameterizedTest
  @CsvSource({"1", "100", "5000", "99999"})
  void cutsTheConnectionInTheMiddleOfOutput(long after) throws Exception {
    Script much = Script.always(Answer.of("0123456789").withBytes(1 << 20));
    Behaviour behaviour = Behaviour.of(much).with(new Trouble.Cut(after));
    try (Fleet fleet = Fleet.start(FleetOptions.of(behaviour));
        ScriptedClient client = connect(fleet, PATIENCE)) {
      client.handshake();
      client.login();
      int channel = client.open(1 << 20, 32 << 10);
      client.exec(channel, "x");
      client.expect(Message.CHANNEL_SUCCESS);
      assertThatExceptionOfType(EOFException.class).isThrownBy(() -> client.outcome(channel));
    }
  }

  @Test
  void signsWithAKeyThatItDoesNotHave() throws Exception {
    assertThat(walk(new Trouble.BadSignature(), PATIENCE))
        .isEqualTo(
            new Walk(
                "identification proposal", "broken: its host key did not sign this key exchange"));
  }

  @Test
  void showsAnotherHostKey() throws Exception {
    SshPrivateKey other = KeyPairs.generate(KeyType.ECDSA_256);
    Behaviour behaviour = Behaviour.of(HELLO).withHostKeys(List.of(other));
    try (Fleet fleet = Fleet.start(FleetOptions.of(behaviour));
        ScriptedClient client = connect(fleet, PATIENCE)) {
      client.handshake();
      assertThat(client.hostKey()).isEqualTo(other.publicKey());
      assertThat(fleet.hostKeys()).doesNotContain(other.publicKey());
    }
  }

  @Test
  void offersOnlySomeAlgorithms() throws Exception {
    Algorithms only = Algorithms.standard().withCiphers(List.of("aes256-ctr"));
    Behaviour behaviour = Behaviour.of(HELLO).offering(only);
    try (Fleet fleet = Fleet.start(FleetOptions.of(behaviour));
        ScriptedClient client =
            new ScriptedClient(
                Wire.connect("127.0.0.1", fleet.port(), PATIENCE),
                Algorithms.standard().withCiphers(List.of("aes128-ctr")))) {
      assertThatExceptionOfType(EndingException.class)
          .isThrownBy(client::handshake)
          .withMessageContaining("NoCommonAlgorithm[kind=cipher");
    }
  }

  @Test
  void talksBeforeItSaysWhoItIs() throws Exception {
    Behaviour behaviour = Behaviour.of(HELLO).saying(List.of("welcome", "please wait"));
    try (Fleet fleet = Fleet.start(FleetOptions.of(behaviour));
        ScriptedClient client = connect(fleet, PATIENCE)) {
      client.handshake();
      client.login();
      assertThat(client.run("x").out()).isEqualTo("hello\n");
    }
  }

  /// How far a client came, and how it ended.
  private record Walk(String progress, String end) {}

  private static Walk of(String progress, String end) {
    return new Walk(progress == null ? "" : progress, end);
  }

  private static ScriptedClient connect(Fleet fleet, int patience) throws Exception {
    return new ScriptedClient(Wire.connect("127.0.0.1", fleet.port(), patience));
  }

  private static Walk walk(Trouble trouble, int patience) throws Exception {
    Behaviour behaviour = Behaviour.of(HELLO).with(trouble);
    StringBuilder progress = new StringBuilder();
    try (Fleet fleet = Fleet.start(FleetOptions.of(behaviour))) {
      String end = "done";
      try (ScriptedClient client = connect(fleet, patience)) {
        walk(client, progress);
      } catch (SocketTimeoutException e) {
        end = "silence";
      } catch (EOFException | SocketException e) {
        end = "end";
      } catch (EndingException e) {
        end =
            e.ending() instanceof Ending.Disconnected(int reason, String text)
                ? "goodbye " + reason + " " + text
                : e.ending().toString();
      } catch (ProtocolException e) {
        end = "broken: " + e.getMessage();
      }
      assertThat(fleet.counters().broken()).isZero();
      return new Walk(progress.toString().strip(), end);
    }
  }

  private static void walk(ScriptedClient client, StringBuilder progress) throws Exception {
    try {
      client.handshake();
    } finally {
      progress.append(client.transport().isIdentified() ? "identification" : "");
      progress.append(client.sawProposal() ? " proposal" : "");
    }
    progress.append(" keys");
    client.requestService();
    progress.append(" service");
    client.send(client.signed(ScriptedClient.KEY, "ssh-ed25519"));
    client.expect(Message.USERAUTH_SUCCESS);
    client.transport().established();
    progress.append(" user");
    int channel = client.open(1 << 20, 1 << 15);
    progress.append(" channel");
    client.exec(channel, "x");
    client.expect(Message.CHANNEL_SUCCESS);
    progress.append(" command");
    progress.append(' ').append(client.outcome(channel).out().strip());
  }
}
