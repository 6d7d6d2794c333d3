package dev.muster.output;

import dev.muster.model.Line;
import dev.muster.model.StdStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The output of one host on its way to the reader.
///
/// [EventQueue] guards the tails; the rest belongs to the reader.
public final class HostOutput {

  private final Credit credit;
  private final LineSplitter out;
  private final LineSplitter err;

  /// The last segment of each stream that the reader has not taken yet.
  @Nullable Segment outTail;

  @Nullable Segment errTail;

  /// @param credit takes credit back when the reader is done with bytes
  public HostOutput(String host, int rank, Credit credit) {
    this.credit = credit;
    this.out = new LineSplitter(host, rank, StdStream.OUT);
    this.err = new LineSplitter(host, rank, StdStream.ERR);
  }

  /// Makes lines of a segment.
  void read(Segment segment, Consumer<Line> lines) {
    LineSplitter splitter = segment.stream == StdStream.OUT ? out : err;
    splitter.take(segment.bytes, segment.length, lines);
  }

  void consumed(int bytes) {
    credit.give(bytes);
  }

  /// Hands out the last lines, those without a line end.
  public void end(Consumer<Line> lines) {
    out.end(lines);
    err.end(lines);
  }
}
