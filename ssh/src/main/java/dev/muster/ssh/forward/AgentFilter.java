package dev.muster.ssh.forward;

import dev.muster.ssh.data.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/// What a host may ask our ssh-agent: which keys it has, to sign with one, which extensions it
/// knows, and to bind what is signed to a connection.
///
/// Everything else would let the host change the agent: remove all keys, add its own, lock it with
/// a password, have it load a library, or do what an extension does that is not known here. In the
/// place of such a question goes one that no agent knows, so that the agent itself refuses it, in
/// its turn. Takes bytes and gives bytes, cut anyhow; never more than it took, and it holds no more
/// than it takes to know a question. One thread at a time.
final class AgentFilter {

  /// The longest question; agents take no longer ones (OpenSSH's `AGENT_MAX_LEN`).
  static final int MOST_BYTES = 1 << 18;

  private static final int REQUEST_IDENTITIES = 11;
  private static final int SIGN_REQUEST = 13;
  private static final int EXTENSION = 27;

  /// The extensions that change nothing beyond the connection that they come by.
  private static final Set<String> EXTENSIONS = Set.of("query", "session-bind@openssh.com");

  private static final int MOST_NAME = 24;

  /// The length of a question, and its kind.
  private static final int HEAD = 5;

  /// The length of an extension's name comes after the kind.
  private static final int NAME = HEAD + 4;

  /// A question that means nothing (draft-ietf-sshm-ssh-agent: its number is reserved).
  private static final byte[] UNKNOWN = {0, 0, 0, 1, 0};

  /// The beginning of a question, held until it is known whether it may be asked.
  private final byte[] held = new byte[NAME + MOST_NAME];

  private int heldBytes;

  /// So many bytes are to be held before more is known.
  private int wanted = HEAD;

  private int left;
  private boolean dropping;

  /// Returns what the agent is given of `bytes`.
  ///
  /// @throws ProtocolException if a question is longer than any agent takes, or is none
  byte[] pass(byte[] bytes) throws ProtocolException {
    byte[] passed = new byte[heldBytes + bytes.length];
    int count = 0;
    int at = 0;
    while (at < bytes.length) {
      if (left > 0) {
        int some = Math.min(left, bytes.length - at);
        if (!dropping) {
          System.arraycopy(bytes, at, passed, count, some);
          count += some;
        }
        at += some;
        left -= some;
      } else {
        held[heldBytes++] = bytes[at++];
        if (heldBytes == wanted) {
          count += consider(passed, count);
        }
      }
    }
    return Arrays.copyOf(passed, count);
  }

  /// Begins a question if enough of it is held, and returns how many bytes were put at `at`.
  private int consider(byte[] to, int at) throws ProtocolException {
    int length = number(0);
    if (length < 1 || length > MOST_BYTES) {
      throw new ProtocolException(
          "question of " + Integer.toUnsignedLong(length) + " bytes for the agent");
    }
    int kind = held[HEAD - 1] & 0xff;
    if (kind != EXTENSION) {
      return begin(kind == REQUEST_IDENTITIES || kind == SIGN_REQUEST, to, at);
    }
    int rest = length + 4 - heldBytes;
    if (heldBytes == HEAD && rest >= 4) {
      wanted = NAME;
      return 0;
    }
    int name = heldBytes == NAME ? number(HEAD) : 0;
    if (name > 0 && name <= Math.min(rest, MOST_NAME)) {
      wanted = NAME + name;
      return 0;
    }
    boolean known = heldBytes > NAME && EXTENSIONS.contains(name());
    return begin(known, to, at);
  }

  private int number(int at) {
    return held[at] << 24
        | (held[at + 1] & 0xff) << 16
        | (held[at + 2] & 0xff) << 8
        | (held[at + 3] & 0xff);
  }

  private String name() {
    return new String(held, NAME, heldBytes - NAME, StandardCharsets.ISO_8859_1);
  }

  private int begin(boolean passes, byte[] to, int at) {
    left = number(0) + 4 - heldBytes;
    dropping = !passes;
    byte[] passed = passes ? held : UNKNOWN;
    int count = passes ? heldBytes : UNKNOWN.length;
    System.arraycopy(passed, 0, to, at, count);
    heldBytes = 0;
    wanted = HEAD;
    return count;
  }
}
