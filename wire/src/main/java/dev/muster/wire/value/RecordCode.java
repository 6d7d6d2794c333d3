package dev.muster.wire.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Writes a class that takes the records of one class apart and puts them together: what one would
/// write by hand, each accessor called, boxed and stored in an array, and back.
///
/// Reflection and method handles can do it too, but a Java 25 takes 60 ms and more to prepare them
/// for the first record of a process; this takes a few, and less for each record later.
///
/// The class is a hidden nest mate of the record: it may call a private constructor, nobody can
/// name it, and it goes when the record goes.
final class RecordCode {

  private static final String ARRAY = "[Ljava/lang/Object;";
  private static final String OBJECT = "java/lang/Object";
  private static final String FUNCTION = "java/util/function/Function";
  private static final String BI_FUNCTION = "java/util/function/BiFunction";
  private static final String SUPPLIER = "java/util/function/Supplier";

  /// For names that nobody else gives in the record's package.
  private static final AtomicInteger COUNT = new AtomicInteger();

  private RecordCode() {}

  /// Returns an instance of the class: a [java.util.function.Function] of a record to the array of
  /// its values, and a [java.util.function.BiFunction] of such an array, and null, to a record.
  ///
  /// @throws IllegalAccessException if the record's package is not open to this module
  static Object of(Class<?> type, String[] names, Class<?>[] types)
      throws ReflectiveOperationException {
    RecordCode.class.getModule().addReads(type.getModule());
    Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    if (!lookup.hasFullPrivilegeAccess()) {
      lookup = MethodHandles.privateLookupIn(type, within(type, lookup));
    }
    ClassFile file = new ClassFile(internal(type).concat("$Muster"));
    apart(file, type, names, types);
    together(file, type, types);
    byte[] bytes = file.toBytes(FUNCTION, BI_FUNCTION);
    return make(lookup.defineHiddenClass(bytes, false, Lookup.ClassOption.NESTMATE).lookupClass());
  }

  /// Returns a lookup that may define nest mates in another module, which nobody but a class there
  /// can make.
  private static Lookup within(Class<?> type, Lookup lookup) throws ReflectiveOperationException {
    String name =
        internal(type).concat("$Muster").concat(Integer.toString(COUNT.incrementAndGet()));
    ClassFile file = new ClassFile(name);
    String made = "()Ljava/lang/invoke/MethodHandles$Lookup;";
    file.call(0xb8, "java/lang/invoke/MethodHandles", "lookup", made); // invokestatic
    file.simple(0xb0); // areturn
    file.method("get", "()Ljava/lang/Object;", 1);
    Object supplier = make(lookup.defineClass(file.toBytes(SUPPLIER)));
    return (Lookup) ((Supplier<?>) supplier).get();
  }

  private static Object make(Class<?> type) throws ReflectiveOperationException {
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  private static void apart(ClassFile file, Class<?> type, String[] names, Class<?>[] types) {
    file.simple(0x2b); // aload_1
    file.on(0xc0, internal(type)); // checkcast
    file.simple(0x4c); // astore_1
    file.with(0x11, types.length); // sipush
    file.on(0xbd, OBJECT); // anewarray
    for (int i = 0; i < types.length; i++) {
      file.simple(0x59); // dup
      file.with(0x11, i); // sipush
      file.simple(0x2b); // aload_1
      file.call(0xb6, internal(type), names[i], "()".concat(types[i].descriptorString()));
      if (types[i].isPrimitive()) {
        Class<?> box = Wanted.box(types[i]);
        String descriptor = MethodType.methodType(box, types[i]).toMethodDescriptorString();
        file.call(0xb8, internal(box), "valueOf", descriptor); // invokestatic
      }
      file.simple(0x53); // aastore
    }
    file.simple(0xb0); // areturn
    file.method("apply", "(Ljava/lang/Object;)Ljava/lang/Object;", 7);
  }

  private static void together(ClassFile file, Class<?> type, Class<?>[] types) {
    file.simple(0x2b); // aload_1
    file.on(0xc0, ARRAY); // checkcast
    file.simple(0x4c); // astore_1
    file.on(0xbb, internal(type)); // new
    file.simple(0x59); // dup
    for (int i = 0; i < types.length; i++) {
      file.simple(0x2b); // aload_1
      file.with(0x11, i); // sipush
      file.simple(0x32); // aaload
      Class<?> box = Wanted.box(types[i]);
      file.on(0xc0, internal(box)); // checkcast
      if (types[i].isPrimitive()) {
        String descriptor = "()".concat(types[i].descriptorString());
        file.call(0xb6, internal(box), types[i].getName().concat("Value"), descriptor);
      }
    }
    String descriptor = MethodType.methodType(void.class, types).toMethodDescriptorString();
    file.call(0xb7, internal(type), "<init>", descriptor); // invokespecial
    file.simple(0xb0); // areturn
    file.method("apply", "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;", 260);
  }

  /// Returns a class's name with slashes; an array's descriptor.
  private static String internal(Class<?> type) {
    return type.getName().replace('.', '/');
  }
}
