package dev.muster.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.kex.KexMethod;
import dev.muster.ssh.key.SshPrivateKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A client against a server, or somebody in the middle, that breaks the rules.
class HostileServerTest {

  private static final String NAME = "SSH-2.0-Raw_test";
  private static final KexInit STRICT = RawServer.strictly(Proposals.standard());

  private static Side started() throws Exception {
    Side client = Side.client(Proposals.standard(), Side.NEVER);
    client.transport().start();
    return client;
  }

  private static void broken(String message, ThrowingCallable action) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(action)
        .withMessageStartingWith(message);
  }

  @ParameterizedTest(name = "message {0}")
  @ValueSource(ints = {Message.IGNORE, Message.UNIMPLEMENTED, Message.DEBUG})
  void insertsNothingBeforeTheProposalOfAStrictExchange(int type) throws Exception {
    RawServer server = new RawServer(started()).identify(NAME).say(type);

    broken("packets before the proposal of a strict", () -> server.propose(STRICT));
  }

  @ParameterizedTest(name = "message {0}")
  @ValueSource(ints = {Message.IGNORE, Message.UNIMPLEMENTED, Message.DEBUG})
  void insertsNothingBeforeTheReplyOfAStrictExchange(int type) throws Exception {
    RawServer server = new RawServer(started()).identify(NAME).propose(STRICT);

    broken("message " + type + " within a strict key exchange", () -> server.say(type));
  }

  @ParameterizedTest(name = "message {0}")
  @ValueSource(ints = {Message.IGNORE, Message.UNIMPLEMENTED, Message.DEBUG})
  void insertsNothingBeforeTheNewKeysOfAStrictExchange(int type) throws Exception {
    RawServer server = new RawServer(started()).identify(NAME).propose(STRICT);
    server.hear();
    server.answer();

    broken("message " + type + " within a strict key exchange", () -> server.say(type));
  }

  @ParameterizedTest
  @ValueSource(strings = {"chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com", "aes128-ctr"})
  void cannotDeletePacketsFromTheStartOfTheEncryptedStream(String cipher) throws Exception {
    // The Terrapin attack inserts a message in clear and deletes as many under the new keys, so
    // that the numbers fit again. Inserting is refused above; and because numbers begin anew with
    // the keys, what was inserted or sent in clear cannot make up for what is deleted.
    for (int inserted = 0; inserted < 4; inserted++) {
      Side client = started();
      RawServer server = new RawServer(client).identify(NAME);
      server.propose(
          RawServer.strictly(Proposals.of(Proposals.METHODS, Proposals.HOST_KEYS, cipher)));
      server.hear();
      server.answer();
      for (int i = 0; i < inserted; i++) {
        server.sealed(new byte[] {Message.IGNORE}); // counted by the server, never seen here
      }
      server.newKeys();
      server.sealed(new byte[] {Message.EXT_INFO, 0, 0, 0, 0}); // deleted on the way

      broken("packet ", () -> server.say(large()));
      assertThat(client.heard()).isEmpty();
    }
  }

  /// A message large enough to stand for whatever length a wrong key stream reads.
  private static byte[] large() {
    byte[] message = new byte[48_000];
    message[0] = Message.SERVICE_ACCEPT;
    return message;
  }

  @Test
  void mayTalkIdlyBeforeAnExchangeThatIsNotStrict() throws Exception {
    Side client = started();
    RawServer server =
        new RawServer(client).identify(NAME).say(Message.IGNORE).propose(Proposals.standard());
    server.say(Message.DEBUG).finishExchange();

    assertThat(client.timesSecured()).isEqualTo(1);
    assertThat(client.transport().isStrict()).isFalse();
  }

  @Test
  void mayTalkIdlyOnlySoMuch() throws Exception {
    RawServer server = RawServer.secured(Side.client(Proposals.standard(), Side.NEVER));
    for (int i = 0; i < 256; i++) {
      server.say(Message.IGNORE);
    }
    broken("over 256 messages that mean nothing", () -> server.say(Message.IGNORE));
  }

  @Test
  void mayTalkIdlyAsMuchAsItWantsOnceItHasProvenItself() throws Exception {
    Side client = Side.client(Proposals.standard(), Side.NEVER);
    RawServer server = RawServer.secured(client);
    client.transport().established();
    for (int i = 0; i < 1000; i++) {
      server.say(Message.IGNORE);
    }
    server.hear();
    assertThat(client.said()).isEmpty();
  }

  @ParameterizedTest(name = "message {0}")
  @ValueSource(ints = {5, 6, 22, 50, 51, 52, 53, 80, 90, 94, 100, 127, 192, 255, 0})
  void saysNothingOfTheLayersAboveWithinAnExchange(int type) throws Exception {
    String message = "message " + type + " within the key exchange";
    RawServer first = new RawServer(started()).identify(NAME);
    broken(message, () -> first.say(type));

    RawServer proposed = new RawServer(started()).identify(NAME).propose(STRICT);
    broken(message, () -> proposed.say(type));

    RawServer confirming = new RawServer(started()).identify(NAME).propose(STRICT);
    confirming.hear();
    confirming.answer();
    broken(message, () -> confirming.say(type)); // in clear, with keys agreed

    RawServer again = RawServer.secured(Side.client(Proposals.standard(), Side.NEVER));
    again.propose(Proposals.standard());
    broken(message, () -> again.say(type));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"first", "proposed", "confirming", "again"})
  void namesNoExtensionsWithinAnExchange(String when) throws Exception {
    RawServer server = new RawServer(started()).identify(NAME);
    switch (when) {
      case "proposed" -> server.propose(STRICT);
      case "confirming" -> {
        server.propose(STRICT).hear();
        server.answer();
      }
      case "again" -> {
        server.propose(STRICT).finishExchange();
        server.propose(Proposals.standard());
      }
      default -> {}
    }
    broken(
        "extensions within the key exchange",
        () -> server.say(new byte[] {Message.EXT_INFO, 0, 0, 0, 0}));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00000041 | 65 extensions
          80000000 | 2147483648 extensions
          ffffffff | 4294967295 extensions
          00000001 | ends 4 bytes too early
          0000000100000004 | string of 4 bytes where 0 are left
          """)
  void namesNoExtensionsBeyondReason(String body, String message) throws Exception {
    RawServer server = RawServer.secured(Side.client(Proposals.standard(), Side.NEVER));
    byte[] bytes = HexFormat.of().parseHex("07" + body);

    broken(message, () -> server.say(bytes));
  }

  @Test
  void takesNoNewKeysIntoUseThatWereNotAgreed() throws Exception {
    String message = "new keys outside a key exchange";
    RawServer first = new RawServer(started()).identify(NAME);
    broken(message, () -> first.say(Message.NEWKEYS));
    RawServer proposed = new RawServer(started()).identify(NAME).propose(STRICT);
    broken(message, () -> proposed.say(Message.NEWKEYS));
    RawServer done = RawServer.secured(Side.client(Proposals.standard(), Side.NEVER));
    broken(message, () -> done.say(Message.NEWKEYS));
    Side asking = Side.client(Proposals.standard(), Side.NEVER);
    RawServer asked = RawServer.secured(asking);
    asking.transport().rekey();
    broken(message, () -> asked.say(Message.NEWKEYS));
  }

  @Test
  void proposesOnceAnExchange() throws Exception {
    String message = "a second proposal within one key exchange";
    RawServer proposed = new RawServer(started()).identify(NAME).propose(STRICT);
    broken(message, () -> proposed.propose(STRICT));
    RawServer confirming = new RawServer(started()).identify(NAME).propose(STRICT);
    confirming.hear();
    confirming.answer();
    broken(message, () -> confirming.propose(STRICT));
  }

  @Test
  void sendsKeyExchangeMessagesOnlyWithinOne() throws Exception {
    RawServer first = new RawServer(started()).identify(NAME);
    broken("key exchange message 31 outside", () -> first.say(KexMethod.REPLY));
    RawServer done = RawServer.secured(Side.client(Proposals.standard(), Side.NEVER));
    broken("key exchange message 31 outside", () -> done.say(KexMethod.REPLY));
    RawServer answered = new RawServer(started()).identify(NAME).propose(STRICT);
    answered.hear();
    byte[] reply = answered.reply();
    answered.say(reply);
    broken("key exchange message 31 outside", () -> answered.say(reply));
    RawServer other = new RawServer(started()).identify(NAME).propose(STRICT);
    broken("key exchange message 30 where 31 was due", () -> other.say(KexMethod.INIT));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"ssh-ed25519", "ecdsa-sha2-nistp256", "rsa-sha2-512", "rsa-sha2-256"})
  void signsTheExchangeOrEnds(String algorithm) throws Exception {
    KexInit proposal = Proposals.of("curve25519-sha256", algorithm);
    for (int at = 0; at < 300; at += 7) {
      Side client = Side.client(proposal, Side.NEVER);
      client.transport().start();
      RawServer server =
          new RawServer(client)
              .withHostKey(HostKeys.signing(algorithm))
              .spoilingSignature(at)
              .identify(NAME)
              .propose(RawServer.strictly(proposal));
      server.hear();

      assertThatExceptionOfType(ProtocolException.class).isThrownBy(server::answer);
      assertThat(client.timesSecured()).isZero();
      assertThat(client.transport().session()).isEmpty();
      assertThat(client.said()).isEmpty();
    }
  }

  @Test
  void signsWithAKeyOfTheAgreedKind() throws Exception {
    Side client = Side.client(Proposals.of("curve25519-sha256", "ssh-ed25519"), Side.NEVER);
    client.transport().start();
    RawServer server = new RawServer(client).identify(NAME).propose(STRICT);
    server.hear();
    byte[] reply = server.withHostKey(HostKeys.ED25519).reply();
    SshPrivateKey ecdsa = HostKeys.ECDSA;
    byte[] other =
        new SshWriter()
            .putByte(KexMethod.REPLY)
            .putString(ecdsa.publicKey().blob())
            .putBytes(reply, 5 + blobBytes(reply), reply.length - 5 - blobBytes(reply))
            .toBytes();

    broken(
        "key is of type ecdsa-sha2-nistp256 where ssh-ed25519 was agreed", () -> server.say(other));
  }

  /// Length of the host key in a reply.
  private static int blobBytes(byte[] reply) {
    return ByteBuffer.wrap(reply).getInt(1);
  }

  @Test
  void keepsItsHostKey() throws Exception {
    RawServer server = RawServer.secured(Side.client(Proposals.standard(), Side.NEVER));
    server.withHostKey(HostKeys.OTHER).propose(Proposals.standard()).hear();

    broken("another host key in a later key exchange", server::answer);
  }

  @Test
  void endsWhereNothingIsCommonAndItsNamesAreShownSafely() throws Exception {
    RawServer server = new RawServer(started()).identify(NAME);
    String[] many = new String[2000];
    Arrays.fill(many, "m");
    many[0] = "bad\u001b[2J";

    assertThatExceptionOfType(EndingException.class)
        .isThrownBy(() -> server.propose(Proposals.of(String.join(" ", many), "ssh-ed25519")))
        .satisfies(e -> {
          Ending.NoCommonAlgorithm ending = (Ending.NoCommonAlgorithm) e.ending();
          assertThat(ending.kind()).isEqualTo("key exchange");
          assertThat(ending.ours()).startsWith("curve25519-sha256").contains("ecdh-sha2-nistp256");
          assertThat(ending.theirs()).startsWith("bad?[2J", "m").hasSizeLessThan(100);
        });
  }

  @Test
  void endsWhereAListIsEmpty() throws Exception {
    for (int empty = 0; empty < 2; empty++) {
      KexInit all = Proposals.standard();
      KexInit proposal =
          new KexInit(
              empty == 0 ? List.of() : all.keyExchanges(),
              empty == 1 ? List.of() : all.hostKeys(),
              all.ciphers(),
              all.macs(),
              all.compressions(),
              true);
      RawServer server = new RawServer(started()).identify(NAME);
      assertThatExceptionOfType(EndingException.class).isThrownBy(() -> server.propose(proposal));
    }
  }

  @Test
  void mayBeAnotherKindOfServer() throws Exception {
    Side client = started();
    client.receive(
        "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII));

    assertThat(client.transport().isIdentified()).isFalse();
    assertThat(client.transport().lineBefore()).isEqualTo("HTTP/1.1 400 Bad Request");
  }

  @Test
  void saysGoodbyeWithTextThatIsShownSafely() throws Exception {
    RawServer server = new RawServer(started()).identify(NAME);

    assertThatExceptionOfType(EndingException.class)
        .isThrownBy(() ->
            server.say(new SshWriter().putByte(Message.DISCONNECT).putInt(-1).putString("\u001bX")))
        .satisfies(e -> assertThat(e.ending()).isEqualTo(new Ending.Disconnected(-1, "?X")));
    broken("ends 4 bytes too early", () -> server.say(Message.DISCONNECT));
  }

  @Test
  void cannotMakeUsKeepAnswersForEverWhileWeWaitForItsProposal() throws Exception {
    Side client = Side.client(Proposals.standard(), Side.NEVER);
    RawServer server = RawServer.secured(client);
    client.transport().established();
    client.transport().rekey();
    server.hear();

    broken(
        "asked for over 1048576 bytes of answers",
        () -> {
          for (int i = 0; i < 1_000_000; i++) {
            server.say(22);
          }
        });
  }

  @Test
  void leavesWhatIsOursToSayOutOfThatCount() throws Exception {
    Side client = Side.client(Proposals.standard(), Side.NEVER);
    RawServer server = RawServer.secured(client);
    client.transport().rekey();
    server.hear();
    for (int i = 0; i < 40; i++) {
      client.transport().send(client.transport().message(94).putBytes(new byte[30_000]));
    }
    server.say(22);
    server.propose(Proposals.standard()).hear();
    server.answer().newKeys();

    assertThat(server.hearNumbers()).hasSize(42).startsWith(Message.NEWKEYS, 94).endsWith(94, 3);
  }
}
