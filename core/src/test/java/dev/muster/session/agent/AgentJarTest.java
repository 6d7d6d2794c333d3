package dev.muster.session.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentJarTest {

  @TempDir private Path folder;
  private Path jar;

  @BeforeEach
  void write() throws IOException {
    jar = Files.write(folder.resolve("agent.jar"), AgentJar.bytes());
  }

  /// Every host is sent it.
  @Test
  void isSmall() {
    assertThat(AgentJar.bytes().length).isBetween(50_000, 150_000);
  }

  @Test
  void holdsWhatStartsAndAllElsePackedTogether() throws Exception {
    List<String> names = new ArrayList<>();
    try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(AgentJar.bytes()))) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("dev.muster.agent.boot.Boot");
      for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
        names.add(entry.getName());
      }
    }
    assertThat(names).containsExactly("dev/muster/agent/boot/Boot.class", "classes");
  }

  /// What goes wrong in packing them would show at the first host that needs the class.
  @Test
  void unpacksEveryClass() throws Exception {
    try (URLClassLoader outer = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
      Class<?> boot = outer.loadClass("dev.muster.agent.boot.Boot");
      Constructor<?> make = boot.getDeclaredConstructor(byte[].class);
      Field classes = boot.getDeclaredField("classes");
      make.setAccessible(true);
      classes.setAccessible(true);
      ClassLoader loader = (ClassLoader) make.newInstance((Object) packed());
      List<String> names =
          ((Map<?, ?>) classes.get(loader)).keySet().stream().map(String::valueOf).toList();

      assertThat(names).hasSizeGreaterThan(150).contains("dev/muster/agent/Main");
      for (String name : names) {
        Class<?> loaded = loader.loadClass(name.replace('/', '.'));
        assertThat(loaded.getClassLoader()).isSameAs(loader);
        assertThat(loaded.getDeclaredMethods()).as("%s", name).isNotNull(); // resolves their types
      }
    }
  }

  private byte[] packed() throws IOException {
    try (ZipFile file = new ZipFile(jar.toFile())) {
      return file.getInputStream(file.getEntry("classes")).readAllBytes();
    }
  }

  /// Its descriptors 3 and 4 are the JDK's own files then, and the jar itself.
  @ParameterizedTest
  @ValueSource(strings = {"", "nonce 1000"})
  void startedByHandWritesIntoNoFile(String arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(arguments.isEmpty() ? List.of() : List.of(arguments.split(" ", -1)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isNotZero();
    assertThat(said)
        .contains(arguments.isEmpty() ? "muster starts this over a pipe" : "is a file, not a pipe");
    assertThat(Files.readAllBytes(jar)).isEqualTo(AgentJar.bytes());
  }
}
