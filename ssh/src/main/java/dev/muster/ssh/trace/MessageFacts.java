package dev.muster.ssh.trace;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.kex.Agreement;
import dev.muster.ssh.transport.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// What is told of a message: its name, and those of its fields that are no secret and no data.
/// What is not named here is not told.
final class MessageFacts {

  private static final int MOST_EXTENSIONS = 16;

  /// No password is longer.
  private static final int TYPED_BYTES = 512;

  private String method = "";
  private @Nullable Agreement agreement;

  void agreed(Agreement reached) {
    agreement = reached;
  }

  /// Returns the message's name, without `SSH_MSG_`.
  String name(int type) {
    if (type >= Message.USERAUTH_PK_OK && type < Message.GLOBAL_REQUEST) {
      return methodName(type);
    }
    if (type >= Message.KEX_FIRST && type <= Message.KEX_LAST) {
      return "KEX_METHOD_" + type;
    }
    return switch (type) {
      case Message.DISCONNECT -> "DISCONNECT";
      case Message.IGNORE -> "IGNORE";
      case Message.UNIMPLEMENTED -> "UNIMPLEMENTED";
      case Message.DEBUG -> "DEBUG";
      case Message.SERVICE_REQUEST -> "SERVICE_REQUEST";
      case Message.SERVICE_ACCEPT -> "SERVICE_ACCEPT";
      case Message.EXT_INFO -> "EXT_INFO";
      case Message.KEXINIT -> "KEXINIT";
      case Message.NEWKEYS -> "NEWKEYS";
      case Message.USERAUTH_REQUEST -> "USERAUTH_REQUEST";
      case Message.USERAUTH_FAILURE -> "USERAUTH_FAILURE";
      case Message.USERAUTH_SUCCESS -> "USERAUTH_SUCCESS";
      case Message.USERAUTH_BANNER -> "USERAUTH_BANNER";
      default -> channelName(type);
    };
  }

  private static String channelName(int type) {
    return switch (type) {
      case Message.GLOBAL_REQUEST -> "GLOBAL_REQUEST";
      case Message.REQUEST_SUCCESS -> "REQUEST_SUCCESS";
      case Message.REQUEST_FAILURE -> "REQUEST_FAILURE";
      case Message.CHANNEL_OPEN -> "CHANNEL_OPEN";
      case Message.CHANNEL_OPEN_CONFIRMATION -> "CHANNEL_OPEN_CONFIRMATION";
      case Message.CHANNEL_OPEN_FAILURE -> "CHANNEL_OPEN_FAILURE";
      case Message.CHANNEL_WINDOW_ADJUST -> "CHANNEL_WINDOW_ADJUST";
      case Message.CHANNEL_DATA -> "CHANNEL_DATA";
      case Message.CHANNEL_EXTENDED_DATA -> "CHANNEL_EXTENDED_DATA";
      case Message.CHANNEL_EOF -> "CHANNEL_EOF";
      case Message.CHANNEL_CLOSE -> "CHANNEL_CLOSE";
      case Message.CHANNEL_REQUEST -> "CHANNEL_REQUEST";
      case Message.CHANNEL_SUCCESS -> "CHANNEL_SUCCESS";
      case Message.CHANNEL_FAILURE -> "CHANNEL_FAILURE";
      default -> "";
    };
  }

  /// Numbers 60 to 79 mean another thing with each method (RFC 4252 section 6).
  private String methodName(int type) {
    return switch (method + " " + type) {
      case "publickey 60" -> "USERAUTH_PK_OK";
      case "password 60" -> "USERAUTH_PASSWD_CHANGEREQ";
      case "keyboard-interactive 60" -> "USERAUTH_INFO_REQUEST";
      case "keyboard-interactive 61" -> "USERAUTH_INFO_RESPONSE";
      case "gssapi-with-mic 60" -> "USERAUTH_GSSAPI_RESPONSE";
      case "gssapi-with-mic 61" -> "USERAUTH_GSSAPI_TOKEN";
      case "gssapi-with-mic 63" -> "USERAUTH_GSSAPI_EXCHANGE_COMPLETE";
      case "gssapi-with-mic 64" -> "USERAUTH_GSSAPI_ERROR";
      case "gssapi-with-mic 65" -> "USERAUTH_GSSAPI_ERRTOK";
      case "gssapi-with-mic 66" -> "USERAUTH_GSSAPI_MIC";
      default -> "USERAUTH_" + type;
    };
  }

