package dev.muster.cli;

import dev.muster.cli.json.TypeNames;
import dev.muster.tools.Mode;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The method that a command line names.
///
/// @param method static
/// @param name what it is called in messages
/// @param parameters what its parameters are called, without a mode that is not given as an
///   argument
/// @param takesMode whether it takes a [Mode] last that is not given as an argument
record Callee(Method method, String name, List<String> parameters, boolean takesMode) {

  /// Finds a tool.
  static Callee ofTool(Tool tool, CodePath code) throws UsageException {
    Class<?> type = code.type(tool.type());
    for (Method method : type.getMethods()) {
      if (method.getName().equals(tool.method())) {
        boolean takesMode = Arrays.asList(method.getParameterTypes()).contains(Mode.class);
        return new Callee(method, tool.name(), tool.parameters(), takesMode);
      }
    }
    throw new IllegalStateException("the list of the tools is wrong about " + tool.name());
  }

  /// Finds the method that `CLASS::METHOD` names, or `CLASS::METHOD(TYPE,...)`, and that takes so
  /// many arguments.
  ///
  /// @throws UsageException if there is none, or more than one; the message names the candidates
  static Callee named(String words, int arguments, CodePath code) throws UsageException {
    int colons = words.indexOf("::");
    if (colons <= 0 || colons + 2 == words.length()) {
      throw new UsageException(
          Tool.isOne(words)
              ? words + " is a tool; call it by --tool " + words
              : "wanted CLASS::METHOD, as com.example.Health::check, got \"" + words + "\"");
    }
    Class<?> type = code.type(words.substring(0, colons));
    String rest = words.substring(colons + 2);
    int open = rest.indexOf('(');
    String name = open < 0 ? rest : rest.substring(0, open);
    List<Method> alike = alike(type, name);
    if (open >= 0) {
      String wanted = rest.substring(open).replace(" ", "");
      alike = one(type, name, wanted, alike);
    }
    Method method = fitting(type.getName() + "::" + name, alike, arguments, open >= 0);
    List<String> parameters = new ArrayList<>();
    for (Parameter each : method.getParameters()) {
      String simple = TypeNames.simple(each.getParameterizedType());
      parameters.add(each.isNamePresent() ? simple + " " + each.getName() : simple);
    }
    return new Callee(method, type.getName() + "::" + name, parameters, false);
  }

  /// Returns the static methods of that name that a class has, its own first.
  private static List<Method> alike(Class<?> type, String name) throws UsageException {
    List<Method> all = methods(type);
    List<Method> alike = all.stream().filter(method -> method.getName().equals(name)).toList();
    if (alike.isEmpty()) {
      throw new UsageException(
          type.getName()
              + " has no method "
              + name
              + "; "
              + (callable(all).isEmpty()
                  ? "it has no static ones at all"
                  : "its static ones are " + list(callable(all))));
    }
    if (callable(alike).isEmpty()) {
      throw new UsageException(
          type.getName()
              + "::"
              + name
              + " is not static; only a static method can be called by its name");
    }
    return callable(alike);
  }

  private static List<Method> methods(Class<?> type) throws UsageException {
    List<Method> all = new ArrayList<>();
    try {
      boolean platform = isOfPlatform(type);
      for (Class<?> each = type; each != null; each = each.getSuperclass()) {
        Method[] declared = platform ? each.getMethods() : each.getDeclaredMethods();
        for (Method method : declared) {
          if (!method.isSynthetic() && !hides(all, method)) {
            all.add(method);
          }
        }
      }
    } catch (NoClassDefFoundError e) {
      throw new UsageException(CodePath.lacking(type.getName(), e), e);
    }
    if (isOfPlatform(type) && !isOpen(type)) {
      throw new UsageException(
          type.getName() + " is internal to the JDK and cannot be called from outside");
    }
    return all;
  }

  private static boolean isOfPlatform(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader.equals(ClassLoader.getPlatformClassLoader());
  }

  private static boolean isOpen(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && type.getModule().isExported(type.getPackageName());
  }

  private static boolean hides(List<Method> own, Method inherited) {
    return own.stream()
        .anyMatch(method ->
            method.getName().equals(inherited.getName())
                && Arrays.equals(method.getParameterTypes(), inherited.getParameterTypes()));
  }

  private static List<Method> callable(List<Method> methods) {
    return methods.stream().filter(method -> Modifier.isStatic(method.getModifiers())).toList();
  }

  /// Returns the one whose parameters are of the types in brackets, with packages or without.
  private static List<Method> one(Class<?> type, String name, String wanted, List<Method> alike)
      throws UsageException {
    for (Method method : alike) {
      String full =
          Stream.of(method.getParameterTypes())
              .map(Class::getTypeName)
              .collect(Collectors.joining(",", "(", ")"));
      if (wanted.equals(full) || wanted.equals(types(method).replace(" ", ""))) {
        return List.of(method);
      }
    }
    throw new UsageException(
        type.getName() + " has no " + name + wanted + "; there are " + list(alike));
  }

  private static Method fitting(String name, List<Method> alike, int arguments, boolean chosen)
      throws UsageException {
    List<Method> exact =
        alike.stream()
            .filter(method -> !method.isVarArgs())
            .filter(method -> method.getParameterCount() == arguments)
            .toList();
    List<Method> many =
        alike.stream()
            .filter(Method::isVarArgs)
            .filter(method -> method.getParameterCount() - 1 <= arguments)
            .toList();
    List<Method> fitting = exact.isEmpty() ? many : exact;
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    String got = arguments == 1 ? "1 argument" : arguments + " arguments";
    if (fitting.isEmpty()) {
      String there = chosen || alike.size() == 1 ? "it is " : "there are ";
      throw new UsageException(name + " does not take " + got + "; " + there + list(alike));
    }
    throw new UsageException(
        name
            + " with "
            + got
            + " may be "
            + list(fitting)
            + "; say which, as in '"
            + name
            + types(fitting.getFirst())
            + "'");
  }

  private static String list(List<Method> methods) {
    return methods.stream()
        .map(method -> method.getName() + types(method))
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /// Returns the types in brackets: `(String, int)`.
  private static String types(Method method) {
    return Stream.of(method.getParameterTypes())
        .map(TypeNames::simple)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /// Returns the types of what is given as arguments, as far as their number does not vary.
  List<Type> types() {
    List<Type> types = List.of(method.getGenericParameterTypes());
    return takesMode ? types.subList(0, types.size() - 1) : types;
  }
}
