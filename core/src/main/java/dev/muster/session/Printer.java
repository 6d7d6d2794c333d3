package dev.muster.session;

import dev.muster.fan.Work;
import dev.muster.fan.WorkEnd;
import dev.muster.fan.WorkListener;
import dev.muster.model.Command;
import dev.muster.model.Forwards;
import dev.muster.model.HostTask;
import dev.muster.model.Input;
import dev.muster.model.StdStream;
import dev.muster.model.SudoMarks;
import dev.muster.plan.Plan;
import dev.muster.ssh.data.StrangeText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// A command whose output is the input of others: run once for each of them, at the pace of that
/// one.
///
/// @param gateways of the host that it runs on
/// @param host that host
/// @param windowBytes how much of its output may be on its way
record Printer(GroupGateways gateways, HostTask host, Command command, int windowBytes)
    implements Input.Printer {

  /// Returns it for one run.
  ///
  /// @throws IllegalArgumentException if the command's own input cannot be read
  InputSource open() {
    SudoMarks marks = command.marks();
    HostTask task = Plan.of(List.of(host), command, marks).getFirst();
    RunEngine engine =
        gateways.begin(Optional.of(command), marks, windowBytes, Leads.of(Forwards.none()));
    return new InputSource() {
      @Override
      public Runnable feed(InputTarget session, String reader, Consumer<String> trouble) {
        Work work = engine.begin(task, new Pipe(session, task.host(), trouble));
        return work::ask;
      }

      @Override
      public void close() {
        engine.close();
      }
    };
  }

  /// From one session to another: the array that came is the array that goes, and credit goes back
  /// once the reader has taken it.
  private static final class Pipe implements WorkListener {

    private static final int WORDS_BYTES = 200;

    private final InputTarget reader;
    private final String host;
    private final Consumer<String> trouble;
    private final AtomicBoolean broken = new AtomicBoolean();
    private String words = "";

    Pipe(InputTarget reader, String host, Consumer<String> trouble) {
      this.reader = reader;
      this.host = host;
      this.trouble = trouble;
    }

    @Override
    public void output(Work work, StdStream stream, byte[] bytes) {
      if (stream == StdStream.ERR) {
        words = lastLine(bytes);
        work.consumed(bytes.length);
        return;
      }
      var _ =
          reader
              .write(bytes)
              .whenComplete((_, failed) -> {
                work.consumed(bytes.length);
                if (failed != null && broken.compareAndSet(false, true)) {
                  work.ask(); // like a pipe that nobody reads from any more
                }
              });
    }

    private static String lastLine(byte[] bytes) {
      int from = Math.max(0, bytes.length - WORDS_BYTES);
      String text = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8).strip();
      return StrangeText.shown(text.substring(text.lastIndexOf('\n') + 1));
    }

    /// A reader whose input was cut does not hear of an end: it would take what it has for all. One
    /// that takes no more has ended, and says itself how.
    @Override
    public void ended(WorkEnd end) {
      if (broken.get()) {
        return;
      }
      if (end instanceof WorkEnd.Exited(int status) && status == 0) {
        reader.endInput();
      } else {
        String said = words.isEmpty() ? "" : ": " + words;
        trouble.accept("its input from " + host + " was cut: " + how(end) + said);
      }
    }

    private static String how(WorkEnd end) {
      return switch (end) {
        case WorkEnd.Exited(int status) -> "exited " + status;
        case WorkEnd.Signalled(String signal) -> "killed by " + signal;
        case WorkEnd.Failed(var why, _) -> why.message();
        case WorkEnd.NoStatus(), WorkEnd.Reached(), WorkEnd.Returned _, WorkEnd.Threw _ ->
            "it ended without a status";
      };
    }
  }
}
