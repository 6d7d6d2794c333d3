package dev.muster.wire.value;

import java.nio.ByteBuffer;

/// Arrays of numbers: their count, and each element in as many bytes as it has, the highest first.
final class PrimitiveArrays {

  private PrimitiveArrays() {}

  static void write(Sink sink, int tag, Object value) throws ValueException {
    switch (tag) {
      case Tag.BYTES -> sink.putBytes((byte[]) value);
      case Tag.BOOLEANS -> writeBooleans(sink, (boolean[]) value);
      case Tag.SHORTS -> {
        short[] array = (short[]) value;
        room(sink, array.length, Short.BYTES).asShortBuffer().put(array);
      }
      case Tag.INTS -> {
        int[] array = (int[]) value;
        room(sink, array.length, Integer.BYTES).asIntBuffer().put(array);
      }
      case Tag.LONGS -> {
        long[] array = (long[]) value;
        room(sink, array.length, Long.BYTES).asLongBuffer().put(array);
      }
      case Tag.FLOATS -> {
        float[] array = (float[]) value;
        room(sink, array.length, Float.BYTES).asFloatBuffer().put(array);
      }
      case Tag.DOUBLES -> {
        double[] array = (double[]) value;
        room(sink, array.length, Double.BYTES).asDoubleBuffer().put(array);
      }
      case Tag.CHARS -> {
        char[] array = (char[]) value;
        room(sink, array.length, Character.BYTES).asCharBuffer().put(array);
      }
      default -> throw new IllegalArgumentException("no array of primitives: " + tag);
    }
  }

  static Object read(Source source, int tag) throws ValueException {
    switch (tag) {
      case Tag.BYTES -> {
        return source.byteArray();
      }
      case Tag.BOOLEANS -> {
        return readBooleans(source);
      }
      case Tag.SHORTS -> {
        short[] array = new short[source.elements(Short.BYTES)];
        before(source, array.length, Short.BYTES).asShortBuffer().get(array);
        return array;
      }
      case Tag.INTS -> {
        int[] array = new int[source.elements(Integer.BYTES)];
        before(source, array.length, Integer.BYTES).asIntBuffer().get(array);
        return array;
      }
      case Tag.LONGS -> {
        long[] array = new long[source.elements(Long.BYTES)];
        before(source, array.length, Long.BYTES).asLongBuffer().get(array);
        return array;
      }
      case Tag.FLOATS -> {
        float[] array = new float[source.elements(Float.BYTES)];
        before(source, array.length, Float.BYTES).asFloatBuffer().get(array);
        return array;
      }
      case Tag.DOUBLES -> {
        double[] array = new double[source.elements(Double.BYTES)];
        before(source, array.length, Double.BYTES).asDoubleBuffer().get(array);
        return array;
      }
      case Tag.CHARS -> {
        char[] array = new char[source.elements(Character.BYTES)];
        before(source, array.length, Character.BYTES).asCharBuffer().get(array);
        return array;
      }
      default -> throw new IllegalArgumentException("no array of primitives: " + tag);
    }
  }

  private static ByteBuffer room(Sink sink, int count, int size) throws ValueException {
    sink.putVarint(count);
    long length = (long) count * size;
    sink.need(length);
    ByteBuffer room = ByteBuffer.wrap(sink.bytes, sink.length, (int) length);
    sink.length += (int) length;
    return room;
  }

  private static ByteBuffer before(Source source, int count, int size) {
    return ByteBuffer.wrap(source.bytes, source.position() - count * size, count * size);
  }

  private static void writeBooleans(Sink sink, boolean[] array) throws ValueException {
    sink.putVarint(array.length);
    sink.need(array.length);
    for (boolean value : array) {
      sink.bytes[sink.length++] = (byte) (value ? 1 : 0);
    }
  }

  private static boolean[] readBooleans(Source source) throws ValueException {
    int count = source.elements(1);
    boolean[] array = new boolean[count];
    int start = source.position() - count;
    for (int i = 0; i < count; i++) {
      byte value = source.bytes[start + i];
      if (value < 0 || value > 1) {
        throw new ValueException("a boolean of " + value);
      }
      array[i] = value == 1;
    }
    return array;
  }
}
