package dev.muster.ssh.proxy;

import dev.muster.ssh.proxy.Dialogue.Turn;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A dialogue with a proxy of which every word is known: what each side says, and what it comes to.
final class Talk {

  private final Dialogue dialogue;
  private final String password;
  private final List<byte[]> said = new ArrayList<>();
  private final ByteArrayOutputStream left = new ByteArrayOutputStream();

  Talk(Dialogue dialogue, String password) {
    this.dialogue = dialogue;
    this.password = password;
  }

  /// Has the proxy say `words`, so many bytes at once, and returns `connected`, `waits`, or why
  /// not.
  String hear(List<byte[]> words, int atOnce) {
    try {
      Turn turn = goOn(dialogue.begin());
      turn = turn == Turn.PASSWORD ? answer() : turn;
      for (byte[] word : words) {
        for (int i = 0; i < word.length; i += atOnce) {
          left.write(word, i, Math.min(atOnce, word.length - i));
          turn = turn == Turn.HOST ? turn : hear();
        }
      }
      return turn == Turn.HOST ? "connected" : "waits";
    } catch (ProxyException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private Turn hear() throws ProxyException {
    ByteBuffer in = ByteBuffer.wrap(left.toByteArray());
    Turn turn = goOn(dialogue.heard(in));
    boolean asked = turn == Turn.PASSWORD;
    left.reset();
    left.write(in.array(), in.position(), in.remaining());
    if (asked) {
      turn = answer();
    }
    return asked && left.size() > 0 ? hear() : turn;
  }

  private Turn goOn(Turn turn) {
    byte[] words = dialogue.words();
    if (words.length > 0) {
      said.add(words);
    }
    return turn;
  }

  private Turn answer() throws ProxyException {
    char[] secret = password.toCharArray();
    try {
      Turn turn = goOn(dialogue.answered(secret));
      checkOverwritten(secret);
      return turn;
    } catch (ProxyException e) {
      checkOverwritten(secret);
      throw e;
    }
  }

  private static void checkOverwritten(char[] secret) {
    if (!new String(secret).equals("\0".repeat(secret.length))) {
      throw new AssertionError("the password was not overwritten");
    }
  }

  /// Returns what was said to the proxy, in hexadecimal, with blanks between what was said at once.
  String saidInHex() {
    List<String> all = new ArrayList<>();
    said.forEach(words -> all.add(HexFormat.of().formatHex(words)));
    return String.join(" ", all);
  }

  /// Returns what was said to the proxy.
  String saidInText() {
    StringBuilder all = new StringBuilder();
    said.forEach(words -> all.append(new String(words, StandardCharsets.ISO_8859_1)));
    return all.toString();
  }

  /// Returns what was said after the connection was made.
  String ofTheHost() {
    return left.toString(StandardCharsets.ISO_8859_1);
  }
}
