package dev.muster.ssh.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Proposals;
import dev.muster.ssh.transport.RawServer;
import dev.muster.ssh.transport.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketLinesTest {

  private static final String SECRET = "open sesame";

  private final List<String> lines = new ArrayList<>();
  private long millis = 1000;

  private Side side() {
    Side side = Side.client(Proposals.standard(), Side.NEVER);
    PacketLines watch = new PacketLines("web1:22", () -> millis, "SSH-2.0-Muster_test", lines::add);
    side.transport().watch(watch);
    return side;
  }

  private static SshWriter to(int type) {
    return new SshWriter().putByte(type);
  }

  private static SshWriter request(String method) {
    return to(Message.USERAUTH_REQUEST)
        .putString("alice")
        .putString("ssh-connection")
        .putString(method);
  }

  /// The lines after those of the key exchange, without the columns that are the same in all.
  private List<String> facts() {
    return lines.stream().skip(8).map(line -> line.substring(30).strip()).toList();
  }

  @Test
  void tellsOfAKnownConversation() throws Exception {
    Side side = side();
    RawServer server = RawServer.secured(side);
    millis += 1234;
    side.transport().send(to(Message.SERVICE_REQUEST).putString("ssh-userauth"));
    side.transport().send(request("publickey").putBoolean(true).putString("ssh-ed25519"));
    server.hear();
    server.say(to(Message.USERAUTH_SUCCESS));
    side.transport().end("closed");
    String agreed =
        "curve25519-sha256, ssh-ed25519, to server chacha20-poly1305@openssh.com,"
            + " to client chacha20-poly1305@openssh.com, strict";
    assertThat(lines.stream().map(line -> line.substring(3)).collect(Collectors.joining("\n")))
        .isEqualTo(
            """
               0 web1:22               >     -      -   - identification            SSH-2.0-Muster_test
               0 web1:22               >     0    544  20 KEXINIT
               0 web1:22               >     1     48  30 KEX_METHOD_30
               0 web1:22               <     -      -   - identification            SSH-2.0-Raw_test
               0 web1:22               <     0    504  20 KEXINIT
               0 web1:22               <     1    192  31 KEX_METHOD_31
               0 web1:22               >     2     16  21 NEWKEYS                   %s
               0 web1:22               <     2     16  21 NEWKEYS                   %s
            1234 web1:22               >     0     84   5 SERVICE_REQUEST           ssh-userauth
            1234 web1:22               >     1     84  50 USERAUTH_REQUEST          alice, publickey, signed ssh-ed25519
            1234 web1:22               <     0     28  52 USERAUTH_SUCCESS
            1234 web1:22               -     -      -   - end                       closed\
            """
                .formatted(agreed, agreed));
  }

  @Test
  void tellsOfAuthenticationWithoutItsSecrets() throws Exception {
    Side side = side();
    RawServer server = RawServer.secured(side);
    side.transport().send(request("none"));
    server.say(to(Message.USERAUTH_FAILURE).putNames(List.of("password", "x")).putBoolean(false));
    side.transport().send(request("password").putBoolean(false).putString(SECRET));
    server.say(to(Message.USERAUTH_PASSWD_CHANGEREQ).putString(SECRET).putString(""));
    side.transport().send(request("password").putBoolean(true).putString(SECRET).putString(SECRET));
    side.transport().send(request("keyboard-interactive").putString("").putString(""));
    server.say(to(Message.USERAUTH_INFO_REQUEST).putString(SECRET).putString(SECRET));
    side.transport().send(to(Message.USERAUTH_INFO_RESPONSE).putInt(1).putString(SECRET));
    side.transport()
        .send(request("publickey").putBoolean(false).putString("ssh-rsa").putString(SECRET));
    server.say(to(Message.USERAUTH_PK_OK).putString("ssh-rsa").putString(SECRET));
    server.say(to(Message.USERAUTH_BANNER).putString(SECRET).putString(""));
    assertThat(String.join("\n", facts()))
        .isEqualTo(
            """
            >     0     84  50 USERAUTH_REQUEST          alice, none
            <     0     44  51 USERAUTH_FAILURE          go on with password,x
            >     1      -  50 USERAUTH_REQUEST          alice, password
            <     1     52  60 USERAUTH_PASSWD_CHANGEREQ
            >     2      -  50 USERAUTH_REQUEST          alice, password, changed
            >     3    148  50 USERAUTH_REQUEST          alice, keyboard-interactive
            <     2     60  60 USERAUTH_INFO_REQUEST
            >     4      -  61 USERAUTH_INFO_RESPONSE
            >     5    148  50 USERAUTH_REQUEST          alice, publickey, asked ssh-rsa
            <     3     52  60 USERAUTH_PK_OK            ssh-rsa
            <     4     52  53 USERAUTH_BANNER\
            """);
    assertThat(lines).noneMatch(line -> line.contains(SECRET));
  }

  /// What is typed to a program over there may be a password.
  @Test
  void doesNotTellHowMuchIsTyped() throws Exception {
    Side side = side();
    RawServer.secured(side);
    side.transport().established();
    side.transport().send(to(Message.CHANNEL_DATA).putInt(7).putString(SECRET));
    side.transport().send(to(Message.CHANNEL_DATA).putInt(7).putString(SECRET.repeat(100)));
    assertThat(String.join("\n", facts()))
        .isEqualTo(
            """
            >     0      -  94 CHANNEL_DATA              channel 7
            >     1   1140  94 CHANNEL_DATA              channel 7, bytes 1100\
            """);
  }

  @Test
  void tellsOfTicketsAndMachinesWithoutTheirTokens() throws Exception {
    Side side = side();
    RawServer server = RawServer.secured(side);
    side.transport().send(request("gssapi-with-mic").putInt(1).putString(SECRET));
    server.say(to(Message.USERAUTH_GSSAPI_RESPONSE).putString(SECRET));
    side.transport().send(to(Message.USERAUTH_GSSAPI_TOKEN).putString(SECRET));
    server.say(to(Message.USERAUTH_GSSAPI_TOKEN).putString(SECRET));
    server.say(to(Message.USERAUTH_GSSAPI_ERROR).putInt(1).putInt(2).putString(SECRET));
    server.say(to(Message.USERAUTH_GSSAPI_ERRTOK).putString(SECRET));
    side.transport().send(to(Message.USERAUTH_GSSAPI_MIC).putString(SECRET));
    side.transport().send(to(Message.USERAUTH_GSSAPI_EXCHANGE_COMPLETE));
    side.transport().send(request("hostbased").putString("ssh-rsa").putString(SECRET));
    assertThat(String.join("\n", facts()))
        .isEqualTo(
            """
            >     0    148  50 USERAUTH_REQUEST          alice, gssapi-with-mic
            <     0     44  60 USERAUTH_GSSAPI_RESPONSE
            >     1     84  61 USERAUTH_GSSAPI_TOKEN
            <     1     44  61 USERAUTH_GSSAPI_TOKEN
            <     2     52  64 USERAUTH_GSSAPI_ERROR
            <     3     44  65 USERAUTH_GSSAPI_ERRTOK
            >     2     84  66 USERAUTH_GSSAPI_MIC
            >     3     84  63 USERAUTH_GSSAPI_EXCHANGE_COMPLETE
            >     4    148  50 USERAUTH_REQUEST          alice, hostbased, signed ssh-rsa\
            """);
    assertThat(lines).noneMatch(line -> line.contains(SECRET));
  }

  @Test
  void tellsOfChannelsWithoutTheirData() throws Exception {
    Side side = side();
    RawServer server = RawServer.secured(side);
    side.transport().established();
    side.transport()
        .send(
            to(Message.CHANNEL_OPEN).putString("session").putInt(0).putInt(2097152).putInt(32768));
    server.say(to(Message.CHANNEL_OPEN_CONFIRMATION).putInt(0).putInt(7).putInt(-1).putInt(32768));
    side.transport()
        .send(
            to(Message.CHANNEL_REQUEST)
                .putInt(7)
                .putString("exec")
                .putBoolean(true)
                .putString(SECRET));
    server.say(to(Message.CHANNEL_DATA).putInt(0).putString(SECRET));
    server.say(to(Message.CHANNEL_EXTENDED_DATA).putInt(0).putInt(1).putString(SECRET));
    side.transport().send(to(Message.CHANNEL_WINDOW_ADJUST).putInt(7).putInt(65536));
    server.say(
        to(Message.CHANNEL_REQUEST).putInt(0).putString("exit-status").putBoolean(false).putInt(3));
    server.say(to(Message.CHANNEL_CLOSE).putInt(0));
    server.say(
        to(Message.GLOBAL_REQUEST)
            .putString("hostkeys-00@openssh.com")
            .putBoolean(false)
            .putString(SECRET));
    server.say(to(Message.IGNORE).putString(SECRET));
    server.say(to(Message.DEBUG).putBoolean(true).putString(SECRET).putString(""));
    assertThat(String.join("\n", facts()))
        .isEqualTo(
            """
            >     0     52  90 CHANNEL_OPEN              session, channel 0, window 2097152, packet 32768
            <     0     44  91 CHANNEL_OPEN_CONFIRMATION channel 0, theirs 7, window 4294967295, packet 32768
            >     1     60  98 CHANNEL_REQUEST           channel 7, exec, wants reply
            <     1     52  94 CHANNEL_DATA              channel 0, bytes 11
            <     2     52  95 CHANNEL_EXTENDED_DATA     channel 0, type 1, bytes 11
            >     2     36  93 CHANNEL_WINDOW_ADJUST     channel 7, bytes 65536
            <     3     52  98 CHANNEL_REQUEST           channel 0, exit-status 3
            <     4     36  97 CHANNEL_CLOSE             channel 0
            <     5     76  80 GLOBAL_REQUEST            hostkeys-00@openssh.com
            <     6     44   2 IGNORE
            <     7     52   4 DEBUG\
            """);
    assertThat(lines).noneMatch(line -> line.contains(SECRET));
  }

  @Test
  void showsWhatAHostChoseSafelyAndInBounds() throws Exception {
    Side side = side();
    RawServer server = RawServer.secured(side);
    String many = ("x".repeat(150) + "\u001b[2J\u202e,").repeat(100);
    server.say(to(Message.USERAUTH_FAILURE).putString(many).putBoolean(false));
    server.say(
        to(Message.CHANNEL_REQUEST).putInt(0).putString("a\r\n\u001b]0;b").putBoolean(false));
    assertThat(lines)
        .allMatch(line -> line.length() <= 400)
        .allMatch(
            line -> line.codePoints().noneMatch(c -> Character.getType(c) == 15 || c == 0x202e));
    assertThat(lines.getLast()).endsWith("channel 0, a???]0;b");
  }

  @ParameterizedTest(name = "message {0}")
  @ValueSource(
      ints = {
        Message.DISCONNECT,
        Message.EXT_INFO,
        Message.USERAUTH_REQUEST,
        Message.USERAUTH_FAILURE,
        Message.CHANNEL_OPEN,
        Message.CHANNEL_OPEN_CONFIRMATION,
        Message.CHANNEL_REQUEST,
        Message.CHANNEL_DATA
      })
  void aMessageThatEndsTooEarlyIsSaidToBeMalformed(int type) {
    byte[] message = {(byte) type, 0};
    PacketLines watch = new PacketLines("web1:22", () -> millis, "SSH-2.0-x", lines::add);
    watch.packet(false, -1, 32, new dev.muster.ssh.data.SshReader(message));
    assertThat(lines.getLast()).contains("4294967295").endsWith("(malformed)");
  }
}
