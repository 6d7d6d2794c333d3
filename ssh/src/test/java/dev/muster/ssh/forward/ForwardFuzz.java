package dev.muster.ssh.forward;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.fuzz.FuzzInput;
import dev.muster.ssh.fuzz.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// What clients say in SOCKS, and what hosts ask our agent: cut anyhow it comes to the same, little
/// is kept, and nothing reaches the agent that would change it.
///
/// Input: which of the two, the size of the pieces, and the bytes.
public final class ForwardFuzz implements FuzzTarget {

  private static final Set<String> EXTENSIONS = Set.of("query", "session-bind@openssh.com");

  /// Makes one.
  public ForwardFuzz() {}

  @Override
  public void take(byte[] input) throws Exception {
    FuzzInput in = new FuzzInput(input);
    boolean socks = in.number() % 2 == 0;
    int pieces = 1 + in.number();
    byte[] bytes = in.rest();
    String cut = socks ? socks(bytes, pieces) : agent(bytes, pieces);
    String whole = socks ? socks(bytes, bytes.length + 1) : agent(bytes, bytes.length + 1);
    if (!cut.equals(whole)) {
      throw new AssertionError("in pieces " + cut + ", whole " + whole);
    }
  }

  /// Returns what came of a conversation: what was said, and where it leads or why not.
  private static String socks(byte[] bytes, int pieces) {
    Socks socks = new Socks();
    ByteBuffer in = ByteBuffer.allocate(Socks.MOST_BYTES);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    for (int at = 0; at < bytes.length && !socks.isOver(); ) {
      holds(in.hasRemaining(), "a request fits");
      int count = Math.min(Math.min(pieces, in.remaining()), bytes.length - at);
      in.put(bytes, at, count).flip();
      at += count;
      socks.take(in);
      said.writeBytes(socks.said());
      in.compact();
    }
    holds(said.size() <= 12, "little is said");
    holds(socks.target().isEmpty() || socks.trouble().isEmpty(), "it leads somewhere, or not");
    holds(
        !socks.isOver() || socks.target().isPresent() || !socks.trouble().isEmpty(), "one of both");
    socks
        .target()
        .ifPresent(target -> {
          holds(target.port() > 0 && !target.host().isEmpty(), "it leads to a host and a port");
          holds(target.host().chars().allMatch(c -> c > ' ' && c < 127), "a host is plain text");
        });
    return HexFormat.of().formatHex(said.toByteArray())
        + " "
        + socks.target().map(Endpoint::toString).orElse(socks.trouble());
  }

  /// Returns what the agent is given, or that the call was ended.
  private static String agent(byte[] bytes, int pieces) throws ProtocolException {
    AgentFilter filter = new AgentFilter();
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    boolean ended = false;
    for (int at = 0; at < bytes.length && !ended; at += pieces) {
      int end = Math.min(bytes.length, at + pieces);
      try {
        passed.writeBytes(filter.pass(Arrays.copyOfRange(bytes, at, end)));
      } catch (ProtocolException e) {
        ended = true;
      }
      holds(passed.size() <= end, "no more is passed than came");
    }
    if (ended) {
      return "ended"; // how much was passed before depends on the pieces
    }
    check(passed.toByteArray());
    return HexFormat.of().formatHex(passed.toByteArray());
  }

  /// Every question that the agent can read is one that changes nothing.
  private static void check(byte[] passed) throws ProtocolException {
    SshReader in = new SshReader(passed);
    while (in.remaining() > 4) {
      int length = in.readInt();
      int kind = in.readByte();
      boolean nothing = kind == 0 && length == 1;
      holds(nothing || kind == 11 || kind == 13 || kind == 27, "question " + kind + " is passed");
      int rest = Math.min(length - 1, in.remaining());
      if (kind == 27) {
        String name = new SshReader(passed, in.position(), rest).readText();
        holds(EXTENSIONS.contains(name), "extension " + name + " is passed");
      }
      in.skip(rest);
    }
  }

  private static void holds(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError("broken: " + what);
    }
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        seed(0, "0401005000000001006100"),
        seed(0, "04010050 0a000001 6d6500 474554"),
        seed(0, "050100 05010003 03776562 01bb"),
        seed(0, "050200 02 05010001 0a000001 0050"),
        seed(0, "050100 05010004 20010db8000000000000000000000001 0016"),
        seed(0, "0502 0102"),
        seed(0, "474554202f"),
        seed(1, "00000001 0b 00000003 0d aabb 00000001 13 00000002 16 aa 00000001 0b"),
        seed(1, "00000005 1b aabbccdd 00040001 0d"),
        seed(1, "0000000a 1b 00000005 7175657279 0000000a 1b 00000005 7175657278 00000001 0b"),
        seed(1, "00000000 0b"));
  }

  private static byte[] seed(int which, String hex) {
    return new SshWriter()
        .putByte(which)
        .putByte(2)
        .putBytes(HexFormat.of().parseHex(hex.replace(" ", "")))
        .toBytes();
  }
}
