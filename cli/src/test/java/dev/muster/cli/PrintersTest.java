package dev.muster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.Completed;
import dev.muster.model.Failure;
import dev.muster.model.Line;
import dev.muster.model.Output;
import dev.muster.model.Phase;
import dev.muster.model.Progress;
import dev.muster.model.Result;
import dev.muster.model.StdStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintersTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Channel outChannel = new Channel(out);
  private final Channel errChannel = new Channel(err);

  private static Line line(int rank, StdStream stream, String text, boolean whole) {
    byte[] bytes = text.getBytes(UTF_8);
    return new Line("h" + rank, rank, stream, bytes, 0, bytes.length, whole);
  }

  private LinePrinter printer(boolean escaped, String color) {
    return new LinePrinter(
        new LinePrinter.Side(outChannel, escaped, color),
        new LinePrinter.Side(errChannel, escaped, color));
  }

  private String out() {
    outChannel.flush();
    return out.toString(UTF_8);
  }

  private String err() {
    errChannel.flush();
    return err.toString(UTF_8);
  }

  @Test
  void printsEachStreamToItsOwn() {
    LinePrinter printer = printer(false, "");
    printer.print(line(0, StdStream.OUT, "a", true));
    printer.print(line(0, StdStream.ERR, "b", true));
    printer.print(line(1, StdStream.OUT, "", true));
    assertThat(out()).isEqualTo("h0: a\nh1: \n");
    assertThat(err()).isEqualTo("h0: b\n");
  }

  @Test
  void putsAPieceAfterTheOther() {
    LinePrinter printer = printer(false, "");
    printer.print(line(0, StdStream.OUT, "long ", false));
    printer.print(line(0, StdStream.OUT, "line", true));
    printer.print(line(0, StdStream.OUT, "cut", false));
    printer.print(line(1, StdStream.OUT, "other", true));
    printer.print(line(0, StdStream.OUT, "open", false));
    printer.end();
    assertThat(out()).isEqualTo("h0: long line\nh0: cut\nh1: other\nh0: open\n");
  }

  @Test
  void coloursTheNameOnly() {
    printer(false, "36").print(line(0, StdStream.OUT, "a", true));
    assertThat(out()).isEqualTo("\u001b[36mh0:\u001b[0m a\n");
  }

  /// The attack: a host prints a line that looks as if another host had printed it.
  @Test
  void aHostCannotSpeakForAnotherOnATerminal() {
    printer(true, "").print(line(0, StdStream.OUT, "ok\r\u001b[2Kh1: all is well", true));
    assertThat(out()).isEqualTo("h0: ok^M^[[2Kh1: all is well\n");
  }

  @Test
  void passesBytesOnUnchangedWhereNoTerminalIs() {
    byte[] bytes = {(byte) 0xFF, 27, 0};
    printer(false, "").print(new Line("h", 0, StdStream.OUT, bytes, 0, 3, true));
    outChannel.flush();
    assertThat(out.toByteArray()).endsWith((byte) 0xFF, (byte) 27, (byte) 0, (byte) '\n');
  }

  private static Result<Completed> done(String host, int code, String text, String errors) {
    Output output = Output.of(text.getBytes(UTF_8), errors.getBytes(UTF_8), false);
    return new Result.Done<>(host, 0, Duration.ZERO, new Completed.Exited(code, output));
  }

  @Test
  void foldsEqualOutputsAndKeepsTheExitCodeInTheKey() {
    FoldPrinter folds = new FoldPrinter(outChannel, false, errChannel, false);
    folds.add(done("web1", 0, "same\n", ""));
    folds.add(done("web3", 3, "same\n", ""));
    folds.add(done("web2", 0, "same\n", ""));
    folds.add(done("db", 0, "no end", "trouble\n"));
    Failure why = new Failure.Cancelled(Phase.RUN, "x:22");
    Output partial = Output.of("half".getBytes(UTF_8), new byte[0], false);
    folds.add(new Result.Lost<>("web9", 0, Duration.ZERO, why, partial));
    folds.add(new Result.Unreached<>("web8", 0, Duration.ZERO, why));
    folds.print();
    String rule = "---------------\n";
    assertThat(out())
        .isEqualTo(
            rule
                + "web[1-2] (2)\n"
                + rule
                + "same\n"
                + rule
                + "web3 (1): exited 3\n"
                + rule
                + "same\n"
                + rule
                + "db (1)\n"
                + rule
                + "no end\n"
                + rule
                + "web9 (1): until contact ended\n"
                + rule
                + "half\n");
    assertThat(err()).isEqualTo(rule + "db (1)\n" + rule + "trouble\n");
  }

  @Test
  void escapesWhatIsFolded() {
    FoldPrinter folds = new FoldPrinter(outChannel, true, errChannel, true);
    folds.add(done("a", 0, "x\u001b[2J\r\ny\n", ""));
    folds.print();
    assertThat(out()).endsWith("x^[[2J\ny\n");
  }

  @Test
  void saysWhatWasCut() {
    FoldPrinter folds = new FoldPrinter(outChannel, false, errChannel, false);
    Output cut = Output.of("beg".getBytes(UTF_8), new byte[0], true);
    folds.add(new Result.Done<>("a", 0, Duration.ZERO, new Completed.Exited(0, cut)));
    folds.print();
    assertThat(out()).contains("a (1) (cut: the budget for output is used up)\n");
  }

  @ParameterizedTest(name = "{5}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          380 | 64 | 0   | 0 | 0    | 0/444 done, 0 failed, 64 running, 380 waiting
          316 | 64 | 119 | 1 | 3000 | 120/500 done, 1 failed, 64 running, 316 waiting, 40/s, 9.5 s left
          0   | 1  | 9   | 0 | 4000 | 9/10 done, 0 failed, 1 running, 0 waiting, 2.3/s, 444 ms left
          """)
  void saysHowFarARunIs(int waiting, int running, int ok, int failed, long millis, String text) {
    Progress progress = new Progress(waiting, running, ok, failed);
    assertThat(ProgressLine.text(progress, Optional.empty(), Duration.ofMillis(millis)))
        .isEqualTo(text);
  }

  @Test
  void namesTheSlowestAndKeepsToTheWidth() {
    ProgressLine line = new ProgressLine(errChannel, 30, true, 0);
    assertThat(line.isDue(499_000_000)).isFalse();
    assertThat(line.isDue(500_000_000)).isTrue();
    line.draw(new Progress(0, 1, 0, 0), Optional.of("web1"), Duration.ZERO, 500_000_000);
    assertThat(err()).isEqualTo("\r\u001b[K0/1 done, 0 failed, 1 running");
    assertThat(line.isDue(599_000_000)).as("ten times a second").isFalse();
    line.erase();
    line.erase();
    assertThat(err()).endsWith("running\r\u001b[K");
  }

  @Test
  void notesAReaderThatHasGone() {
    Channel channel =
        new Channel(
            new java.io.OutputStream() {
              @Override
              public void write(int b) throws java.io.IOException {
                throw new java.io.IOException("Broken pipe");
              }
            });
    channel.line("x");
    assertThat(channel.isBroken()).isFalse();
    channel.flush();
    assertThat(channel.isBroken()).isTrue();
    channel.line("y");
    channel.flush();
  }

  @Test
  void writesMoreThanItHolds() {
    byte[] large = "x".repeat(200_000).getBytes(UTF_8);
    outChannel.write("a");
    outChannel.write(large);
    outChannel.write('b');
    assertThat(out()).hasSize(200_002).startsWith("ax").endsWith("xb");
  }
}
