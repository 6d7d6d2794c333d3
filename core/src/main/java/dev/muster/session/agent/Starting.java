package dev.muster.session.agent;

import dev.muster.model.Failure;
import dev.muster.model.Phase;
import dev.muster.session.runtime.Archive;
import dev.muster.session.runtime.RuntimeOffer;
import dev.muster.wire.start.StartReader;
import dev.muster.wire.start.StartStep;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One start, from the first byte to the agent's first frame: what came, and what it means.
///
/// For one thread at a time, but for [#printed].
public final class Starting {

  private static final int MAX_SHOWN = 400;
  private static final int MAX_ERRORS = 4096;

  /// Bytes of an archive that are sent at once.
  private static final int PART = 64 << 10;

  private final StartReader reader;
  private final String address;
  private final Supplies supplies;
  private final Outlet outlet;
  private final StringBuilder errors = new StringBuilder();
  private final Set<String> given = new HashSet<>();
  private volatile boolean over;

  /// What the host was told of, before it asks for it.
  private volatile @Nullable Parcel parcel;

  /// @param form which the host can unpack
  private record Parcel(Archive archive, Archive.Form form) {}

  /// @param address of the target, for messages
  /// @param supplies what is sent if it is wanted
  public Starting(String nonce, String address, Supplies supplies, Outlet outlet) {
    this.reader = new StartReader(nonce);
    this.address = address;
    this.supplies = supplies;
    this.outlet = outlet;
  }

  /// Takes bytes that came.
  ///
  /// @return what the start has come to; empty if it goes on. Bytes that are left in the buffer
  ///   after [StartStep.Ready] are of frames
  public Optional<StartStep> received(ByteBuffer bytes) {
    StartStep step = reader.read(bytes);
    while (step instanceof StartStep.Needs(String what, String place)) {
      Optional<StartStep> refusal = give(what, place);
      if (refusal.isPresent()) {
        over = true;
        return refusal;
      }
      step = reader.read(bytes);
    }
    over = !(step instanceof StartStep.More);
    return over ? Optional.of(step) : Optional.empty();
  }

  /// Each thing once: every time would cost us more than what it takes to ask. The archive of a
  /// runtime after its sizes, these after its script, and none unless a runtime may be pushed.
  private Optional<StartStep> give(String what, String place) {
    if (!given.add(what)) {
      String name = what.isEmpty() ? "the agent's jar" : "a Java runtime";
      return Optional.of(new StartStep.Failed("twice", name));
    }
    Optional<RuntimeOffer> runtime = supplies.runtime();
    if (what.isEmpty()) {
      if (supplies.jar().length > 0) {
        outlet.send(supplies.jar());
      }
    } else if (what.equals("runtime") && runtime.isPresent()) {
      outlet.send(runtime.get().script());
    } else if (what.equals("sizes") && runtime.isPresent() && given.contains("runtime")) {
      Archive.Form form = place.equals("gzip") ? Archive.Form.GZIP : Archive.Form.TAR;
      aside(() -> measure(runtime.get(), form));
    } else if (what.equals("archive") && runtime.isPresent() && parcel != null) {
      aside(() -> push(runtime.get(), HostText.line(place)));
    } else {
      return Optional.of(new StartStep.Failed("unknown", "need " + what));
    }
    return Optional.empty();
  }

  /// On a platform thread: writing to a process holds on to it, and so does jlink.
  private void aside(Runnable work) {
    Thread.ofPlatform().daemon().name(address + " runtime").start(work);
  }

  /// Says how large the runtime is; the first time, it is made.
  private void measure(RuntimeOffer runtime, Archive.Form form) {
    try {
      Archive archive = runtime.archive();
      String sizes =
          archive.size(form) + " " + archive.sha256(form) + " " + archive.unpacked() + "\n";
      parcel = new Parcel(archive, form);
      outlet.send(sizes.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      outlet.giveUp(refused("no Java runtime can be pushed: " + e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void push(RuntimeOffer runtime, String place) {
    Parcel sent = Objects.requireNonNull(parcel);
    parcel = null;
    long all = sent.archive().size(sent.form());
    runtime.sending(all, address, place);
    try (InputStream in = sent.archive().open(sent.form())) {
      long count = 0;
      for (byte[] part = in.readNBytes(PART);
          part.length > 0 && !over;
          part = in.readNBytes(PART)) {
        outlet.sendNext(part);
        count += part.length;
        runtime.sent(count, all);
      }
    } catch (IOException e) {
      // It reads no more: who reads what it says hears why.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
      case "twice" -> "it asked for " + text + " twice";
      case "terminal" -> text + "; use a command without one, such as ssh -T or docker exec -i";
      case "other-system" ->
          "no Java that will do was found, and none can be pushed: the host is "
              + text
              + "; install Java there";
      case "no-place" ->
          "no Java that will do was found, and none can be pushed, for want of a folder for it ("
              + text
              + "); name another with //env:XDG_CACHE_HOME=FOLDER, or install Java there";
      case "no-tar" ->
          "no Java that will do was found, and none can be pushed: unpacking it takes tar, or dd,"
              + " tr and head, which are not there; install tar and gzip, or Java";
      case "bad-runtime" ->
          "the Java runtime arrived changed ("
              + text
              + "); the command changes what passes through it";
      case "cut" -> "the push of a Java runtime was cut off (" + text + "); try again";
      case "no-run" ->
          "the Java runtime that was pushed does not run there ("
              + text
              + "); install Java there, and name it with //java=FOLDER if it is in no usual place";
      default -> code + " " + text;
    };
  }
}
