package dev.muster.wire.message;

import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueReader;
import dev.muster.wire.value.ValueWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The header of RELAY: what the agent runs to reach a further target.
///
/// @param words the program and its arguments
/// @param environment variables that the program has besides those of the agent
/// @param nonce what marks the start's own lines: 32 hexadecimal digits
public record Start(List<String> words, Map<String, String> environment, String nonce)
    implements Message {

  private static final int FIELDS = 3;

  public Start {
    words = List.copyOf(words);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a start without a program");
    }
  }

  @Override
  public void writeTo(ValueWriter writer) throws ValueException {
    writer.list(FIELDS);
    Fields.writeTexts(writer, words);
    writer.list(2 * environment.size());
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      writer.text(variable.getKey()).text(variable.getValue());
    }
    writer.text(nonce);
  }

  /// Reads one.
  public static Start read(ValueReader reader) throws ValueException {
    Fields fields = Fields.of(reader, "a start", FIELDS);
    List<String> words = fields.texts();
    List<String> variables = fields.texts();
    String nonce = fields.text();
    fields.end();
    if (words.isEmpty() || variables.size() % 2 != 0) {
      throw new ValueException("a start without a program, or a variable without a value");
    }
    Map<String, String> environment = new LinkedHashMap<>();
    for (int i = 0; i < variables.size(); i += 2) {
      environment.put(variables.get(i), variables.get(i + 1));
    }
    return new Start(words, environment, nonce);
  }
}
