package dev.muster.wire.value;

/// Makes the classes and constants that the reader was given of the names in an item, and of the
/// numbers that stand for them later.
final class Resolver {

  /// What a name takes of the heap once it is known, about.
  private static final int KNOWN = 64;

  private final Source source;
  private final Names names = new Names();
  private Types types;

  Resolver(Source source, Types types) {
    this.source = source;
    this.types = types;
  }

  /// Goes on with other records and enums.
  void with(Types other) {
    types = other;
  }

  /// Reads which record it is.
  RecordForm form() throws ValueException {
    int number = source.count();
    if (number != 0) {
      return known(number, RecordForm.class);
    }
    Class<?> type = find(source.text());
    RecordForm form = Shape.of(type).form();
    if (form == null) {
      throw new ValueException(type.getName() + " is no record here");
    }
    if (form.refusal != null) {
      throw new ValueException(form.refusal);
    }
    int count = source.count();
    if (count != form.components.length) {
      throw new ValueException(
          "record "
              + type.getName()
              + " has "
              + form.components.length
              + " components here and "
              + count
              + " there");
    }
    source.charge(KNOWN);
    names.add(form);
    return form;
  }

  /// Reads which enum it is.
  Class<?> enumType() throws ValueException {
    int number = source.count();
    if (number != 0) {
      return known(number, Class.class);
    }
    Class<?> type = find(source.text());
    if (!type.isEnum()) {
      throw new ValueException(type.getName() + " is no enum here");
    }
    source.charge(KNOWN);
    names.add(type);
    return type;
  }

  /// Reads a constant of an enum.
  Object constant() throws ValueException {
    int number = source.count();
    if (number != 0) {
      return known(number, Enum.class);
    }
    Class<?> type = find(source.text());
    String name = source.text();
    if (!type.isEnum()) {
      throw new ValueException(type.getName() + " is no enum here");
    }
    Object constant = constant(type, name);
    source.charge(KNOWN);
    names.add(constant);
    return constant;
  }

  private static Object constant(Class<?> type, String name) throws ValueException {
    try {
      for (Object constant : type.getEnumConstants()) {
        if (((Enum<?>) constant).name().equals(name)) {
          return constant;
        }
      }
    } catch (RuntimeException | LinkageError e) {
      throw Steps.failed("enum " + type.getName() + " cannot be used", e);
    }
    throw new ValueException("enum " + type.getName() + " has no " + Steps.quoted(name) + " here");
  }

  private Class<?> find(String name) throws ValueException {
    Class<?> type = types.find(name);
    if (type == null) {
      throw new ValueException(
          "type " + Steps.quoted(name) + " is not among those that may be read here");
    }
    return type;
  }

  private <T> T known(int number, Class<T> kind) throws ValueException {
    if (number > names.size() || !kind.isInstance(names.all().get(number - 1))) {
      throw new ValueException("number " + number + " was given to nothing of that kind");
    }
    return kind.cast(names.all().get(number - 1));
  }
}
