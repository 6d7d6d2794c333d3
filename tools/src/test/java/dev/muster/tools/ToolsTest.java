package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules that make functions fit to be called on hosts: what they take and give can travel,
/// what they need to be there is little, and whatever changes something can be tried without doing
/// it.
class ToolsTest {

  private static final String PACKAGE = "dev/muster/tools/";
  private static final Pattern NAME = Pattern.compile("L?(" + PACKAGE + "[\\w$]+);?");

  /// What the codec carries besides lists, sets, maps, optionals, records and enums.
  private static final Set<Class<?>> PLAIN =
      Set.of(
          boolean.class,
          int.class,
          long.class,
          double.class,
          Boolean.class,
          Integer.class,
          Long.class,
          Double.class,
          String.class,
          byte[].class,
          Path.class,
          URI.class,
          UUID.class,
          BigInteger.class,
          BigDecimal.class,
          Object.class);

  /// The tools: final, with nothing but static methods for others.
  private static List<Class<?>> tools() throws IOException {
    List<Class<?>> tools = new ArrayList<>();
    for (Class<?> each : classes()) {
      boolean isTool =
          Modifier.isPublic(each.getModifiers())
              && !each.isRecord()
              && !each.isEnum()
              && !Throwable.class.isAssignableFrom(each);
      if (isTool) {
        tools.add(each);
      }
    }
    return tools;
  }

  private static List<Class<?>> classes() throws IOException {
    Path folder = Path.of(URI.create(location()));
    try (Stream<Path> files = Files.list(folder)) {
      List<Class<?>> classes = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.equals("package-info.class")) {
          classes.add(load(PACKAGE + name.substring(0, name.length() - ".class".length())));
        }
      }
      return classes;
    }
  }

  private static String location() {
    String mode = ToolsTest.class.getResource("/" + PACKAGE + "Mode.class").toString();
    return mode.substring(0, mode.lastIndexOf('/') + 1);
  }

  private static Class<?> load(String internal) {
    try {
      return Class.forName(internal.replace('/', '.'));
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Method> functions(Class<?> tool) {
    return Arrays.stream(tool.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .toList();
  }

  @Test
  void areFinalAndStatic() throws IOException {
    assertThat(tools())
        .extracting(Class::getSimpleName)
        .contains("FileSystem", "Processes", "Facts");
    for (Class<?> tool : tools()) {
      assertThat(tool).isFinal();
      assertThat(tool.getDeclaredConstructors())
          .extracting(Constructor::getModifiers)
          .containsExactly(Modifier.PRIVATE);
      assertThat(functions(tool)).isNotEmpty().allMatch(f -> Modifier.isStatic(f.getModifiers()));
    }
  }

  @Test
  void takeAndGiveOnlyWhatTravels() throws IOException {
    for (Class<?> tool : tools()) {
      for (Method function : functions(tool)) {
        checkTravels(function.getGenericReturnType(), function.toString(), new HashSet<>());
        for (Type taken : function.getGenericParameterTypes()) {
          checkTravels(taken, function.toString(), new HashSet<>());
        }
      }
    }
  }

  private static void checkTravels(Type type, String where, Set<Type> seen) {
    if (!seen.add(type)) {
      return;
    }
    if (type instanceof ParameterizedType many) {
      assertThat(many.getRawType())
          .as(where)
          .isIn(List.class, Set.class, Map.class, Optional.class);
      for (Type each : many.getActualTypeArguments()) {
        checkTravels(each, where, seen);
      }
      return;
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      assertThat(plain).as(where).isPublic();
      for (RecordComponent each : plain.getRecordComponents()) {
        checkTravels(each.getGenericType(), where + " " + each, seen);
      }
    } else if (!plain.isEnum() && !plain.getName().startsWith("java.time.")) {
      assertThat(plain).as(where).isIn(PLAIN);
    }
  }

  /// `call(FileSystem::readString, path)` would not compile: with two functions of a name, the
  /// compiler cannot tell whether the one that is meant gives something.
  @Test
  void noTwoHaveTheSameName() throws IOException {
    for (Class<?> tool : tools()) {
      assertThat(functions(tool)).extracting(Method::getName).doesNotHaveDuplicates();
    }
  }

  @Test
  void whatChangesAHostCanBeTried() throws IOException {
    List<Method> changing = new ArrayList<>();
    for (Class<?> tool : tools()) {
      functions(tool).stream()
          .filter(function -> function.getReturnType() == Change.class)
          .forEach(changing::add);
    }
    assertThat(changing).hasSizeGreaterThan(35);
    for (Method each : changing) {
      Class<?>[] taken = each.getParameterTypes();
      assertThat(taken[taken.length - 1]).as("%s", each).isEqualTo(Mode.class);
    }
  }

  @Test
  void keepNoStateButCaches() throws IOException {
    for (Class<?> each : classes()) {
      for (Field field : each.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          assertThat(Modifier.isFinal(field.getModifiers())).as("%s", field).isTrue();
          if (field.getType() == AtomicReference.class) {
            assertThat(field).as("the one cache").hasToString(cache());
          }
        }
      }
    }
  }

  private static String cache() {
    return "private static final java.util.concurrent.atomic.AtomicReference"
        + " dev.muster.tools.Facts.KEPT";
  }

  /// How much travels to a host for the first call of a tool, and what that may be at most.
  @ParameterizedTest(name = "{0}: {1} KiB")
  @CsvSource({
    "FileSystem, 46",
    "FileLines, 34",
    "Disk, 34",
    "FileContent, 98",
    "FileTree, 106",
    "Processes, 82",
    "Templates, 66",
    "TemplateFiles, 164",
    "Users, 118",
    "AuthorizedKeys, 118",
    "Services, 86",
    "Packages, 144",
    "Network, 30",
    "Facts, 132",
    "MemoryFacts, 20",
    "LoadFacts, 20",
    "OsFacts, 22",
    "Mount, 24",
    "NetworkFacts, 30"
  })
  void needLittleToBeThere(String tool, int most) throws IOException {
    Map<String, Integer> closure = closure(PACKAGE + tool);
    int bytes = closure.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(bytes).as("%s: %s", tool, closure).isLessThanOrEqualTo(most * 1024);
  }

  @Test
  void standOnTheJdkAlone() throws IOException {
    for (Class<?> each : classes()) {
      for (PoolEntry entry : parse(each.getName().replace('.', '/')).constantPool()) {
        if (entry instanceof ClassEntry named) {
          String name = named.asInternalName().replaceFirst("^\\[+L?", "");
          assertThat(name.length() == 1 || name.startsWith("java/") || name.startsWith(PACKAGE))
              .as("%s needs %s", each, name)
              .isTrue();
        }
      }
    }
  }

  private static Map<String, Integer> closure(String start) throws IOException {
    Map<String, Integer> closure = new TreeMap<>();
    Deque<String> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (closure.containsKey(name)) {
        continue;
      }
      closure.put(name, bytes(name).length);
      for (PoolEntry entry : parse(name).constantPool()) {
        if (entry instanceof Utf8Entry text) {
          Matcher found = NAME.matcher(text.stringValue());
          while (found.find()) {
            open.push(found.group(1));
          }
        }
      }
    }
    return closure;
  }

  private static ClassModel parse(String name) throws IOException {
    return ClassFile.of().parse(bytes(name));
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream stream = ToolsTest.class.getResourceAsStream("/" + name + ".class")) {
      return stream.readAllBytes();
    }
  }
}
