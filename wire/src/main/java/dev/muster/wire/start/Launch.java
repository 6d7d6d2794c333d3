package dev.muster.wire.start;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What an agent is started with.
///
/// It reaches the script on standard input and not in its arguments, where every user of the host
/// could read it.
///
/// @param nonce 32 hexadecimal digits, drawn for this start
/// @param jar the agent's jar
/// @param settings how the process is set up
/// @param socket where an agent on the same machine calls for its frames; empty: they go where the
///   start goes
public record Launch(String nonce, Jar jar, Settings settings, String socket) {

  private static final String QUOTE = "\"";

  /// An agent's jar.
  ///
  /// @param sha256 64 hexadecimal digits
  /// @param size in bytes
  public record Jar(String sha256, int size) {
    public Jar {
      if (!isHex(sha256, 64) || size < 1) {
        throw new IllegalArgumentException("no digest and size of a jar: " + sha256 + ", " + size);
      }
    }
  }

  /// How the agent's process is set up.
  ///
  /// @param java the Java to use, its folder or its program; empty: the newest that is found
  /// @param push what is found has to be at least this, or a runtime is asked for; 0: never
  /// @param folder the working folder, made if it is not there; empty: where the script begins
  /// @param niceness added to the niceness, -20 to 20
  /// @param environment variables to set
  /// @param grace how long calls may take to end once they are asked to
  public record Settings(
      String java,
      int push,
      String folder,
      int niceness,
      Map<String, String> environment,
      Duration grace) {

    /// How long calls may take to end unless somebody says otherwise.
    public static final Duration STANDARD_GRACE = Duration.ofSeconds(5);

    public Settings {
      environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
      checkLine("java", java);
      checkLine("chdir", folder);
      if (niceness < -20 || niceness > 20) {
        throw new IllegalArgumentException("nice must be -20 to 20, was " + niceness);
      }
      if (grace.isNegative() || grace.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException("grace must be 0 to 1 day, was " + grace);
      }
      for (Map.Entry<String, String> variable : environment.entrySet()) {
        checkName(variable.getKey());
        checkLine("env:" + variable.getKey(), variable.getValue());
      }
    }

    /// Returns the usual ones.
    public static Settings standard() {
      return new Settings("", 0, "", 0, Map.of(), STANDARD_GRACE);
    }
  }

  public Launch {
    if (!isHex(nonce, 32)) {
      throw new IllegalArgumentException("a nonce is 32 hexadecimal digits");
    }
    checkLine("socket", socket);
  }

  /// Makes one without a socket.
  public Launch(String nonce, Jar jar, Settings settings) {
    this(nonce, jar, settings, "");
  }

  /// Returns the same with a socket.
  public Launch withSocket(String path) {
    return new Launch(nonce, jar, settings, path);
  }

  /// Returns what to send first: a line for each parameter, in the order in which the script reads
  /// them.
  public byte[] parameters() {
    StringBuilder lines = new StringBuilder(256);
    line(lines, nonce);
    line(lines, QUOTE); // what the script strips from versions, and cannot hold itself
    line(lines, jar.sha256());
    line(lines, Integer.toString(jar.size()));
    line(lines, settings.java());
    line(lines, Integer.toString(settings.push()));
    line(lines, settings.folder());
    line(lines, Integer.toString(settings.niceness()));
    line(lines, Long.toString(settings.grace().toMillis()));
    line(lines, socket);
    for (Map.Entry<String, String> variable : settings.environment().entrySet()) {
      line(lines, variable.getKey() + "=" + variable.getValue());
    }
    line(lines, "");
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void line(StringBuilder lines, String text) {
    lines.append(text).append('\n');
  }

  /// A line end would begin the next parameter.
  private static void checkLine(String what, String text) {
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || text.indexOf(0) >= 0) {
      throw new IllegalArgumentException(what + " must be one line without NUL characters");
    }
  }

  private static void checkName(String name) {
    boolean good = !name.isEmpty() && !Character.isDigit(name.charAt(0));
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      good &= c == '_' || (c < 0x80 && Character.isLetterOrDigit(c));
    }
    if (!good) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is no name of an environment variable; use letters, digits and _");
    }
  }

  private static boolean isHex(String text, int length) {
    boolean good = text.length() == length;
    for (int i = 0; good && i < length; i++) {
      char c = text.charAt(i);
      good = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    return good;
  }
}
