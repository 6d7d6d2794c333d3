package dev.muster.cli;

import dev.muster.cli.json.JsonException;
import dev.muster.cli.json.JsonParser;
import dev.muster.cli.json.JsonValue;
import dev.muster.cli.json.Scalars;
import dev.muster.cli.json.ValueReader;
import dev.muster.tools.FileOptions;
import dev.muster.tools.ProgramLimits;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes the arguments of a call out of the words of a command line.
///
/// The type of the parameter decides how a word is read. A text, number, enum, time, path or the
/// like is what the word says, unless it begins with `"`, which makes it JSON; bytes are base 64;
/// all else is JSON. `@FILE` and `-` stand for what a file or standard input holds: as it is for a
/// text and for bytes, else read like a word.
final class CallArguments {

  /// As much as travels in one value.
  private static final int MOST_BYTES = 64 << 20;

  private static final ValueReader READER =
      new ValueReader(List.of(FileOptions.kept(), ProgramLimits.standard()));

  private final Callee callee;
  private final Terminal terminal;

  CallArguments(Callee callee, Terminal terminal) {
    this.callee = callee;
    this.terminal = terminal;
  }

  /// Returns the arguments, without a mode that is not given as one.
  ///
  /// @throws UsageException if a word stands for no value of its parameter's type
  List<@Nullable Object> read(List<String> words) throws UsageException {
    if (words.stream().filter(word -> word.equals("-")).count() > 1) {
      throw new UsageException("- stands for standard input, which can be read once only");
    }
    List<Type> types = callee.types();
    int many = callee.method().isVarArgs() ? types.size() - 1 : -1;
    if (many < 0 && takesRest(words, types)) {
      return withRest(words, types);
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < (many < 0 ? types.size() : many); i++) {
      values.add(value(words, i, i, types.get(i)));
    }
    if (many >= 0) {
      values.add(array(words, many));
    }
    return values;
  }

  private Object array(List<String> words, int from) throws UsageException {
    Class<?>[] raw = callee.method().getParameterTypes();
    Class<?> element = raw[from].getComponentType();
    Object array = Array.newInstance(element, words.size() - from);
    for (int i = from; i < words.size(); i++) {
      Array.set(array, i - from, value(words, i, from, element));
    }
    return array;
  }

  /// A tool's last list of texts may be given as words: `packages.install nginx jq`.
  private boolean takesRest(List<String> words, List<Type> types) {
    if (types.isEmpty() || words.size() < types.size()) {
      return false;
    }
    String last = words.getLast();
    boolean json = last.startsWith("[") || last.startsWith("@") || last.equals("-");
    return callee.parameters().getLast().endsWith(Tool.MANY)
        && !(words.size() == types.size() && json);
  }

  private List<@Nullable Object> withRest(List<String> words, List<Type> types)
      throws UsageException {
    int last = types.size() - 1;
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < last; i++) {
      values.add(value(words, i, i, types.get(i)));
    }
    values.add(List.copyOf(words.subList(last, words.size())));
    return values;
  }

  private @Nullable Object value(List<String> words, int place, int parameter, Type type)
      throws UsageException {
    String word = words.get(place);
    String name = callee.parameters().get(parameter);
    String who = "argument " + (place + 1) + " of " + callee.name() + " (" + name + ")";
    Class<?> raw = callee.method().getParameterTypes()[parameter];
    Optional<String> refusal = ValueReader.refusal(raw);
    if (refusal.isPresent()) {
      throw new UsageException(who + ": " + refusal.get());
    }
    try {
      if (word.equals("-") || (word.startsWith("@") && word.length() > 1)) {
        byte[] bytes = bytes(word, who);
        String source = word.equals("-") ? "standard input" : word.substring(1);
        return content(bytes, type, who + ": " + source);
      }
      return word(word, type, who);
    } catch (LinkageError e) {
      throw new UsageException(who + ": its class cannot be initialized here: " + e, e);
    }
  }

  private byte[] bytes(String word, String who) throws UsageException {
    try {
      if (word.equals("-")) {
        return limited(terminal.in(), who);
      }
      try (InputStream in = Files.newInputStream(Path.of(word.substring(1)))) {
        return limited(in, who);
      }
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new UsageException(
          who
              + ": there is no file "
              + word.substring(1)
              + "; a text that begins with @ is written as JSON, \"@...\"",
          e);
    } catch (IOException e) {
      throw new UsageException(who + ": " + word + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static byte[] limited(InputStream in, String who) throws IOException, UsageException {
    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new UsageException(who + ": more than 64 MiB; copy it there as a file");
    }
    return bytes;
  }

  private @Nullable Object content(byte[] bytes, Type type, String who) throws UsageException {
    if (type == byte[].class) {
      return bytes;
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    return plain(type).orElse(null) == String.class
        ? optional(type, text)
        : word(text.strip(), type, who);
  }

  private @Nullable Object word(String word, Type type, String who) throws UsageException {
    Optional<Class<?>> plain = plain(type);
    boolean json = word.startsWith("\"") || (word.startsWith("[") && type == byte[].class);
    try {
      if (!json && plain.isPresent()) {
        return scalar(word, type, plain.get());
      }
      JsonValue value =
          !json && type == byte[].class ? new JsonValue.Text(0, word) : JsonParser.parse(word);
      return READER.read(value, type);
    } catch (JsonException e) {
      boolean whole = !json && (plain.isPresent() || type == byte[].class);
      throw new UsageException(who + ": " + (whole ? e.words() : e.in(word)), e);
    }
  }

  private static @Nullable Object scalar(String word, Type type, Class<?> plain)
      throws JsonException {
    boolean isOptional = type != plain;
    if (word.equals("null") && !plain.isPrimitive() && (isOptional || plain != String.class)) {
      return isOptional ? Optional.empty() : null;
    }
    return optional(type, ValueReader.scalar(word, plain));
  }

  private static Object optional(Type type, Object value) {
    return type instanceof ParameterizedType ? Optional.of(value) : value;
  }

  /// Returns the class of which a plain word can be a value: that of the parameter, or of what its
  /// optional holds.
  private static Optional<Class<?>> plain(Type type) {
    if (type instanceof Class<?> own && Scalars.isScalar(own)) {
      return Optional.of(own);
    }
    boolean some =
        type instanceof ParameterizedType many
            && many.getRawType() == Optional.class
            && many.getActualTypeArguments()[0] instanceof Class<?> held
            && Scalars.isScalar(held);
    return some
        ? Optional.of((Class<?>) ((ParameterizedType) type).getActualTypeArguments()[0])
        : Optional.empty();
  }
}
