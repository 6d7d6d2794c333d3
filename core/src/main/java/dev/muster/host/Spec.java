package dev.muster.host;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// One line that says how to reach a target: `ssh:user@host:22//chdir=/srv//nice=10//id=web1`.
///
/// ```
/// spec    = target *( "//" key [ "=" value ] )
/// target  = [ "ssh:" ] host | "local:" [ name ] | "docker:" name | "podman:" name | "command:" words
///         | scheme ":" [ text ]
/// ```
///
/// A text without a kind is a host to be reached over SSH. A scheme is the name of a transport of
/// the program's own ([#isScheme]); what stands behind it is not a number alone, which would be the
/// port of a host. Keys that Muster knows are the constants here and `env:NAME`; any other is free
/// for the user's own purposes. A value holds no `//`. Immutable; [#toString] gives the text it was
/// read from.
public final class Spec {

  /// The kind of a target: how bytes get there.
  public enum Kind {
    /// Over SSH.
    SSH("ssh"),
    /// A process on this machine, or on that of the gateway that it goes through.
    LOCAL("local"),
    /// A process in a container, by `docker exec`.
    DOCKER("docker"),
    /// A process in a container, by `podman exec`.
    PODMAN("podman"),
    /// A process at the end of any command that passes standard input and output on.
    COMMAND("command"),
    /// By a transport of the program's own, which has a name of its own.
    TRANSPORT("");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /// Returns the word before the colon; empty for [#TRANSPORT].
    public String word() {
      return word;
    }

    private static Optional<Kind> of(String word) {
      for (Kind kind : values()) {
        if (kind != TRANSPORT && kind.word.equals(word)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /// The working folder, made if it is not there.
  public static final String CHDIR = "chdir";

  /// What is added to the niceness, -20 to 20; a system goes as far as it can.
  public static final String NICE = "nice";

  /// Which Java to use there: its folder or its program.
  public static final String JAVA = "java";

  /// What a host without a Java that will do is given: `push`, a small runtime;
  /// `push:MODULE+MODULE`, one with further modules; or [#RUNTIME_OFF].
  public static final String RUNTIME = "runtime";

  /// Says that nothing is pushed to this host, whatever is to others.
  public static final String RUNTIME_OFF = "off";

  /// The gateway's id in its group.
  public static final String ID = "id";

  /// The id of the gateway to go through.
  public static final String VIA = "via";

  /// What begins the keys of environment variables.
  public static final String ENV = "env:";

  /// Characters of the label of a command.
  private static final int MOST_LABEL = 60;

  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+-]{1,31}");

  /// What an IPv6 address may begin with.
  private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-f]{1,4}");

  private final String text;
  private final Kind kind;
  private final String target;
  private final Map<String, String> options;

  private Spec(String text, Kind kind, String target, Map<String, String> options) {
    this.text = text;
    this.kind = kind;
    this.target = target;
    this.options = options;
  }

  /// Reads a spec.
  ///
  /// @throws IllegalArgumentException if it cannot be understood; the message says which and why
  public static Spec parse(String text) {
    String[] parts = text.split("//", -1);
    Optional<Kind> named = kindIn(parts[0]);
    Kind kind = named.orElse(Kind.SSH);
    String target = named.isEmpty() ? parts[0] : parts[0].substring(parts[0].indexOf(':') + 1);
    checkTarget(text, kind, target);
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      add(text, parts[i], options);
    }
    check(text, options);
    if (kind == Kind.TRANSPORT && options.containsKey(VIA)) {
      throw refusal(text, "a transport reaches its targets from here, and not via another gateway");
    }
    return new Spec(text, kind, target, options);
  }

  /// Returns whether `text` is more than the name of a host: it has a kind or options.
  public static boolean isMoreThanAHost(String text) {
    return text.contains("//") || kindIn(text).isPresent();
  }

  /// Returns whether `word` may be the name of a transport: 2 to 32 of `a-z`, `0-9`, `+` and `-`,
  /// the first a letter, that are neither a kind nor what an IPv6 address may begin with.
  public static boolean isScheme(String word) {
    return SCHEME.matcher(word).matches()
        && !HEXADECIMAL.matcher(word).matches()
        && Kind.of(word).isEmpty();
  }