  /// Returns what is told of a message, empty for nothing.
  ///
  /// @param body what comes after the number
  String of(int type, SshReader body) throws ProtocolException {
    return switch (type) {
      case Message.DISCONNECT -> "reason " + body.readUnsignedInt() + ", " + text(body);
      case Message.UNIMPLEMENTED -> "packet " + body.readUnsignedInt();
      case Message.SERVICE_REQUEST, Message.SERVICE_ACCEPT -> text(body);
      case Message.EXT_INFO -> extensions(body);
      case Message.NEWKEYS -> agreed();
      case Message.USERAUTH_REQUEST -> request(body);
      case Message.USERAUTH_FAILURE ->
          "go on with " + text(body) + (body.readBoolean() ? ", partly in" : "");
      case Message.USERAUTH_PK_OK -> methodFacts(body);
      case Message.GLOBAL_REQUEST -> text(body) + wanted(body);
      case Message.CHANNEL_OPEN ->
          text(body) + ", channel " + body.readUnsignedInt() + window(body);
      default -> type > Message.CHANNEL_OPEN ? channel(type, body) : "";
    };
  }

  /// Returns whether the length of a message tells the length of a password or an answer.
  boolean isLengthSecret(int type) {
    return type == Message.USERAUTH_REQUEST
        ? method.equals("password")
        : type == Message.USERAUTH_INFO_RESPONSE && method.equals("keyboard-interactive");
  }

  /// Returns whether a message that we send may be what somebody types to a program over there, a
  /// password among it, whose length nobody needs to know.
  ///
  /// @param bytes of its packet
  static boolean maySecretBeTyped(int type, int bytes) {
    return type == Message.CHANNEL_DATA && bytes <= TYPED_BYTES;
  }

  /// Returns which channel a message is about, and nothing else of it.
  static String channel(SshReader body) throws ProtocolException {
    return "channel " + body.readUnsignedInt();
  }

  private static String channel(int type, SshReader body) throws ProtocolException {
    if (type > Message.CHANNEL_FAILURE) {
      return "";
    }
    String channel = channel(body);
    return switch (type) {
      case Message.CHANNEL_OPEN_CONFIRMATION ->
          channel + ", theirs " + body.readUnsignedInt() + window(body);
      case Message.CHANNEL_OPEN_FAILURE -> channel + ", reason " + body.readUnsignedInt();
      case Message.CHANNEL_WINDOW_ADJUST -> channel + ", bytes " + body.readUnsignedInt();
      case Message.CHANNEL_DATA -> channel + ", bytes " + body.readUnsignedInt();
      case Message.CHANNEL_EXTENDED_DATA ->
          channel + ", type " + body.readUnsignedInt() + ", bytes " + body.readUnsignedInt();
      case Message.CHANNEL_REQUEST -> channel + ", " + channelRequest(body);
      default -> channel;
    };
  }

  private static String channelRequest(SshReader body) throws ProtocolException {
    String name = text(body);
    String wanted = wanted(body);
    return switch (name) {
      case "exit-status" -> name + " " + body.readUnsignedInt();
      case "exit-signal" -> name + " " + text(body);
      default -> name + wanted;
    };
  }

  private static String window(SshReader body) throws ProtocolException {
    return ", window " + body.readUnsignedInt() + ", packet " + body.readUnsignedInt();
  }

  private static String wanted(SshReader body) throws ProtocolException {
    return body.readBoolean() ? ", wants reply" : "";
  }

  /// Who asks by which method; of keys only the algorithm, of everything else nothing.
  private String request(SshReader body) throws ProtocolException {
    String user = text(body);
    body.skip(body.readLength()); // the service
    method = text(body);
    String facts = user + ", " + method;
    return switch (method) {
      case "publickey" -> facts + (body.readBoolean() ? ", signed " : ", asked ") + text(body);
      case "hostbased" -> facts + ", signed " + text(body);
      case "password" -> facts + (body.readBoolean() ? ", changed" : "");
      default -> facts;
    };
  }

  private String methodFacts(SshReader body) throws ProtocolException {
    return method.equals("publickey") ? text(body) : "";
  }

  private static String extensions(SshReader body) throws ProtocolException {
    StringJoiner names = new StringJoiner(", ");
    long count = body.readUnsignedInt();
    for (long i = 0; i < Math.min(count, MOST_EXTENSIONS); i++) {
      names.add(text(body));
      body.skip(body.readLength());
    }
    return names.toString();
  }

  private String agreed() {
    Agreement reached = agreement;
    if (reached == null) {
      return "";
    }
    List<String> names = new ArrayList<>(List.of(reached.keyExchange(), reached.hostKey()));
    names.add("to server " + way(reached.toServer()));
    names.add("to client " + way(reached.toClient()));
    if (reached.strict()) {
      names.add("strict");
    }
    return String.join(", ", names);
  }

  private static String way(Agreement.Way way) {
    String mac = way.mac().isEmpty() ? "" : " " + way.mac();
    return way.cipher().name() + mac + (way.isCompressed() ? " " + way.compression() : "");
  }

  private static String text(SshReader body) throws ProtocolException {
    return StrangeText.shown(body.readText());
  }
}
