package dev.muster.ssh.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.muster.ssh.auth.Account;
import dev.muster.ssh.auth.Authentication;
import dev.muster.ssh.auth.ClientAuth;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.HostKeys;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Mutations;
import dev.muster.ssh.transport.Proposals;
import dev.muster.ssh.transport.RawServer;
import dev.muster.ssh.transport.Side;
import dev.muster.ssh.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers that have our trust and use it to say whatever they like, from fixed seeds: nothing but
/// the two exceptions that end the connection ever leaves the protocol code.
class HostileServerTest {

  private static final int CONNECTIONS = 400;

  /// Right messages for a channel with number 0, to begin with.
  private static final List<byte[]> RIGHT =
      bytes(
          message(Message.CHANNEL_OPEN_CONFIRMATION).putInt(0).putInt(1).putInt(500).putInt(50),
          message(Message.CHANNEL_OPEN_FAILURE).putInt(0).putInt(1).putString("a").putString(""),
          message(Message.CHANNEL_SUCCESS).putInt(0),
          message(Message.CHANNEL_FAILURE).putInt(0),
          message(Message.CHANNEL_DATA).putInt(0).putString("output"),
          message(Message.CHANNEL_EXTENDED_DATA).putInt(0).putInt(1).putString("trouble"),
          message(Message.CHANNEL_WINDOW_ADJUST).putInt(0).putInt(1000),
          message(Message.CHANNEL_EOF).putInt(0),
          message(Message.CHANNEL_CLOSE).putInt(0),
          request("exit-status", false).putInt(3),
          request("exit-signal", false)
              .putString("KILL")
              .putBoolean(false)
              .putString("killed")
              .putString(""),
          request("other", true),
          message(Message.GLOBAL_REQUEST).putString("x").putBoolean(true),
          message(Message.CHANNEL_OPEN).putString("x11").putInt(4).putInt(4).putInt(4),
          message(Message.REQUEST_SUCCESS),
          message(Message.IGNORE).putString("x"),
          message(Message.DEBUG).putBoolean(true).putString("x").putString(""),
          message(Message.UNIMPLEMENTED).putInt(3),
          message(Message.EXT_INFO).putInt(1).putString("server-sig-algs").putString("a,b"),
          message(Message.DISCONNECT).putInt(2).putString("bye").putString(""),
          message(Message.NEWKEYS),
          message(30).putString("share"),
          message(31).putString("key").putString("share").putString("signature"),
          new SshWriter().putBytes(Proposals.standard().payload(new byte[16])));

  private static final List<byte[]> RIGHT_BEFORE =
      bytes(
          message(Message.SERVICE_ACCEPT).putString("ssh-userauth"),
          message(Message.USERAUTH_FAILURE).putString("publickey,password").putBoolean(false),
          message(Message.USERAUTH_SUCCESS),
          message(Message.USERAUTH_BANNER).putString("hello").putString(""),
          message(60).putString("a").putString("b"),
          message(Message.EXT_INFO).putInt(1).putString("server-sig-algs").putString("a,b"),
          message(Message.IGNORE).putString("x"),
          new SshWriter().putBytes(Proposals.standard().payload(new byte[16])));

  private static List<byte[]> bytes(SshWriter... messages) {
    return Arrays.stream(messages).map(SshWriter::toBytes).toList();
  }

  private static SshWriter message(int type) {
    return new SshWriter().putByte(type);
  }

  private static SshWriter request(String name, boolean wantsReply) {
    return message(Message.CHANNEL_REQUEST).putInt(0).putString(name).putBoolean(wantsReply);
  }

  private static byte[] next(List<byte[]> right, Random random, Mutations mutations) {
    byte[] message = right.get(random.nextInt(right.size()));
    return switch (random.nextInt(8)) {
      case 0 -> mutations.of(message);
      case 1 -> {
        byte[] noise = new byte[1 + random.nextInt(40)];
        random.nextBytes(noise);
        yield noise;
      }
      default -> message;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"opening", "starting", "running"})
  void endConnectionsWithAReason(String state) throws Exception {
    Random random = new Random(state.hashCode());
    Mutations mutations = new Mutations(state.length());
    int ended = 0;
    for (int i = 0; i < CONNECTIONS; i++) {
      Conversation conversation =
          switch (state) {
            case "opening" -> Conversation.opening();
            case "starting" -> Conversation.starting();
            default -> Conversation.running();
          };
      List<byte[]> said = new ArrayList<>();
      boolean alive = true;
      while (alive && said.size() < 60) {
        ours(conversation, random);
        byte[] message = next(RIGHT, random, mutations);
        said.add(message);
        alive = survives(conversation.server(), message, said);
      }
      ended += alive ? 0 : 1;
      long ends = conversation.events().stream().filter(HostileServerTest::isEnd).count();
      assertThat(ends).isLessThanOrEqualTo(1);
    }
    assertThat(ended).isGreaterThan(CONNECTIONS / 2); // most of it is wrong, after all
  }

  private static boolean isEnd(String event) {
    return event.endsWith("]");
  }

  /// Does something on our side.
  private static void ours(Conversation conversation, Random random) {
    List<SessionChannel> open =
        conversation.channels().all().stream().map(SessionChannel.class::cast).toList();
    switch (random.nextInt(12)) {
      case 0 -> {
        conversation.channels().askForLife();
      }
      case 1 -> open.forEach(channel -> channel.signal("TERM"));
      case 2 -> open.forEach(SessionChannel::endInput);
      case 3 -> open.forEach(SessionChannel::close);
      case 4 -> conversation.side().transport().rekey();
      case 5, 6 ->
          open.forEach(channel ->
              channel.write("input".getBytes(StandardCharsets.UTF_8), new CompletableFuture<>()));
      default -> {}
    }
  }

  private static boolean survives(RawServer server, byte[] message, List<byte[]> said) {
    try {
      server.say(message);
      return true;
    } catch (ProtocolException | EndingException e) {
      assertThat(e.getMessage()).isNotBlank();
      return false;
    } catch (RuntimeException | Error e) {
      return fail(String.join(" ", said.stream().map(HexFormat.of()::formatHex).toList()), e);
    }
  }

  @Test
  void endConnectionsWithAReasonWhileTheyAuthenticateUs() throws Exception {
    Random random = new Random(4252);
    Mutations mutations = new Mutations(4252);
    int ended = 0;
    for (int i = 0; i < CONNECTIONS; i++) {
      Side side = Side.client(Proposals.standard(), Side.NEVER);
      ClientAuth auth =
          new ClientAuth(
              new Account("alice", "host", 22),
              Authentication.of(Identity.ofAll(List.of(HostKeys.ED25519, HostKeys.ECDSA))),
              side.transport(),
              errand -> {
                throw new AssertionError("keys in memory need no errand");
              });
      side.handTo(
          new Transport.Upper() {
            @Override
            public void secured() throws EndingException {
              auth.begin();
            }

            @Override
            public void message(int type, SshReader body)
                throws ProtocolException, EndingException {
              if (auth.message(type, body)) {
                side.transport().established();
              }
            }
          });
      RawServer server = RawServer.secured(side);
      List<byte[]> said = new ArrayList<>();
      boolean alive = true;
      while (alive && said.size() < 30) {
        byte[] message = next(RIGHT_BEFORE, random, mutations);
        said.add(message);
        alive = survives(server, message, said);
      }
      ended += alive ? 0 : 1;
    }
    assertThat(ended).isGreaterThan(CONNECTIONS / 2);
  }
}
