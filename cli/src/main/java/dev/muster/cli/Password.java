package dev.muster.cli;

import dev.muster.model.Passwords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A password of a run, if there is one: read once, before anything is connected, and overwritten
/// on close. It never comes from the argument list, which every user of this machine can read.
final class Password implements Passwords, AutoCloseable {

  /// What a password is for, and the options that say where it comes from.
  private record Use(String question, Option ask, Option file, Option command, Option variable) {

    private static final Use LOGIN =
        new Use(
            "Password: ",
            Option.ASK_PASS,
            Option.PASSWORD_FILE,
            Option.PASSWORD_COMMAND,
            Option.PASSWORD_ENV);

    private static final Use SUDO =
        new Use(
            "Password for sudo: ",
            Option.SUDO_ASK_PASS,
            Option.SUDO_PASSWORD_FILE,
            Option.SUDO_PASSWORD_COMMAND,
            Option.SUDO_PASSWORD_ENV);

    private static final Use PROXY =
        new Use(
            "Password for the proxy: ",
            Option.PROXY_ASK_PASS,
            Option.PROXY_PASSWORD_FILE,
            Option.PROXY_PASSWORD_COMMAND,
            Option.PROXY_PASSWORD_ENV);

    private EnumSet<Option> options() {
      return EnumSet.of(ask, file, command, variable);
    }
  }

  /// The options for the log-in's.
  static final Set<Option> OPTIONS = Use.LOGIN.options();

  /// The options for that of `sudo`.
  static final Set<Option> SUDO_OPTIONS = Use.SUDO.options();

  /// Those for the password of a proxy.
  static final Set<Option> PROXY_OPTIONS = Use.PROXY.options();

  private static final Set<Option> VARIABLES =
      EnumSet.of(Use.LOGIN.variable(), Use.SUDO.variable(), Use.PROXY.variable());

  private static final int MAX_BYTES = 4096;
  private static final long COMMAND_SECONDS = 120;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final char[] secret;

  private Password(char[] secret) {
    this.secret = secret;
  }

  /// Returns the environment's variables that hold passwords, as the options say.
  static Set<String> variables(Arguments arguments) {
    Set<String> names = new HashSet<>();
    VARIABLES.forEach(option -> names.addAll(arguments.all(option)));
    return names;
  }

  /// Reads the log-in's password from where the options say.
  ///
  /// @throws UsageException if they name two places, or there is none
  static Password of(Arguments arguments, Terminal terminal)
      throws UsageException, InterruptedException {
    return of(Use.LOGIN, arguments, terminal);
  }

  /// Reads the password for `sudo` from where the options say.
  ///
  /// @throws UsageException if they name two places, or there is none
  static Password ofSudo(Arguments arguments, Terminal terminal)
      throws UsageException, InterruptedException {
    return of(Use.SUDO, arguments, terminal);
  }

  /// Reads the password of the proxy from where the options say.
  ///
  /// @throws UsageException if they name two places, or there is none
  static Password ofProxy(Arguments arguments, Terminal terminal)
      throws UsageException, InterruptedException {
    return of(Use.PROXY, arguments, terminal);
  }

  private static Password of(Use use, Arguments arguments, Terminal terminal)
      throws UsageException, InterruptedException {
    Optional<Option> chosen = Optional.empty();
    for (Option option : use.options()) {
      if (arguments.has(option)) {
        if (chosen.isPresent()) {
          throw new UsageException(chosen.get() + " and " + option + " both give the password");
        }
        chosen = Optional.of(option);
      }
    }
    if (chosen.isEmpty() || arguments.has(Option.DRY_RUN)) {
      return new Password(new char[0]);
    }
    Option from = chosen.get();
    char[] secret = read(use, from, arguments, terminal);
    if (secret.length == 0) {
      throw new UsageException(from + ": the password is empty");
    }
    return new Password(secret);
  }

  private static char[] read(Use use, Option from, Arguments arguments, Terminal terminal)
      throws UsageException, InterruptedException {
    String value = arguments.last(from).orElse("");
    try {
      if (from == use.file()) {
        return ofFile(from, Path.of(value));
      }
      if (from == use.command()) {
        return ofCommand(from, value, variables(arguments));
      }
      if (from == use.variable()) {
        return ofVariable(from, value, terminal);
      }
      return terminal
          .asker()
          .ask(use.question())
          .orElseThrow(() -> new UsageException(from + ": there is no terminal to ask on"));
    } catch (IOException | RuntimeException e) {
      boolean saysAll = e.getClass().equals(IOException.class); // others tell by their name
      String why = saysAll ? String.valueOf(e.getMessage()) : e.toString();
      throw new UsageException(from + " " + value + ": cannot be read: " + why, e);
    }
  }

  private static char[] ofFile(Option from, Path file) throws IOException, UsageException {
    if (Files.isRegularFile(file) && Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Set<PosixFilePermission> open = EnumSet.copyOf(OTHERS);
      open.retainAll(Files.getPosixFilePermissions(file));
      if (!open.isEmpty()) {
        throw new UsageException(
            from + " " + file + ": others may read or change the password; run chmod 600 on it");
      }
    }
    try (InputStream in = Files.newInputStream(file)) {
      return firstLine(in);
    }
  }

  /// @param withheld the environment's variables that hold other passwords
  private static char[] ofCommand(Option from, String command, Set<String> withheld)
      throws IOException, InterruptedException, UsageException {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().keySet().removeAll(withheld);
    Process process = builder.start();
    try {
      if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
        throw new UsageException(from + " did not end within " + COMMAND_SECONDS + " seconds");
      }
      if (process.exitValue() != 0) {
        throw new UsageException(from + " ended with status " + process.exitValue());
      }
      return firstLine(process.getInputStream());
    } finally {
      process.destroyForcibly();
    }
  }

  /// The environment holds it as text that cannot be overwritten: whoever may choose has better
  /// places.
  private static char[] ofVariable(Option from, String name, Terminal terminal)
      throws UsageException {
    String value = terminal.environment().get(name);
    if (value == null) {
      throw new UsageException(from + " " + name + ": there is no such variable");
    }
    return value.toCharArray();
  }

  /// Returns the text before the first end of line.
  private static char[] firstLine(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    try {
      int end = 0;
      while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
        end++;
      }
      if (end > MAX_BYTES) {
        throw new IOException("the password is longer than " + MAX_BYTES + " bytes");
      }
      CharBuffer decoded = CharBuffer.allocate(end);
      CoderResult result =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end), decoded, true);
      char[] line = Arrays.copyOf(decoded.array(), decoded.position());
      Arrays.fill(decoded.array(), '\0');
      if (result.isError()) { // tried as it is, it would be wrong on every host
        Arrays.fill(line, '\0');
        throw new IOException("the password is not in UTF-8");
      }
      return line;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /// Returns whether there is one.
  boolean isGiven() {
    return secret.length > 0;
  }

  @Override
  public Optional<char[]> of(String account) {
    return isGiven() ? Optional.of(secret.clone()) : Optional.empty();
  }

  @Override
  public void close() {
    Arrays.fill(secret, '\0');
  }
}
