package dev.muster.ssh.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.muster.ssh.fuzz.FuzzTarget;
import java.util.HexFormat;
import java.util.List;

/// What proxies answer: it comes to the same however it is cut, what is the host's is left alone,
/// and what is told of a refusal controls no terminal.
public final class ProxyFuzz implements FuzzTarget {

  @Override
  public void take(byte[] input) {
    for (String user : List.of("", "amy")) {
      check(() -> new SocksDialogue("web1", new byte[0], 22, user), input);
      check(() -> new HttpDialogue("web1", 22, user), input);
    }
  }

  private interface Maker {
    Dialogue make();
  }

  private static void check(Maker maker, byte[] words) {
    Talk whole = new Talk(maker.make(), "key");
    String told = whole.hear(List.of(words), Math.max(1, words.length));
    if (told.codePoints().anyMatch(Character::isISOControl)) {
      throw new AssertionError("told as " + told);
    }
    for (int atOnce : new int[] {1, 3, 64}) {
      Talk cut = new Talk(maker.make(), "key");
      String other = cut.hear(List.of(words), atOnce);
      if (!reason(told).equals(reason(other))) {
        throw new AssertionError(told + " at once, cut into " + atOnce + ": " + other);
      }
      boolean same =
          whole.ofTheHost().equals(cut.ofTheHost()) && whole.saidInHex().equals(cut.saidInHex());
      if (!same && (told.equals("connected") || told.equals("waits"))) {
        throw new AssertionError("said " + whole.saidInHex() + ", and " + cut.saidInHex());
      }
    }
  }

  /// What is no HTTP is told at once, with as much of it as has come.
  private static String reason(String told) {
    return told.split(": it said", 2)[0];
  }

  @Override
  public List<byte[]> seeds() {
    HexFormat hex = HexFormat.of();
    return List.of(
        hex.parseHex("0500050000010000000000005353"),
        hex.parseHex("050201000500000303787978001653"),
        hex.parseHex("05000505"),
        "HTTP/1.1 200 OK\r\nVia: x\r\n\r\nSSH-".getBytes(ISO_8859_1),
        "HTTP/1.1 100 x\r\n\r\nHTTP/1.1 407 y\r\nProxy-Authenticate: Basic\r\n\r\n"
            .getBytes(ISO_8859_1));
  }
}
