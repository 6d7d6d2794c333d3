package dev.muster.fleet;

import java.nio.charset.StandardCharsets;

/// A command whose answer is known beforehand. Output of any length is made of one block as the
/// client takes it.
final class CannedProgram implements Program {

  private static final int BLOCK = 32 << 10;

  private final Answer answer;
  private final Console console;
  private byte[] block = new byte[0];
  private long left;
  private boolean begun;
  private boolean inputEnded;
  private boolean ended;

  CannedProgram(Answer answer, Console console) {
    this.answer = answer;
    this.console = console;
    this.left = answer.outBytes();
  }

  @Override
  public void start() {
    if (answer.delay().isZero()) {
      begin();
    } else {
      console.later(answer.delay(), this::begin);
    }
  }

  @Override
  public void more() {
    if (begun && left > 0) {
      int count = (int) Math.min(left, block.length);
      left -= count;
      console.print(false, block, 0, count, CannedProgram::nothing);
    }
    endIfDue();
  }

  @Override
  public void input(byte[] bytes) {
    if (answer.echo() && !ended) {
      console.print(false, bytes, 0, bytes.length, () -> console.consumed(bytes.length));
    } else {
      console.consumed(bytes.length);
    }
  }

  @Override
  public void inputEnded() {
    inputEnded = true;
    endIfDue();
  }

  private void begin() {
    begun = true;
    block = block(answer.out().getBytes(StandardCharsets.UTF_8), left);
    byte[] err = answer.err().getBytes(StandardCharsets.UTF_8);
    if (err.length > 0) {
      console.print(true, err, 0, err.length, CannedProgram::nothing);
    }
    more();
  }

  private void endIfDue() {
    boolean done = begun && left == 0 && (inputEnded || !answer.echo());
    if (done && !ended && !(answer.exit() instanceof Exit.Never)) {
      ended = true;
      console.exit(answer.exit());
    }
  }

  /// What follows once canned output was sent: the channel asks for more by itself.
  private static void nothing() {}

  /// Returns `text` repeated to a whole number of times, so that blocks after one another are one
  /// stream.
  private static byte[] block(byte[] text, long wanted) {
    if (wanted <= text.length) {
      return text;
    }
    int times = (int) Math.min(Math.max(1, BLOCK / text.length), wanted / text.length + 1);
    byte[] block = new byte[text.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(text, 0, block, i * text.length, text.length);
    }
    return block;
  }
}
