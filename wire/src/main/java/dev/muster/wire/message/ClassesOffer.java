package dev.muster.wire.message;

import dev.muster.wire.value.ValueException;
import dev.muster.wire.value.ValueReader;
import dev.muster.wire.value.ValueWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The header of CLASSES: the classes that a space is to have. The answer is the places in this
/// list, as an array of `int`, of those that the agent lacks.
///
/// @param space the space
/// @param classes the classes, each once
public record ClassesOffer(String space, List<Entry> classes) implements Message {

  private static final int FIELDS = 2;
  private static final int PARTS = 3;

  /// A class.
  ///
  /// @param name its binary name
  /// @param sha256 64 lower-case hexadecimal digits
  /// @param size in bytes
  public record Entry(String name, String sha256, int size) {
    public Entry {
      if (!isDigest(sha256) || size < 1) {
        throw new IllegalArgumentException(
            "no digest and size of the class " + name + ": " + sha256 + ", " + size);
      }
    }

    private static boolean isDigest(String text) {
      boolean good = text.length() == 64;
      for (int i = 0; good && i < text.length(); i++) {
        good = HexFormat.isHexDigit(text.charAt(i));
      }
      return good;
    }
  }

  public ClassesOffer {
    classes = List.copyOf(classes);
  }

  @Override
  public void writeTo(ValueWriter writer) throws ValueException {
    writer.list(FIELDS).text(space).list(classes.size());
    for (Entry entry : classes) {
      writer.list(PARTS).text(entry.name());
      writer.bytes(HexFormat.of().parseHex(entry.sha256())).number(entry.size());
    }
  }

  /// Reads one.
  public static ClassesOffer read(ValueReader reader) throws ValueException {
    Fields fields = Fields.of(reader, "an offer of classes", FIELDS);
    String space = fields.text();
    int count = fields.list();
    List<Entry> classes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Fields parts = Fields.of(reader, "a class", PARTS);
      String name = parts.text();
      byte[] digest = parts.bytes();
      int size = parts.count("the size of a class", Integer.MAX_VALUE);
      parts.end();
      if (digest.length != 32 || size < 1) {
        throw new ValueException("a class without digest and size");
      }
      classes.add(new Entry(name, HexFormat.of().formatHex(digest), size));
    }
    fields.end();
    return new ClassesOffer(space, classes);
  }
}
