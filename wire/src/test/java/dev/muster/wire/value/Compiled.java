package dev.muster.wire.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// Classes that are compiled for a test.
final class Compiled {

  private Compiled() {}

  /// Returns a record with that many components of type `int`.
  static Class<?> record(String name, int components) throws Exception {
    String all =
        IntStream.range(0, components).mapToObj(i -> "int c" + i).collect(Collectors.joining(", "));
    ModuleLayer layer =
        module(
            "wide",
            Map.of(
                "module-info.java",
                "open module wide {}",
                "wide/" + name + ".java",
                "package wide; public record " + name + "(" + all + ") {}"));
    return layer.findLoader("wide").loadClass("wide." + name);
  }

  /// Returns a layer with a module of these sources.
  static ModuleLayer module(String name, Map<String, String> sources) throws IOException {
    Path folder = Files.createTempDirectory("muster-test");
    try {
      List<String> words = new ArrayList<>(List.of("-d", folder.resolve("out").toString()));
      for (Map.Entry<String, String> source : sources.entrySet()) {
        Path file = folder.resolve(source.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, source.getValue());
        words.add(file.toString());
      }
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      assertThat(compiler.run(null, null, null, words.toArray(new String[0]))).isZero();
      Configuration modules =
          ModuleLayer.boot()
              .configuration()
              .resolve(ModuleFinder.of(folder.resolve("out")), ModuleFinder.of(), Set.of(name));
      ModuleLayer layer =
          ModuleLayer.boot().defineModulesWithOneLoader(modules, Compiled.class.getClassLoader());
      for (Path file : all(folder.resolve("out"))) {
        load(layer.findLoader(name), folder.resolve("out").relativize(file).toString());
      }
      return layer;
    } finally {
      delete(folder);
    }
  }

  /// Before the files go.
  private static void load(ClassLoader loader, String file) {
    try {
      if (file.endsWith(".class") && !file.equals("module-info.class")) {
        loader.loadClass(file.replace(".class", "").replace('/', '.'));
      }
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    for (Path path : all(folder).reversed()) {
      Files.delete(path);
    }
  }

  private static List<Path> all(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      return paths.toList();
    }
  }
}
