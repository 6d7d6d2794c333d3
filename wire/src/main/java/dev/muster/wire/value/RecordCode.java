package dev.muster.wire.value;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;

/// Writes a class that takes the records of one class apart and puts them together: what one would
/// write by hand, each accessor called, boxed and stored in an array, and back.
///
/// Reflection and method handles can do it too, but a Java 25 takes 60 ms and more to prepare them
/// for the first record of a process; this takes one or two. There are no branches in it, so the
/// verifier wants no stack maps.
///
/// The class is a hidden nest mate of the record: it may call a private constructor, nobody can
/// name it, and it goes when the record goes.
final class RecordCode {

  private static final int VERSION = 61;
  private static final String OBJECT = "java/lang/Object";
  private static final String ARRAY = "[Ljava/lang/Object;";

  private final Class<?> type;
  private final String[] names;
  private final Class<?>[] types;
  private final ByteArrayOutputStream pool = new ByteArrayOutputStream(1024);
  private final Map<Object, Integer> constants = new HashMap<>();

  private RecordCode(Class<?> type, String[] names, Class<?>[] types) {
    this.type = type;
    this.names = names;
    this.types = types;
  }

  /// Returns an instance of the class: a [java.util.function.Function] of a record to the array of
  /// its values, and a [java.util.function.BiFunction] of such an array, and null, to a record.
  ///
  /// @throws IllegalAccessException if the record's package is not open to this module
  static Object of(Class<?> type, String[] names, Class<?>[] types)
      throws ReflectiveOperationException {
    RecordCode.class.getModule().addReads(type.getModule());
    Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    try {
      byte[] file = new RecordCode(type, names, types).file();
      return lookup
          .defineHiddenClass(file, false, Lookup.ClassOption.NESTMATE)
          .lookupClass()
          .getDeclaredConstructor()
          .newInstance();
    } catch (IOException e) {
      throw new IllegalStateException(e); // arrays do not fail
    }
  }

  private byte[] file() throws IOException {
    int self = classOf(internal(type).concat("$Muster"));
    int parent = classOf(OBJECT);
    int function = classOf("java/util/function/Function");
    int biFunction = classOf("java/util/function/BiFunction");
    ByteArrayOutputStream methods = new ByteArrayOutputStream(1024);
    DataOutputStream out = new DataOutputStream(methods);
    method(out, "<init>", "()V", 1, made());
    method(out, "apply", "(Ljava/lang/Object;)Ljava/lang/Object;", 7, apart());
    method(
        out, "apply", "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;", 260, together());

    ByteArrayOutputStream file = new ByteArrayOutputStream(2048);
    DataOutputStream all = new DataOutputStream(file);
    all.writeInt(0xcafebabe);
    all.writeInt(VERSION);
    all.writeShort(constants.size() + 1);
    pool.writeTo(all);
    all.writeShort(Modifier.FINAL);
    all.writeShort(self);
    all.writeShort(parent);
    all.writeShort(2);
    all.writeShort(function);
    all.writeShort(biFunction);
    all.writeShort(0); // fields
    all.writeShort(3);
    methods.writeTo(all);
    all.writeShort(0); // attributes
    return file.toByteArray();
  }

  private void method(
      DataOutputStream out, String name, String descriptor, int stack, ByteArrayOutputStream code)
      throws IOException {
    out.writeShort(Modifier.PUBLIC);
    out.writeShort(text(name));
    out.writeShort(text(descriptor));
    out.writeShort(1);
    out.writeShort(text("Code"));
    out.writeInt(12 + code.size());
    out.writeShort(stack);
    out.writeShort(3); // locals
    out.writeInt(code.size());
    code.writeTo(out);
    out.writeShort(0); // handlers
    out.writeShort(0); // attributes
  }

  private ByteArrayOutputStream made() throws IOException {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(code);
    out.writeByte(0x2a); // aload_0
    with(out, 0xb7, method(OBJECT, "<init>", "()V")); // invokespecial
    out.writeByte(0xb1); // return
    return code;
  }

  private ByteArrayOutputStream apart() throws IOException {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(code);
    out.writeByte(0x2b); // aload_1
    with(out, 0xc0, classOf(internal(type))); // checkcast
    out.writeByte(0x4c); // astore_1
    with(out, 0x11, types.length); // sipush
    with(out, 0xbd, classOf(OBJECT)); // anewarray
    for (int i = 0; i < types.length; i++) {
      out.writeByte(0x59); // dup
      with(out, 0x11, i);
      out.writeByte(0x2b);
      with(out, 0xb6, method(internal(type), names[i], "()".concat(types[i].descriptorString())));
      if (types[i].isPrimitive()) {
        Class<?> box = Wanted.box(types[i]);
        String descriptor = MethodType.methodType(box, types[i]).toMethodDescriptorString();
        with(out, 0xb8, method(internal(box), "valueOf", descriptor)); // invokestatic
      }
      out.writeByte(0x53); // aastore
    }
    out.writeByte(0xb0); // areturn
    return code;
  }

  private ByteArrayOutputStream together() throws IOException {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(code);
    out.writeByte(0x2b); // aload_1
    with(out, 0xc0, classOf(ARRAY)); // checkcast
    out.writeByte(0x4c); // astore_1
    with(out, 0xbb, classOf(internal(type))); // new
    out.writeByte(0x59); // dup
    for (int i = 0; i < types.length; i++) {
      out.writeByte(0x2b);
      with(out, 0x11, i); // sipush
      out.writeByte(0x32); // aaload
      Class<?> box = Wanted.box(types[i]);
      with(out, 0xc0, classOf(internal(box)));
      if (types[i].isPrimitive()) {
        String name = types[i].getName().concat("Value");
        String descriptor = "()".concat(types[i].descriptorString());
        with(out, 0xb6, method(internal(box), name, descriptor));
      }
    }
    String descriptor = MethodType.methodType(void.class, types).toMethodDescriptorString();
    with(out, 0xb7, method(internal(type), "<init>", descriptor)); // invokespecial
    out.writeByte(0xb0); // areturn
    return code;
  }

  private static void with(DataOutputStream out, int instruction, int operand) throws IOException {
    out.writeByte(instruction);
    out.writeShort(operand);
  }

  private static String internal(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  private int text(String text) throws IOException {
    Integer known = constants.get(text);
    if (known != null) {
      return known;
    }
    DataOutputStream out = new DataOutputStream(pool);
    out.writeByte(1);
    out.writeUTF(text);
    return number(text);
  }

  private int classOf(String name) throws IOException {
    return constant(7, text(name), -1);
  }

  private int method(String owner, String name, String descriptor) throws IOException {
    return constant(10, classOf(owner), constant(12, text(name), text(descriptor)));
  }

  private int constant(int kind, int first, int second) throws IOException {
    Long key = (long) kind << 40 | (long) first << 20 | second + 1;
    Integer known = constants.get(key);
    if (known != null) {
      return known;
    }
    DataOutputStream out = new DataOutputStream(pool);
    out.writeByte(kind);
    out.writeShort(first);
    if (second >= 0) {
      out.writeShort(second);
    }
    return number(key);
  }

  private int number(Object key) {
    constants.put(key, constants.size() + 1);
    return constants.size();
  }
}
