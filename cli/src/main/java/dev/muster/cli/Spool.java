package dev.muster.cli;

import dev.muster.model.Input;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What `--input` gives to every host. Our own standard input is read to its end first, into memory
/// while it is small and into a temporary file, deleted at the end, when it is not: hosts that
/// begin later need its beginning too.
final class Spool implements AutoCloseable {

  private static final int IN_MEMORY_BYTES = 1 << 20;

  private final Input input;
  private final @Nullable Path temporary;

  private Spool(Input input, @Nullable Path temporary) {
    this.input = input;
    this.temporary = temporary;
  }

  /// @throws UsageException if the hosts are to be read from standard input too
  static void check(Arguments arguments) throws UsageException {
    boolean both =
        arguments.all(Option.HOSTS).contains("-") || arguments.all(Option.EXCLUDE).contains("-");
    if (both && arguments.last(Option.INPUT).orElse("").equals("-")) {
      throw new UsageException(
          "-w - and --input - both want standard input; give one of them a file");
    }
  }

  static Spool of(Arguments arguments, Terminal terminal) throws UsageException {
    String value = arguments.last(Option.INPUT).orElse("");
    if (value.isEmpty()) {
      return new Spool(Input.none(), null);
    }
    if (!value.equals("-")) {
      return new Spool(Input.of(Path.of(value)), null);
    }
    try {
      return read(terminal.in());
    } catch (IOException e) {
      throw new UsageException("standard input cannot be read: " + e, e);
    }
  }

  private static Spool read(InputStream in) throws IOException {
    byte[] first = in.readNBytes(IN_MEMORY_BYTES);
    if (first.length < IN_MEMORY_BYTES) {
      return new Spool(Input.of(first), null);
    }
    Path file = Files.createTempFile("muster-input-", "");
    try (OutputStream to = Files.newOutputStream(file)) {
      to.write(first);
      in.transferTo(to);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return new Spool(Input.of(file), file);
  }

  Input input() {
    return input;
  }

  @Override
  public void close() {
    if (temporary != null) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        temporary.toFile().deleteOnExit();
      }
    }
  }
}
