package dev.muster.session.agent;

import dev.muster.model.Failure;
import dev.muster.model.Phase;
import dev.muster.wire.start.StartReader;
import dev.muster.wire.start.StartStep;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One start, from the first byte to the agent's first frame: what came, and what it means.
///
/// For one thread at a time, but for [#printed].
public final class Starting {

  private static final int MAX_SHOWN = 400;
  private static final int MAX_ERRORS = 4096;

  private final StartReader reader;
  private final String address;
  private final Consumer<byte[]> send;
  private final byte[] jar;
  private final StringBuilder errors = new StringBuilder();
  private boolean over;
  private boolean gave;

  /// @param address of the target, for messages
  /// @param send takes the jar if it is wanted
  public Starting(String nonce, String address, byte[] jar, Consumer<byte[]> send) {
    this.reader = new StartReader(nonce);
    this.address = address;
    this.jar = jar;
    this.send = send;
  }

  /// Takes bytes that came.
  ///
  /// @return what the start has come to; empty if it goes on. Bytes that are left in the buffer
  ///   after [StartStep.Ready] are of frames
  public Optional<StartStep> received(ByteBuffer bytes) {
    StartStep step = reader.read(bytes);
    while (step instanceof StartStep.NeedsJar) {
      if (gave) { // each time would cost us more than what it takes to ask
        over = true;
        return Optional.of(new StartStep.Failed("twice", ""));
      }
      gave = true;
      send.accept(jar);
      step = reader.read(bytes);
    }
    over = !(step instanceof StartStep.More);
    return over ? Optional.of(step) : Optional.empty();
  }

  /// Returns whether it has come to an end.
  public boolean isOver() {
    return over;
  }

  /// Takes what the process printed to its standard error.
  public void printed(byte[] bytes) {
    synchronized (errors) {
      errors.append(new String(bytes, StandardCharsets.UTF_8));
      if (errors.length() > MAX_ERRORS) {
        errors.delete(0, errors.length() - MAX_ERRORS);
      }
    }
  }

  /// Returns why there will be no agent.
  public Failure failure(StartStep.Failed failed) {
    return refused(words(HostText.line(failed.code()), HostText.line(failed.text())));
  }

  /// Returns why there will be no agent: the process ended before it was ready.
  ///
  /// @param how it ended, in words; empty if that is not known
  public Failure endedEarly(String how) {
    String words = "the start ended before the agent was ready";
    return refused(how.isEmpty() ? words : words + ": " + how);
  }

  private Failure refused(String words) {
    String errorText;
    synchronized (errors) {
      errorText = errors.toString();
    }
    return new Failure.Refused(
        Phase.OPEN,
        address,
        "start of the agent: "
            + words
            + shown("it printed", reader.noise())
            + shown("its errors", errorText));
  }

  private static String shown(String what, @Nullable String text) {
    if (text == null || text.isBlank()) {
      return "";
    }
    String end = text.strip();
    String cut = end.length() <= MAX_SHOWN ? end : "..." + end.substring(end.length() - MAX_SHOWN);
    return "; " + what + " \"" + HostText.line(cut, cut.length()) + "\"";
  }

  private static String words(String code, String text) {
    return switch (code) {
      case "no-java" ->
          "no Java 17 or later was found ("
              + text
              + "); install one, name it with //java=FOLDER, or push one with --runtime push";
      case "old-java" ->
          "its Java is too old ("
              + text
              + "); install a newer one, name it with //java=FOLDER, or push one with --runtime push";
      case "no-space" ->
          text + "; make room, or set XDG_CACHE_HOME or TMPDIR with //env:NAME=FOLDER";
      case "bad-jar" ->
          "the agent's jar arrived changed ("
              + text
              + "); the command changes what passes through it";
      case "no-chdir" -> "the working folder " + text + " can neither be entered nor made";
      case "flood" -> "16 MiB came and no agent; something there prints without end";
      case "twice" -> "it asked for the agent's jar twice";
      case "terminal" -> text + "; use a command without one, such as ssh -T or docker exec -i";
      case "other-system" -> text;
      default -> code + " " + text;
    };
  }
}
