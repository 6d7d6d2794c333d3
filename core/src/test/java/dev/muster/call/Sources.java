package dev.muster.call;

import dev.muster.wire.remote.Function0;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/// Programs that a test writes, compiles and loads.
final class Sources {

  private static final ToolProvider COMPILER = ToolProvider.findFirst("javac").orElseThrow();

  private Sources() {}

  /// Compiles sources, one for each name, into a folder.
  static Path compile(Path folder, Map<String, String> sources, String... options) {
    var words = new ArrayList<>(List.of("-d", folder.toString(), "-cp", classPath()));
    words.addAll(List.of("-proc:none"));
    words.addAll(List.of(options));
    try {
      Path texts = Files.createTempDirectory("sources");
      for (var source : sources.entrySet()) {
        Path file = texts.resolve(source.getKey().replace('.', '/') + ".java");
        Files.createDirectories(file.getParent());
        words.add(Files.writeString(file, source.getValue()).toString());
      }
      var said = new StringWriter();
      var out = new PrintWriter(said);
      int status = COMPILER.run(out, out, words.toArray(String[]::new));
      delete(texts);
      if (status != 0) {
        throw new IllegalArgumentException(said.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /// The place of what calls are made of: all that these programs need.
  static String classPath() {
    try {
      return Path.of(Function0.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Makes a jar of what is in folders, each under a prefix.
  static Path jar(Path jar, boolean forSeveralReleases, Map<String, Path> folders)
      throws IOException {
    var entries = new TreeMap<String, Path>();
    for (var folder : folders.entrySet()) {
      try (Stream<Path> files = Files.walk(folder.getValue())) {
        files
            .filter(Files::isRegularFile)
            .forEach(
                file -> entries.put(folder.getKey() + folder.getValue().relativize(file), file));
      }
    }
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      if (forSeveralReleases) {
        out.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
        out.write(
            "Manifest-Version: 1.0\nMulti-Release: true\n\n".getBytes(StandardCharsets.UTF_8));
      }
      for (var entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        Files.copy(entry.getValue(), out);
      }
    }
    return jar;
  }

  /// A loader for what is in these places and, for all else, the one of this test.
  static URLClassLoader loader(Path... places) {
    URL[] urls = Stream.of(places).map(Path::toUri).map(Sources::url).toArray(URL[]::new);
    return new URLClassLoader(urls, Sources.class.getClassLoader());
  }

  private static URL url(URI uri) {
    try {
      return uri.toURL();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Loads a place as a named module.
  static ClassLoader module(Path place, String name) {
    ModuleLayer boot = ModuleLayer.boot();
    Configuration found =
        boot.configuration().resolve(ModuleFinder.of(place), ModuleFinder.of(), Set.of(name));
    var layer =
        ModuleLayer.defineModulesWithOneLoader(
            found, List.of(boot), Sources.class.getClassLoader());
    Module module = layer.layer().findModule(name).orElseThrow();
    layer.addReads(module, Function0.class.getModule());
    return module.getClassLoader();
  }

  /// What the static method `name` of a class gives.
  static <T> T get(ClassLoader loader, String type, String name, Class<T> result)
      throws ReflectiveOperationException {
    return result.cast(loader.loadClass(type).getMethod(name).invoke(null));
  }
}
