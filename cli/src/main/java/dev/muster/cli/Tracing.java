package dev.muster.cli;

import dev.muster.model.Trace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Where `--trace` and `--trace-file` have packets told of. Nothing is written and no file is made
/// unless one of them is given.
final class Tracing implements AutoCloseable {

  static final Set<Option> OPTIONS = EnumSet.of(Option.TRACE, Option.TRACE_FILE);

  private final Optional<Trace> wanted;
  private final boolean isFile;

  private Tracing(Optional<Trace> wanted, boolean isFile) {
    this.wanted = wanted;
    this.isFile = isFile;
  }

  static Tracing of(Arguments arguments, Terminal terminal) throws UsageException {
    boolean shown = arguments.has(Option.TRACE);
    if (!arguments.has(Option.TRACE_FILE)) {
      return new Tracing(
          shown ? Optional.of(new Trace(terminal.err(), _ -> {})) : Optional.empty(), false);
    }
    if (shown) {
      throw new UsageException("--trace and --trace-file: give one of them");
    }
    Path file = Path.of(arguments.all(Option.TRACE_FILE).getLast());
    Trace trace = new Trace(made(file), why -> say(terminal, file + ": " + why));
    return new Tracing(Optional.of(trace), true);
  }

  /// Makes the file for its owner alone. One that is there is left alone, and so is what a symbolic
  /// link leads to: whoever put it there could read along, or have us write elsewhere.
  private static OutputStream made(Path file) throws UsageException {
    FileAttribute<?> forUsAlone =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try {
      return Channels.newOutputStream(
          Files.newByteChannel(
              file,
              EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              forUsAlone));
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(
          "--trace-file " + file + ": is there already; remove it or name another", e);
    } catch (IOException e) {
      throw new UsageException("--trace-file " + file + ": cannot be made: " + e, e);
    }
  }

  /// From the thread that writes the trace.
  private static void say(Terminal terminal, String text) {
    try {
      String line = "muster: " + SafeText.of(text) + "\n";
      terminal.err().write(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // nobody is left to hear of it
    }
  }

  Optional<Trace> wanted() {
    return wanted;
  }

  @Override
  public void close() {
    if (isFile) {
      try {
        wanted.orElseThrow().out().close();
      } catch (IOException e) {
        // what was lost was told when it was written
      }
    }
  }
}
