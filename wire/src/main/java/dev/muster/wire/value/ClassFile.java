package dev.muster.wire.value;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;

/// A class file that is being written: methods of straight code, in which the verifier wants no
/// stack maps.
final class ClassFile {

  private static final int VERSION = 61; // Java 17
  private static final int LOCALS = 3;
  private static final String OBJECT = "java/lang/Object";

  private final Map<Object, Integer> constants = new HashMap<>();
  private final ByteArrayOutputStream pool = new ByteArrayOutputStream(1024);
  private final ByteArrayOutputStream methods = new ByteArrayOutputStream(1024);
  private final String name;
  private int methodCount;
  private ByteArrayOutputStream code = new ByteArrayOutputStream();

  /// Begins a class, with a constructor that does nothing.
  ///
  /// @param name its name, with slashes
  ClassFile(String name) {
    this.name = name;
    simple(0x2a); // aload_0
    call(0xb7, OBJECT, "<init>", "()V"); // invokespecial
    simple(0xb1); // return
    method("<init>", "()V", 1);
  }

  /// Writes an instruction that has no operand.
  void simple(int instruction) {
    code.write(instruction);
  }

  /// Writes an instruction with an operand of two bytes.
  void with(int instruction, int operand) {
    code.write(instruction);
    code.write(operand >> 8);
    code.write(operand);
  }

  /// Writes an instruction on a class.
  void on(int instruction, String type) {
    with(instruction, classOf(type));
  }

  /// Writes an instruction that calls a method of a class.
  void call(int instruction, String owner, String method, String descriptor) {
    with(instruction, constant(10, classOf(owner), constant(12, text(method), text(descriptor))));
  }

  /// Ends a public method, which is the code since the last one; at most two parameters.
  void method(String called, String descriptor, int stack) {
    DataOutputStream out = new DataOutputStream(methods);
    try {
      out.writeShort(Modifier.PUBLIC);
      out.writeShort(text(called));
      out.writeShort(text(descriptor));
      out.writeShort(1);
      out.writeShort(text("Code"));
      out.writeInt(12 + code.size());
      out.writeShort(stack);
      out.writeShort(LOCALS);
      out.writeInt(code.size());
      code.writeTo(out);
      out.writeShort(0); // handlers
      out.writeShort(0); // attributes
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    methodCount++;
    code = new ByteArrayOutputStream();
  }

  /// Ends the class, which is public and implements these.
  byte[] toBytes(String... interfaces) {
    ByteArrayOutputStream file = new ByteArrayOutputStream(2048);
    DataOutputStream out = new DataOutputStream(file);
    int self = classOf(name);
    int parent = classOf(OBJECT);
    int[] implemented = new int[interfaces.length];
    for (int i = 0; i < interfaces.length; i++) {
      implemented[i] = classOf(interfaces[i]);
    }
    try {
      out.writeInt(0xcafebabe);
      out.writeInt(VERSION);
      out.writeShort(constants.size() + 1);
      pool.writeTo(out);
      out.writeShort(Modifier.PUBLIC | Modifier.FINAL);
      out.writeShort(self);
      out.writeShort(parent);
      out.writeShort(implemented.length);
      for (int number : implemented) {
        out.writeShort(number);
      }
      out.writeShort(0); // fields
      out.writeShort(methodCount);
      methods.writeTo(out);
      out.writeShort(0); // attributes
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  private int classOf(String type) {
    return constant(7, text(type), -1);
  }

  private int text(String text) {
    Integer known = constants.get(text);
    if (known != null) {
      return known;
    }
    DataOutputStream out = new DataOutputStream(pool);
    try {
      out.writeByte(1);
      out.writeUTF(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return number(text);
  }

  private int constant(int kind, int first, int second) {
    Long key = (long) kind << 40 | (long) first << 20 | (second + 1);
    Integer known = constants.get(key);
    if (known != null) {
      return known;
    }
    pool.write(kind);
    pool.write(first >> 8);
    pool.write(first);
    if (second >= 0) {
      pool.write(second >> 8);
      pool.write(second);
    }
    return number(key);
  }

  private int number(Object key) {
    constants.put(key, constants.size() + 1);
    return constants.size();
  }
}
