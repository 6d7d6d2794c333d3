package dev.muster.ssh.data;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.ssh.fuzz.FuzzInput;
import dev.muster.ssh.fuzz.FuzzTarget;
import java.util.List;

/// Text of strangers and patterns of files: what is shown controls no terminal and has an end, and
/// no pattern takes long.
public final class TextFuzz implements FuzzTarget {

  private static final int MOST = 2 * 200 + 1;

  @Override
  public void take(byte[] input) {
    FuzzInput in = new FuzzInput(input);
    byte[] piece = in.piece();
    for (String text : List.of(new String(piece, UTF_8), new String(piece, UTF_16BE))) {
      String shown = StrangeText.shown(text);
      if (shown.length() > MOST || !shown.codePoints().allMatch(TextFuzz::isHarmless)) {
        throw new AssertionError("shown as " + shown);
      }
      String other = new String(in.rest(), UTF_8);
      boolean matches = Wildcard.matches(text, other);
      if (text.equals(other) && !matches && !text.isEmpty()) {
        throw new AssertionError("a text does not match itself");
      }
      if (!Wildcard.matches("*" + text.replaceAll("[^*?]", "?") + "*", text)) {
        throw new AssertionError("a pattern of as many characters does not match");
      }
    }
  }

  private static boolean isHarmless(int codePoint) {
    return !Character.isISOControl(codePoint)
        && Character.getType(codePoint) != Character.FORMAT
        && Character.getType(codePoint) != Character.SURROGATE
        && codePoint != 0x2028
        && codePoint != 0x2029;
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        FuzzInput.of("plain".getBytes(UTF_8), "plain".getBytes(UTF_8)),
        FuzzInput.of("a*b?c*".getBytes(UTF_8), "axxbyc".getBytes(UTF_8)),
        FuzzInput.of("\u001b[2J\u202e\u0085\u2028 \ud83d\ude00".getBytes(UTF_8)),
        FuzzInput.of("\ud83d\ude00\u001b\ud800".getBytes(UTF_16BE)),
        FuzzInput.of("*a*a*a*a*a*b".getBytes(UTF_8), "a".repeat(500).getBytes(UTF_8)));
  }
}
