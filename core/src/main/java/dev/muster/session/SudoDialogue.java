package dev.muster.session;

import dev.muster.model.SudoMarks;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What comes on the stream that `sudo` writes to, until the command begins: questions are taken
/// out, and the rest is kept back until it is known whose words they are.
///
/// ```
///   NOTHING ──prompt──▶ ASKED ──prompt──▶ ASKED_AGAIN
///      └─────begun────────┴──▶ BEGUN
/// ```
///
/// No I/O; one thread at a time.
final class SudoDialogue {

  /// What came.
  enum Step {
    /// Nothing that is of interest.
    NOTHING,
    /// A question for the password.
    ASKED,
    /// Another question: the answer was not enough.
    ASKED_AGAIN,
    /// The command has begun, and what comes is its own.
    BEGUN
  }

  /// What start-up files print, and `sudo` says, is short; what is more is passed on.
  static final int MOST_HELD = 8 << 10;

  private static final int MOST_LINES = 3;

  /// Of the number of a process, with the dot behind it.
  private static final int MOST_DIGITS = 20;

  private static final byte[] NOTHING = new byte[0];

  private final byte[] prompt;
  private final byte[] begun;
  private final int mostOfAMark;
  private byte[] held = NOTHING;

  /// No mark begins before this index of `held`.
  private int searched;

  /// Index in `held` behind the last question.
  private int askedAt;

  private byte[] released = NOTHING;
  private int removed;
  private String complaint = "";
  private String process = "";
  private Step last = Step.NOTHING;

  SudoDialogue(SudoMarks marks) {
    this.prompt = marks.prompt().getBytes(StandardCharsets.US_ASCII);
    this.begun = marks.begun().getBytes(StandardCharsets.US_ASCII);
    this.mostOfAMark = Math.max(prompt.length, begun.length + MOST_DIGITS) - 1;
  }

  /// Adds what came; [#next] looks at it.
  void add(byte[] bytes) {
    int length = held.length;
    held = Arrays.copyOf(held, length + bytes.length);
    System.arraycopy(bytes, 0, held, length, bytes.length);
  }

  /// Returns the next thing that came; to be called until it is nothing.
  Step next() {
    int at = last == Step.BEGUN ? held.length : searched;
    while (at < held.length) {
      if (isAt(prompt, at)) {
        return asked(at);
      }
      int dot = isAt(begun, at) ? dot(at + begun.length) : -1;
      if (dot >= 0) {
        return begun(at, dot);
      }
      at++;
    }
    searched = Math.max(searched, held.length - mostOfAMark);
    if (held.length > MOST_HELD) {
      release(searched);
    }
    return Step.NOTHING;
  }

  private Step asked(int at) {
    complaint = words(askedAt, at);
    remove(at, at + prompt.length);
    askedAt = at;
    searched = at;
    last = last == Step.NOTHING ? Step.ASKED : Step.ASKED_AGAIN;
    return last;
  }

  /// Returns where the dot is that ends a number beginning at `from`, or -1.
  private int dot(int from) {
    int at = from;
    while (at < held.length && at - from < MOST_DIGITS && held[at] >= '0' && held[at] <= '9') {
      at++;
    }
    return at > from && at < held.length && held[at] == '.' ? at : -1;
  }

  /// On a terminal the end of the password's line is shown, and nothing else of it.
  private Step begun(int at, int dot) {
    boolean blank = last == Step.ASKED;
    for (int i = askedAt; i < at; i++) {
      blank &= held[i] == '\r' || held[i] == '\n';
    }
    int digits = at + begun.length;
    process = new String(held, digits, dot - digits, StandardCharsets.US_ASCII);
    remove(blank ? askedAt : at, dot + 1);
    last = Step.BEGUN;
    release(held.length);
    return last;
  }

  /// Returns what is to be passed on now.
  byte[] released() {
    byte[] now = released;
    released = NOTHING;
    return now;
  }

  /// Returns how many bytes were taken out since the last time.
  int removed() {
    int now = removed;
    removed = 0;
    return now;
  }

  /// Returns whether the command has begun.
  boolean isBegun() {
    return last == Step.BEGUN;
  }

  /// Returns the number of the command's process, once it has begun.
  String process() {
    return process;
  }

  /// Returns whether there was a question.
  boolean isAsked() {
    return last == Step.ASKED || last == Step.ASKED_AGAIN;
  }

  /// Returns the last lines that were kept back, in one line; empty if there are none.
  String words() {
    return words(0, held.length);
  }

  /// Returns what was said before the last question, since the one before it.
  String complaint() {
    return complaint;
  }

  private String words(int from, int to) {
    List<String> lines = new ArrayList<>();
    for (String line :
        new String(held, from, to - from, StandardCharsets.UTF_8).split("[\r\n]+", -1)) {
      if (!line.isBlank()) {
        lines.add(line.strip());
      }
    }
    return String.join("; ", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
  }

  private void release(int count) {
    byte[] all = Arrays.copyOf(released, released.length + count);
    System.arraycopy(held, 0, all, released.length, count);
    released = all;
    held = Arrays.copyOfRange(held, count, held.length);
    askedAt = Math.max(0, askedAt - count);
    searched = Math.max(0, searched - count);
  }

  private void remove(int from, int to) {
    removed += to - from;
    byte[] rest = new byte[held.length - (to - from)];
    System.arraycopy(held, 0, rest, 0, from);
    System.arraycopy(held, to, rest, from, held.length - to);
    held = rest;
  }

  private boolean isAt(byte[] mark, int at) {
    return held.length - at >= mark.length
        && Arrays.equals(held, at, at + mark.length, mark, 0, mark.length);
  }
}
