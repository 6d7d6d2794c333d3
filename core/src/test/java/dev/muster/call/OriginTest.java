package dev.muster.call;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.call.Origin.Looker;
import dev.muster.wire.remote.Function0;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where classes come from: folders, jars, jars for several releases, and named modules.
class OriginTest {

  private static final String MAIN =
      """
      package p;
      import dev.muster.wire.remote.*;
      public class Main {
        public static Function0<?> call() {
          return (Function0<Object>) () -> new Part(1) + Level.text();
        }
        record Part(int x) {}
      }
      """;

  private static final String LEVEL =
      "package p; class Level { static String text() { return \"%s\"; } }";

  @TempDir Path folder;
  private Path classes;

  @BeforeEach
  void compile() {
    classes = folder.resolve("my classes");
    Sources.compile(classes, Map.of("p.Main", MAIN, "p.Level", LEVEL.formatted("!")));
  }

  private static Closure closure(ClassLoader loader) throws Exception {
    return Closure.of(Taken.apart(call(loader)).target());
  }

  private static Serializable call(ClassLoader loader) throws Exception {
    return Sources.get(loader, "p.Main", "call", Function0.class);
  }

  private static String read(Origin origin, String name, int java) throws Exception {
    try (InputStream stream = origin.open(name, new Looker(null, java))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aFolder() throws Throwable {
    try (URLClassLoader loader = Sources.loader(classes)) {
      assertThat(FarEnd.run(call(loader))).isEqualTo("Part[x=1]!");
      assertThat(closure(loader).origins()).containsExactly(new Origin.Folder(classes));
    }
    Files.writeString(classes.resolve("p/data.txt"), "data");
    assertThat(read(new Origin.Folder(classes), "p/data.txt", 25)).isEqualTo("data");
  }

  @Test
  @SuppressWarnings("deprecation") // class paths are full of such addresses
  void aFolderWhoseAddressHasABlank() throws Throwable {
    var address = new URL("file:" + classes + "/");
    try (var loader = new URLClassLoader(new URL[] {address}, getClass().getClassLoader())) {
      assertThat(FarEnd.run(call(loader))).isEqualTo("Part[x=1]!");
    }
  }

  @Test
  void aFolderOfLinksToClasses() throws Throwable {
    Path links = Files.createDirectories(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("p"), classes.resolve("p"));
    try (URLClassLoader loader = Sources.loader(links)) {
      assertThat(FarEnd.run(call(loader))).isEqualTo("Part[x=1]!");
    }
  }

  @Test
  void aJar() throws Throwable {
    Path jar = Sources.jar(folder.resolve("a b.jar"), false, Map.of("", classes));
    try (URLClassLoader loader = Sources.loader(jar)) {
      assertThat(FarEnd.run(call(loader))).isEqualTo("Part[x=1]!");
      assertThat(closure(loader).origins()).containsExactly(new Origin.Jar(jar));
    }
    assertThatThrownBy(() -> read(new Origin.Jar(jar), "p/none", 25))
        .isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(() -> read(new Origin.Jar(jar), "p/", 25))
        .isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void severalJarsAndAClassOfEach() throws Throwable {
    Path other = folder.resolve("other");
    Files.createDirectories(other.resolve("p"));
    Files.move(classes.resolve("p/Level.class"), other.resolve("p/Level.class"));
    Path one = Sources.jar(folder.resolve("one.jar"), false, Map.of("", classes));
    Path two = Sources.jar(folder.resolve("two.jar"), false, Map.of("", other));
    try (URLClassLoader loader = Sources.loader(one, two)) {
      assertThat(FarEnd.run(call(loader))).isEqualTo("Part[x=1]!");
      assertThat(closure(loader).origins())
          .containsExactlyInAnyOrder(new Origin.Jar(one), new Origin.Jar(two));
    }
  }

  @Test
  void aJarForSeveralReleases() throws Throwable {
    Path old = folder.resolve("old");
    Sources.compile(
        old, Map.of("p.Main", MAIN, "p.Level", LEVEL.formatted("old")), "--release", "17");
    Path fresh = folder.resolve("new");
    Sources.compile(fresh, Map.of("p.Level", LEVEL.formatted("new")), "--release", "25");
    Path jar =
        Sources.jar(
            folder.resolve("several.jar"), true, Map.of("", old, "META-INF/versions/25/", fresh));
    try (URLClassLoader loader = Sources.loader(jar)) {
      Serializable call = call(loader);
      assertThat(FarEnd.run(call)).isEqualTo("Part[x=1]new");
      Closure closure = closure(loader);
      assertThat(closure.java()).isEqualTo(25);
      assertThat(closure.origins()).containsExactly(new Origin.Jar(jar));

      Closure older = closure.forJava(17);
      assertThat(older.java()).isEqualTo(17);
      assertThat(older.refusalOf(17)).isEmpty();
      assertThat(new FarEnd(older).call(Taken.apart(call))).isEqualTo("Part[x=1]old");
      assertThat(closure.forJava(17)).isSameAs(older);
    }
  }

  @Test
  void aNamedModuleThatOpensNothing() throws Throwable {
    Path module = folder.resolve("module");
    Sources.compile(
        module,
        Map.of(
            "module-info",
            "module m { exports p; }",
            "p.Main",
            MAIN,
            "p.Level",
            LEVEL.formatted("?")),
        "--add-reads",
        "m=ALL-UNNAMED");
    for (Path place :
        List.of(module, Sources.jar(folder.resolve("m.jar"), false, Map.of("", module)))) {
      ClassLoader loader = Sources.module(place, "m");
      assertThat(loader.loadClass("p.Main").getModule().getName()).isEqualTo("m");
      assertThat(FarEnd.run(call(loader))).isEqualTo("Part[x=1]?");
      Files.writeString(module.resolve("p/data.txt"), "data");
      assertThat(closure(loader).origins())
          .containsExactly(place.equals(module) ? new Origin.Folder(place) : new Origin.Jar(place));
    }
  }

  @Test
  void aModuleOfALinkedImage() throws Exception {
    URL place = URI.create("jrt:/java.base/java/lang/Object.class").toURL();
    Origin origin = requireNonNull(Origin.of(place, "java/lang/Object.class"));
    assertThat(origin).hasToString("jrt:/java.base/");
    try (InputStream stream = origin.open("java/lang/String.class", new Looker(null, 25))) {
      assertThat(stream.read()).isEqualTo(0xca);
    }
    assertThatThrownBy(() -> origin.open("java/lang/None.class", new Looker(null, 25)))
        .isInstanceOf(IOException.class);
  }

  /// As `java Main.java` and `jshell` do: classes that are in no file at all.
  @Test
  void theMemoryOfALoader() throws Throwable {
    for (String base : List.of("memory:/", "memory:")) {
      var loader = new InMemory(classes, base);
      assertThat(FarEnd.run(call(loader))).isEqualTo("Part[x=1]!");
      assertThat(closure(loader).origins()).containsExactly(new Origin.Elsewhere(base));
      var late = new LateClasses(loader, 25);
      late.allow(closure(loader).origins());
      assertThat(late.findClass("p.Level")).isInstanceOf(LateClasses.Answer.Found.class);
      assertThat(late.findClass("dev.muster.call.OriginTest"))
          .as("seen by the same loader, at another place")
          .isInstanceOf(LateClasses.Answer.Refused.class);
    }
  }

  private static final class InMemory extends ClassLoader {

    private final Path classes;
    private final String base;

    InMemory(Path classes, String base) {
      super(OriginTest.class.getClassLoader());
      this.classes = classes;
      this.base = base;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      try {
        byte[] bytes = Files.readAllBytes(classes.resolve(name.replace('.', '/') + ".class"));
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    @Override
    protected @Nullable URL findResource(String name) {
      return Files.exists(classes.resolve(name)) ? url(name) : null;
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
      URL found = findResource(name);
      return Collections.enumeration(found == null ? List.of() : List.of(found));
    }

    private URL url(String name) {
      try {
        return URL.of(URI.create(base + name), new Handler());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private final class Handler extends URLStreamHandler {
      @Override
      protected URLConnection openConnection(URL url) {
        return new URLConnection(url) {
          @Override
          public void connect() {}

          @Override
          public InputStream getInputStream() throws IOException {
            return Files.newInputStream(classes.resolve(url.toString().substring(base.length())));
          }
        };
      }
    }
  }

  @Test
  void whatHasNoPlaceForOthersHasNoOrigin() throws Exception {
    assertThat(Origin.of(URI.create("http://localhost/x?y=p/Main.class&z").toURL(), "p/Main.class"))
        .isNull();
  }
}
