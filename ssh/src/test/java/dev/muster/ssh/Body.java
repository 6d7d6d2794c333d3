package dev.muster.ssh;

import dev.muster.ssh.auth.FakeGss;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.transport.HostKeys;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.Proposals;
import dev.muster.ssh.transport.RawServer;

/// Messages as a server makes them rightly, for the channel with number 0.
final class Body {

  private Body() {}

  /// Returns a message of that number, whole.
  static byte[] of(int number) {
    SshWriter body = new SshWriter().putByte(number);
    switch (number) {
      case Message.DISCONNECT -> body.putInt(2).putString("bye").putString("");
      case Message.IGNORE -> body.putString("x");
      case Message.UNIMPLEMENTED -> body.putInt(3);
      case Message.DEBUG -> body.putBoolean(true).putString("x").putString("");
      case Message.SERVICE_REQUEST, Message.SERVICE_ACCEPT -> body.putString("ssh-userauth");
      case Message.EXT_INFO -> body.putInt(1).putString("server-sig-algs").putString("ssh-ed25519");
      case Message.KEXINIT -> {
        return RawServer.strictly(Proposals.standard()).payload(new byte[16]);
      }
      case 30 -> body.putString(new byte[32]);
      case 31 ->
          body.putString(HostKeys.ED25519.publicKey().blob())
              .putString(new byte[32])
              .putString(new byte[83]);
      case Message.USERAUTH_REQUEST ->
          body.putString("me").putString("ssh-connection").putString("none");
      case Message.USERAUTH_FAILURE -> body.putString("publickey,password").putBoolean(false);
      case Message.USERAUTH_BANNER -> body.putString("hello").putString("");
      case 60 -> body.putString("ssh-ed25519").putString(HostKeys.ED25519.publicKey().blob());
      case 61 -> body.putInt(0);
      case Message.GLOBAL_REQUEST -> body.putString("x").putBoolean(true);
      case Message.CHANNEL_OPEN -> body.putString("x11").putInt(4).putInt(4).putInt(4);
      case Message.CHANNEL_OPEN_CONFIRMATION -> {
        return confirmation(1000, 1000);
      }
      case Message.CHANNEL_OPEN_FAILURE -> body.putInt(0).putInt(1).putString("no").putString("");
      case Message.CHANNEL_WINDOW_ADJUST -> body.putInt(0).putInt(1000);
      case Message.CHANNEL_DATA -> body.putInt(0).putString("data");
      case Message.CHANNEL_EXTENDED_DATA -> body.putInt(0).putInt(1).putString("data");
      case Message.CHANNEL_REQUEST ->
          body.putInt(0).putString("exit-status").putBoolean(false).putInt(3);
      case Message.CHANNEL_EOF,
          Message.CHANNEL_CLOSE,
          Message.CHANNEL_SUCCESS,
          Message.CHANNEL_FAILURE ->
          body.putInt(0);
      default -> {}
    }
    return body.toBytes();
  }

  /// Returns a refusal that leaves one way to go on.
  static byte[] refused(String method) {
    return new SshWriter()
        .putByte(Message.USERAUTH_FAILURE)
        .putString(method)
        .putBoolean(false)
        .toBytes();
  }

  /// Returns a round of one question (RFC 4256 section 3.2).
  static byte[] question() {
    return new SshWriter()
        .putByte(Message.USERAUTH_INFO_REQUEST)
        .putString("")
        .putString("who are you?")
        .putString("")
        .putInt(1)
        .putString("Code: ")
        .putBoolean(false)
        .toBytes();
  }

  /// Returns a message of the GSS-API's, whole.
  static byte[] ofTickets(int number) {
    SshWriter body = new SshWriter().putByte(number);
    switch (number) {
      case Message.USERAUTH_GSSAPI_RESPONSE -> body.putString(FakeGss.MECHANISM);
      case Message.USERAUTH_GSSAPI_ERROR -> body.putInt(1).putInt(2).putString("no").putString("");
      default -> body.putString("token");
    }
    return body.toBytes();
  }

  static byte[] confirmation(long window, long packet) {
    return new SshWriter()
        .putByte(Message.CHANNEL_OPEN_CONFIRMATION)
        .putInt(0)
        .putInt(7)
        .putInt((int) window)
        .putInt((int) packet)
        .toBytes();
  }

  /// Returns a request for a channel from port 80 over there.
  static byte[] forwarded(int theirs) {
    return new SshWriter()
        .putByte(Message.CHANNEL_OPEN)
        .putString("forwarded-tcpip")
        .putInt(theirs)
        .putInt(1000)
        .putInt(1000)
        .putString("localhost")
        .putInt(80)
        .putString("10.1.2.3")
        .putInt(5555)
        .toBytes();
  }

  /// Returns one with `count` bytes of output.
  static byte[] data(int count) {
    return new SshWriter()
        .putByte(Message.CHANNEL_DATA)
        .putInt(0)
        .putString(new byte[count])
        .toBytes();
  }
}
