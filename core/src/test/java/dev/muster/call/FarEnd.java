package dev.muster.call;

import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Stands in for an agent: a class loader that has the JDK, what the agent brings along, and the
/// classes of closures, and nothing else of this test's class path.
final class FarEnd extends ClassLoader {

  private static final ClassLoader AGENT =
      new ClassLoader(ClassLoader.getPlatformClassLoader()) {
        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
          if (name.startsWith("dev.muster.wire.")) {
            return FarEnd.class.getClassLoader().loadClass(name);
          }
          throw new ClassNotFoundException(name);
        }
      };

  private final Map<String, PushedClass> pushed = new HashMap<>();
  private final Set<String> lacking = new TreeSet<>();

  FarEnd(Closure... closures) {
    super(AGENT);
    for (Closure closure : closures) {
      push(closure.classes());
    }
  }

  void push(List<PushedClass> classes) {
    classes.forEach(file -> pushed.put(file.name(), file));
  }

  /// Classes that were looked for and not there.
  Set<String> lacking() {
    return lacking;
  }

  boolean has(String name) {
    return pushed.containsKey(name);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    PushedClass file = pushed.get(name);
    if (file == null) {
      lacking.add(name);
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, file.bytes(), null);
  }

  /// Takes a lambda apart, pushes what it needs, and runs it over there. The result comes back as
  /// text.
  static String run(Serializable lambda, Object... arguments) throws Throwable {
    Taken taken = Taken.apart(lambda);
    var far = new FarEnd(needs(taken, arguments));
    return far.call(taken, arguments);
  }

  /// What a call with these arguments needs. The codec says which records and enums it wrote; here
  /// the outermost ones do.
  static Closure needs(Taken taken, Object... arguments) {
    var types = new ArrayList<Class<?>>();
    for (Object value : taken.captured()) {
      if (value != null) {
        types.add(value instanceof Enum<?> one ? one.getDeclaringClass() : value.getClass());
      }
    }
    for (Object value : arguments) {
      types.add(value.getClass());
    }
    return Closure.of(taken.target()).and(types);
  }

  String call(Taken taken, @Nullable Object... arguments) throws Throwable {
    var values = new ArrayList<@Nullable Object>();
    for (Object value : taken.captured()) {
      values.add(carried(value));
    }
    for (Object value : arguments) {
      values.add(carried(value));
    }
    return String.valueOf(handle(taken.target()).invokeWithArguments(values));
  }

  private MethodHandle handle(Target target) throws Exception {
    Class<?> type = Class.forName(target.typeName(), true, this);
    MethodType shape = MethodType.fromMethodDescriptorString(target.descriptor(), this);
    Lookup lookup =
        type.getClassLoader() == this
            ? MethodHandles.privateLookupIn(type, MethodHandles.lookup())
            : MethodHandles.publicLookup();
    return switch (target.kind()) {
      case STATIC -> lookup.findStatic(type, target.method(), shape);
      case VIRTUAL, INTERFACE -> lookup.findVirtual(type, target.method(), shape);
      case SPECIAL -> lookup.findSpecial(type, target.method(), shape, type);
      case CONSTRUCTOR -> lookup.findConstructor(type, shape);
    };
  }

  /// What the codec does: records and enums become those of the other end.
  @Nullable Object carried(@Nullable Object value) throws Exception {
    if (value instanceof Record record) {
      RecordComponent[] components = record.getClass().getRecordComponents();
      var types = new Class<?>[components.length];
      var values = new @Nullable Object[components.length];
      for (int i = 0; i < components.length; i++) {
        components[i].getAccessor().setAccessible(true);
        types[i] = far(components[i].getType());
        values[i] = carried(components[i].getAccessor().invoke(record));
      }
      var constructor = far(record.getClass()).getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    }
    if (value instanceof Enum<?> constant) {
      for (Object other : far(constant.getDeclaringClass()).getEnumConstants()) {
        if (((Enum<?>) other).name().equals(constant.name())) {
          return other;
        }
      }
    }
    if (value instanceof List<?> list) {
      var copy = new ArrayList<@Nullable Object>();
      for (Object element : list) {
        copy.add(carried(element));
      }
      return copy;
    }
    return value;
  }

  private Class<?> far(Class<?> type) throws ClassNotFoundException {
    return type.isPrimitive() ? type : Class.forName(type.getName(), false, this);
  }
}
