package dev.muster.call;

import dev.muster.call.Target.Kind;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// From what the JDK says about a lambda to the method to call.
final class Targets {

  private static final List<Class<?>> COLLECTIONS =
      List.of(List.class, Set.class, Map.class, Collection.class);

  private Targets() {}

  static Target of(Class<?> lambda, SerializedLambda form) {
    ClassLoader loader = lambda.getClassLoader();
    Class<?> from = named(form.getCapturingClass(), loader);
    Class<?> type = named(form.getImplClass(), loader);
    var target =
        new Target(
            from,
            type,
            form.getImplMethodName(),
            form.getImplMethodSignature(),
            Kind.of(form.getImplMethodKind()));
    requireThatCapturedFit(target, form.getCapturedArgCount());
    return target.ofThePlatform() ? open(target, form) : target;
  }

  /// Collections arrive as what their interfaces promise and not as the classes they were, so code
  /// that names such a class (as `var list = new ArrayList<String>()` does) would fail on each
  /// host.
  private static void requireThatCapturedFit(Target target, int captured) {
    List<Class<?>> types = new ArrayList<>();
    if (target.kind().takesReceiver()) {
      types.add(target.type());
    }
    types.addAll(shape(target).parameterList());
    for (Class<?> type : types.subList(0, captured)) {
      boolean fits = COLLECTIONS.stream().anyMatch(type::isAssignableFrom);
      if (!fits && COLLECTIONS.stream().anyMatch(known -> known.isAssignableFrom(type))) {
        throw Refusals.collection(target.toString(), type);
      }
    }
  }

  /// A class that is already loaded, since the lambda is there.
  private static Class<?> named(String name, ClassLoader loader) {
    try {
      return Class.forName(name.replace('/', '.'), false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      throw Refusals.noClassFile(name.replace('/', '.'));
    }
  }

  /// A method of the JDK that a host can call. The JDK names the class that declares a method,
  /// which may be hidden (`StringBuilder::length` is declared by `AbstractStringBuilder`): then the
  /// public class on which it was meant is named instead.
  private static Target open(Target target, SerializedLambda form) {
    if (isOpen(target.type())) {
      if (isPublic(target)) {
        return target;
      }
      throw Refusals.internal(target.toString());
    }
    MethodType shape = shape(target);
    if (target.kind().takesReceiver()) {
      Class<?> receiver = receiver(target, form);
      for (Method method : receiver.getMethods()) {
        Class<?> declares = method.getDeclaringClass();
        Class<?> type = isOpen(declares) ? declares : receiver;
        if (method.getName().equals(target.method())
            && List.of(method.getParameterTypes()).equals(shape.parameterList())
            && isOpen(type)) {
          String descriptor =
              shape.changeReturnType(method.getReturnType()).toMethodDescriptorString();
          Kind kind = type.isInterface() ? Kind.INTERFACE : Kind.VIRTUAL;
          return new Target(target.from(), type, target.method(), descriptor, kind);
        }
      }
    }
    throw Refusals.internal(target.toString());
  }

  private static Class<?> receiver(Target target, SerializedLambda form) {
    if (form.getCapturedArgCount() > 0) {
      return form.getCapturedArg(0).getClass();
    }
    return MethodType.fromMethodDescriptorString(
            form.getInstantiatedMethodType(), target.from().getClassLoader())
        .parameterType(0);
  }

  private static boolean isOpen(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && type.getModule().isExported(type.getPackageName());
  }

  private static boolean isPublic(Target target) {
    List<Class<?>> parameters = shape(target).parameterList();
    if (target.kind() == Kind.CONSTRUCTOR) {
      return Arrays.stream(target.type().getConstructors())
          .map(Constructor::getParameterTypes)
          .anyMatch(types -> List.of(types).equals(parameters));
    }
    return Arrays.stream(target.type().getMethods())
        .filter(method -> method.getName().equals(target.method()))
        .anyMatch(method -> List.of(method.getParameterTypes()).equals(parameters));
  }

  private static MethodType shape(Target target) {
    return MethodType.fromMethodDescriptorString(
        target.descriptor(), target.from().getClassLoader());
  }
}