  private static Optional<Kind> kindIn(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String word = text.substring(0, colon);
    Optional<Kind> kind = Kind.of(word);
    return kind.isEmpty() && isScheme(word) && !isNumber(text.substring(colon + 1))
        ? Optional.of(Kind.TRANSPORT)
        : kind;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// Returns how bytes get to the target.
  public Kind kind() {
    return kind;
  }

  /// Returns the word before the colon: that of the kind, or the name of a transport.
  public String scheme() {
    return kind == Kind.TRANSPORT ? text.substring(0, text.indexOf(':')) : kind.word();
  }

  /// Returns what stands after the kind: a host, the name of a container, a command; may be empty
  /// for [Kind#LOCAL] and [Kind#TRANSPORT].
  public String target() {
    return target;
  }

  /// Returns what the target is called in results: its id if it has one, else its name, else its
  /// kind.
  ///
  /// A command is called by those of its words that tell where it leads, which are neither options
  /// (`-x`) nor assignments (`A=b`), with `-` between them: `kubectl exec -i pod --` is
  /// `kubectl-exec-pod`. That is the same wherever the spec stands, and one word.
  public String label() {
    if (kind == Kind.COMMAND && option(ID).isEmpty()) {
      return commandLabel(words());
    }
    return option(ID).orElse(target.isEmpty() ? scheme() : target);
  }

  private static String commandLabel(List<String> words) {
    List<String> telling = new ArrayList<>();
    telling.add(words.getFirst().replaceAll(".*/", "")); // a program is known by its name
    for (String word : words.subList(1, words.size())) {
      if (!word.startsWith("-") && word.indexOf('=') < 0) {
        telling.add(word);
      }
    }
    String label =
        String.join("-", telling)
            .replaceAll("[^A-Za-z0-9._@:+]+", "-") // it may stand where hosts stand
            .replaceAll("^[-@]+|-+$|@(?=-)", "");
    int end = Math.min(label.length(), MOST_LABEL);
    return label.isEmpty() ? Kind.COMMAND.word() : label.substring(0, end);
  }

  /// Returns the words of a [Kind#COMMAND]: divided at blanks, but for what stands between quotes.
  public List<String> words() {
    return words(text, target);
  }

  /// Returns whether the command of a [Kind#COMMAND] is `ssh`, which joins its words with blanks
  /// for a login shell over there, where others pass them on as they are.
  public boolean joinsWords() {
    return kind == Kind.COMMAND && words().getFirst().replaceAll(".*/", "").equals("ssh");
  }

  /// Returns the value of a key; empty if it is not there, or has none.
  public Optional<String> option(String key) {
    return Optional.ofNullable(options.get(key));
  }

  /// Returns all keys with their values, in order; a key without a value has an empty one.
  public Map<String, String> options() {
    return Collections.unmodifiableMap(options);
  }

  /// Returns the variables that `env:NAME=value` sets.
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (Map.Entry<String, String> option : options.entrySet()) {
      if (option.getKey().startsWith(ENV)) {
        variables.put(option.getKey().substring(ENV.length()), option.getValue());
      }
    }
    return variables;
  }

  /// Returns this with one more option, or another value of one.
  public Spec with(String key, String value) {
    Map<String, String> changed = new LinkedHashMap<>(options);
    changed.put(key, value);
    StringBuilder line = new StringBuilder(text.split("//", 2)[0]);
    changed.forEach(
        (each, said) -> line.append("//").append(each).append(said.isEmpty() ? "" : "=" + said));
    return parse(line.toString());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Spec spec && spec.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /// Returns the text that it was read from.
  @Override
  public String toString() {
    return text;
  }

  private static void add(String text, String part, Map<String, String> options) {
    int equals = part.indexOf('=');
    String key = equals < 0 ? part : part.substring(0, equals);
    String value = equals < 0 ? "" : part.substring(equals + 1);
    if (key.isBlank()) {
      throw refusal(text, "there is no key between // and //; write //key=value");
    }
    if (options.put(key, value) != null) {
      throw refusal(text, "\"" + key + "\" is said twice");
    }
  }

  private static void check(String text, Map<String, String> options) {
    for (String key : List.of(CHDIR, JAVA, RUNTIME, ID, VIA)) {
      if (options.containsKey(key) && options.getOrDefault(key, "").isBlank()) {
        throw refusal(text, key + " wants a value: //" + key + "=...");
      }
    }
    String nice = options.get(NICE);
    if (nice != null && !nice.matches("-?[0-9]{1,2}")) {
      throw refusal(text, "nice wants a number from -20 to 20, got \"" + nice + "\"");
    }
    if (nice != null && (Integer.parseInt(nice) < -20 || Integer.parseInt(nice) > 20)) {
      throw refusal(text, "nice wants a number from -20 to 20, got " + nice);
    }
    String runtime = options.getOrDefault(RUNTIME, RUNTIME_OFF);
    if (!runtime.matches("off|push(:\\w+(\\.\\w+)*([,+]\\w+(\\.\\w+)*)*)?")) {
      throw refusal(text, "runtime wants push, push:MODULE+MODULE or off, got \"" + runtime + "\"");
    }
    for (String key : options.keySet()) {
      if (key.startsWith(ENV) && !key.substring(ENV.length()).matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw refusal(text, "\"" + key + "\" wants env: and the name of a variable");
      }
    }
  }

  private static void checkTarget(String text, Kind kind, String target) {
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || text.indexOf(0) >= 0) {
      throw refusal(text.replaceAll("[\\r\\n\\x00]", "?"), "a spec is one line");
    }
    switch (kind) {
      case SSH, DOCKER, PODMAN -> {
        if (target.isBlank() || target.startsWith("-")) {
          throw refusal(text, "wants a name after " + kind.word() + ":, got \"" + target + "\"");
        }
      }
      case COMMAND -> {
        if (words(text, target).isEmpty()) {
          throw refusal(text, "wants a command after command:");
        }
      }
      case LOCAL, TRANSPORT -> {}
    }
  }

  private static List<String> words(String text, String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (c != ' ') {
        word.append(c);
        inWord = true;
      } else if (inWord) {
        words.add(word.toString());
        word.setLength(0);
        inWord = false;
      }
    }
    if (quote != 0) {
      throw refusal(text, "the quote " + quote + " is never closed");
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  private static IllegalArgumentException refusal(String text, String why) {
    return new IllegalArgumentException("spec \"" + text + "\": " + why);
  }
}
