package dev.muster.ssh.forward;

import dev.muster.ssh.data.ProtocolException;
import java.util.Arrays;

/// What a host may ask our ssh-agent: which keys it has, to sign with one, and extensions, such as
/// the one that binds what is signed to a connection.
///
/// Everything else would let the host change the agent: remove all keys, add its own, lock it with
/// a password, have it load a library. In the place of such a question goes one that no agent
/// knows, so that the agent itself refuses it, in its turn. Takes bytes and gives bytes, cut
/// anyhow; never more than it took. One thread at a time.
final class AgentFilter {

  /// The longest question; agents take no longer ones (OpenSSH's `AGENT_MAX_LEN`).
  static final int MOST_BYTES = 1 << 18;

  private static final int REQUEST_IDENTITIES = 11;
  private static final int SIGN_REQUEST = 13;
  private static final int EXTENSION = 27;

  /// The number of a question that means nothing (draft-ietf-sshm-ssh-agent: reserved).
  private static final byte UNKNOWN = 0;

  private final byte[] head = new byte[5];
  private int headBytes;
  private int left;
  private boolean dropping;

  /// Returns what the agent is given of `bytes`.
  ///
  /// @throws ProtocolException if a question is longer than any agent takes, or is none
  byte[] pass(byte[] bytes) throws ProtocolException {
    byte[] passed = new byte[headBytes + bytes.length];
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
        head[headBytes++] = bytes[at++];
        if (headBytes == head.length) {
          count += begin(passed, count);
        }
      }
    }
    return Arrays.copyOf(passed, count);
  }

  /// Begins a question, and returns how many bytes of it were put at `at`.
  private int begin(byte[] to, int at) throws ProtocolException {
    headBytes = 0;
    int length = head[0] << 24 | (head[1] & 0xff) << 16 | (head[2] & 0xff) << 8 | (head[3] & 0xff);
    if (length < 1 || length > MOST_BYTES) {
      throw new ProtocolException(
          "question of " + Integer.toUnsignedLong(length) + " bytes for the agent");
    }
    int kind = head[4] & 0xff;
    dropping = kind != REQUEST_IDENTITIES && kind != SIGN_REQUEST && kind != EXTENSION;
    left = length - 1;
    byte[] passed = dropping ? new byte[] {0, 0, 0, 1, UNKNOWN} : head;
    System.arraycopy(passed, 0, to, at, head.length);
    return head.length;
  }
}
