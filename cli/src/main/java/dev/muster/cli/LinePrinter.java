package dev.muster.cli;

import dev.muster.model.Line;
import dev.muster.model.StdStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Prints lines as `host: line`, a host's standard output to ours and its standard error to ours.
///
/// A very long line comes in pieces. They are printed as one line as long as nothing of another
/// host comes between; if something does, the line is broken there and goes on below, with the
/// host's name again.
final class LinePrinter {

  private static final int NOBODY = -1;

  private final Side out;
  private final Side err;

  LinePrinter(Side out, Side err) {
    this.out = out;
    this.err = err;
  }

  /// One of the two outputs, and how it is shown.
  static final class Side {

    private final Channel channel;
    private final boolean escaped;
    private final String before;
    private final String after;
    private int cachedRank = NOBODY;
    private byte[] cachedPrefix = new byte[0];
    private int openRank = NOBODY;

    /// @param escaped whether what a terminal would obey is made harmless
    /// @param color the colour of hosts' names, as the number of the control sequence; empty for
    ///   none
    Side(Channel channel, boolean escaped, String color) {
      this.channel = channel;
      this.escaped = escaped;
      this.before = color.isEmpty() ? "" : "\u001b[" + color + "m";
      this.after = color.isEmpty() ? ": " : ":\u001b[0m ";
    }

    private void print(Line line) {
      if (openRank != line.rank()) {
        endOpen();
        channel.write(prefix(line));
      }
      channel.write(bytes(line));
      if (line.whole()) {
        channel.write('\n');
        openRank = NOBODY;
      } else {
        openRank = line.rank();
      }
    }

    void endOpen() {
      if (openRank != NOBODY) {
        channel.write('\n');
        openRank = NOBODY;
      }
    }

    private byte[] prefix(Line line) {
      if (cachedRank != line.rank()) {
        cachedRank = line.rank();
        cachedPrefix = (before + line.host() + after).getBytes(StandardCharsets.UTF_8);
      }
      return cachedPrefix;
    }

    private byte[] bytes(Line line) {
      var bytes = new ByteArrayOutputStream(line.size());
      try {
        line.writeTo(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e); // memory does not fail
      }
      return escaped ? SafeText.of(bytes.toByteArray()) : bytes.toByteArray();
    }
  }

  void print(Line line) {
    (line.stream() == StdStream.OUT ? out : err).print(line);
  }

  /// Ends a line that is open because its end never came.
  void end() {
    out.endOpen();
    err.endOpen();
  }
}
