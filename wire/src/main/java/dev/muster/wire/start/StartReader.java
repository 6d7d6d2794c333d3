package dev.muster.wire.start;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Reads what comes over the pipe until the agent is ready, and keeps what is none of ours.
///
/// A line of ours begins with the nonce wherever in a line of the host it stands, since a prompt or
/// a banner may end without a line end. Without input or output of its own; for one thread.
public final class StartReader {

  /// How much noise is kept; what comes then is dropped and counted.
  static final int MAX_NOISE = 64 << 10;

  private static final int MAX_LINE = 8 << 10;

  /// How much may come before the agent is ready: more than any banner, and nobody's memory.
  static final int MAX_START = 16 << 20;

  private final byte[] mark;
  private final ByteArrayOutputStream noise = new ByteArrayOutputStream();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long dropped;
  private int count;
  private int matched;
  private boolean inLine;
  private boolean over;

  /// Makes one for the start with this nonce.
  public StartReader(String nonce) {
    this.mark = ("muster-" + nonce + " ").getBytes(StandardCharsets.US_ASCII);
  }

  /// Reads until something has come of it; call it again with what is left until it says
  /// [StartStep.More].
  public StartStep read(ByteBuffer bytes) {
    while (!over && bytes.hasRemaining()) {
      byte next = bytes.get();
      if (++count > MAX_START) {
        over = true;
        return new StartStep.Failed("flood", "");
      }
      if (inLine) {
        if (next == '\n') {
          inLine = false;
          StartStep step = step(line.toString(StandardCharsets.UTF_8));
          line.reset();
          over = !(step instanceof StartStep.Needs || step instanceof StartStep.More);
          if (!(step instanceof StartStep.More)) {
            return step;
          }
        } else if (line.size() < MAX_LINE) {
          line.write(next);
        }
      } else {
        scan(next);
      }
    }
    return new StartStep.More();
  }

  /// Returns what else was printed, as text, with what was too much counted.
  public String noise() {
    String text = noise.toString(StandardCharsets.UTF_8).strip();
    return dropped == 0 ? text : text + " (and " + dropped + " bytes more)";
  }

  /// No byte of the mark but its first is an `m`, so a match that breaks off can begin again only
  /// there.
  private void scan(byte next) {
    if (next == mark[matched]) {
      matched++;
      if (matched == mark.length) {
        matched = 0;
        inLine = true;
      }
      return;
    }
    keep(mark, matched);
    matched = 0;
    if (next == mark[0]) {
      matched = 1;
    } else {
      keep(new byte[] {next}, 1);
    }
  }

  private void keep(byte[] bytes, int count) {
    int room = Math.min(count, MAX_NOISE - noise.size());
    noise.write(bytes, 0, room);
    dropped += count - room;
  }

  private static StartStep step(String line) {
    if (line.endsWith("\r")) {
      return new StartStep.Failed(
          "terminal", "line ends come changed, so there is a terminal in between");
    }
    String[] words = line.split(" ", 3);
    String rest = words.length > 2 ? words[2] : "";
    return switch (words[0]) {
      case "have" -> new StartStep.More();
      case "need" -> new StartStep.Needs(words.length > 1 ? words[1] : "", rest);
      case "ready" -> new StartStep.Ready(words.length > 1 ? words[1] : "", rest);
      case "fail" -> new StartStep.Failed(words.length > 1 ? words[1] : "", rest);
      default -> new StartStep.Failed("unknown", line);
    };
  }
}
