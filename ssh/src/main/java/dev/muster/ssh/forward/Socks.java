package dev.muster.ssh.forward;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The server's side of one SOCKS conversation, up to the answer: versions 4, 4a and 5 (RFC 1928),
/// without authentication, `CONNECT` only.
///
/// ```
///   VERSION ──4──▶ REQUEST_4 ──────────────────────────▶ DONE
///      └──5──▶ METHODS ──▶ REQUEST_5 ────────────────────▶│
///                 └─────────────┴─── what is not done here ──▶ REFUSED
/// ```
///
/// Takes bytes and gives bytes; nothing after the request is touched. What a request may be long is
/// limited by its form: a field has at most 255 bytes. One thread at a time.
final class Socks {

  /// The longest request: a version 4a one with a user and a host of the longest kind.
  static final int MOST_BYTES = 8 + 256 + 256;

  private static final int MOST_FIELD = 255;
  private static final int CONNECT = 1;
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;
  private static final int NO_AUTHENTICATION = 0;
  private static final int NO_METHOD = 0xff;

  /// What SOCKS 5 says of a request that fails.
  private static final int FAILED = 1;

  private static final int NOT_ALLOWED = 2;
  private static final int CONNECTION_REFUSED = 5;
  private static final int NO_SUCH_COMMAND = 7;
  private static final int NO_SUCH_ADDRESS = 8;
  private static final int GRANTED_4 = 90;
  private static final int REJECTED_4 = 91;

  private enum State {
    VERSION,
    METHODS,
    REQUEST_4,
    REQUEST_5,
    DONE,
    REFUSED
  }

  private final ByteArrayOutputStream said = new ByteArrayOutputStream(16);
  private State state = State.VERSION;
  private int version;
  private Endpoint.Tcp target = new Endpoint.Tcp("", 0);
  private String trouble = "";

  /// Takes what has come, as far as it makes whole parts of the conversation; the rest stays for
  /// the next call.
  void take(ByteBuffer in) {
    int before = -1;
    while (in.hasRemaining() && in.position() != before && !isOver()) {
      before = in.position();
      in.mark();
      step(in);
    }
  }

  private void step(ByteBuffer in) {
    switch (state) {
      case VERSION -> version(in);
      case METHODS -> methods(in);
      case REQUEST_4 -> request4(in);
      case REQUEST_5 -> request5(in);
      case DONE, REFUSED -> throw new IllegalStateException("the conversation is " + state);
    }
  }

  private void version(ByteBuffer in) {
    version = in.get() & 0xff;
    switch (version) {
      case 4 -> state = State.REQUEST_4;
      case 5 -> state = State.METHODS;
      default -> refuse("a connection that does not speak SOCKS");
    }
  }

  private void methods(ByteBuffer in) {
    int count = in.get() & 0xff;
    if (in.remaining() < count) {
      in.reset();
      return;
    }
    boolean open = false;
    for (int i = 0; i < count; i++) {
      open |= in.get() == NO_AUTHENTICATION;
    }
    say(5, open ? NO_AUTHENTICATION : NO_METHOD);
    if (open) {
      state = State.REQUEST_5;
    } else {
      refuse("a SOCKS client that wants to authenticate");
    }
  }

  private void request4(ByteBuffer in) {
    if (in.remaining() < 7) {
      return;
    }
    int command = in.get() & 0xff;
    int port = in.getShort() & 0xffff;
    int address = in.getInt();
    Optional<String> user = text(in);
    boolean named = (address & 0xffff_ff00) == 0 && address != 0;
    Optional<String> host = user.isPresent() && named ? text(in) : user;
    if (host.isEmpty() && !isOver()) {
      in.reset();
    } else if (!isOver()) {
      wants(command, named ? host.orElse("") : ipv4(address), port);
    }
  }

  /// Reads text up to a null byte; nothing if that has not come yet.
  private Optional<String> text(ByteBuffer in) {
    int start = in.position();
    while (in.hasRemaining()) {
      if (in.get() == 0) {
        byte[] bytes = new byte[in.position() - 1 - start];
        in.get(start, bytes);
        return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
      }
      if (in.position() - start > MOST_FIELD) {
        deny(REJECTED_4, "a SOCKS request with a field of over " + MOST_FIELD + " bytes");
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private void request5(ByteBuffer in) {
    if (in.remaining() < 5) {
      return;
    }
    int again = in.get() & 0xff;
    int command = in.get() & 0xff;
    in.get();
    int kind = in.get() & 0xff;
    if (again != 5) {
      refuse("a SOCKS request of another version");
      return;
    }
    int length =
        switch (kind) {
          case IPV4 -> 4;
          case IPV6 -> 16;
          case NAME -> in.get() & 0xff;
          default -> -1;
        };
    if (length < 0) {
      deny(NO_SUCH_ADDRESS, "a SOCKS request with an address of an unknown kind");
      return;
    }
    if (in.remaining() < length + 2) {
      in.reset();
      return;
    }
    byte[] address = new byte[length];
    in.get(address);
    int port = in.getShort() & 0xffff;
    wants(
        command,
        kind == NAME ? new String(address, StandardCharsets.ISO_8859_1) : text(address),
        port);
  }

  private void wants(int command, String host, int port) {
    if (command != CONNECT) {
      deny(version == 5 ? NO_SUCH_COMMAND : REJECTED_4, "a SOCKS request that is no CONNECT");
    } else if (!isHost(host) || port == 0) {
      deny(version == 5 ? FAILED : REJECTED_4, "a SOCKS request for no host or port");
    } else {
      target = new Endpoint.Tcp(host, port);
      state = State.DONE;
    }
  }

  /// A name or an address: what the server is told to look up is text without tricks.
  private static boolean isHost(String host) {
    return !host.isEmpty() && host.chars().allMatch(c -> c > ' ' && c < 127);
  }

  private void deny(int code, String why) {
    answer(code);
    refuse(why);
  }

  private void refuse(String why) {
    trouble = why;
    state = State.REFUSED;
  }

  private void answer(int code) {
    if (version == 5) {
      say(5, code, 0, IPV4, 0, 0, 0, 0, 0, 0);
    } else {
      say(0, code, 0, 0, 0, 0, 0, 0);
    }
  }

  private void say(int... bytes) {
    for (int each : bytes) {
      said.write(each);
    }
  }

  /// Returns what is to be sent since the last time.
  byte[] said() {
    byte[] bytes = said.toByteArray();
    said.reset();
    return bytes;
  }

  /// Returns whether nothing more is taken.
  boolean isOver() {
    return state == State.DONE || state == State.REFUSED;
  }

  /// Returns where the client wants to be connected to, once that is known.
  Optional<Endpoint.Tcp> target() {
    return state == State.DONE ? Optional.of(target) : Optional.empty();
  }

  /// Returns why the client was refused; empty if it was not.
  String trouble() {
    return trouble;
  }

  /// Returns the answer to a client whose connection has been made.
  byte[] granted() {
    answer(version == 5 ? 0 : GRANTED_4);
    return said();
  }

  /// Returns the answer to a client whose connection has not been made.
  ///
  /// @param reason the server's (RFC 4254 section 5.1)
  byte[] denied(int reason) {
    if (version != 5) {
      answer(REJECTED_4);
    } else {
      answer(
          switch (reason) {
            case 1 -> NOT_ALLOWED;
            case 2 -> CONNECTION_REFUSED;
            default -> FAILED;
          });
    }
    return said();
  }

  private static String ipv4(int address) {
    return text(ByteBuffer.allocate(4).putInt(address).array());
  }

  private static String text(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + address.length + " bytes", e);
    }
  }
}
