package dev.muster.session.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.wire.Pipe;
import dev.muster.wire.start.Launch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AgentJarTest {

  @TempDir private Path folder;
  private Path jar;

  private @Nullable Process started;

  @AfterEach
  void kill() {
    if (started != null) {
      started.destroyForcibly();
    }
  }

  @BeforeEach
  void write() throws IOException {
    jar = Files.write(folder.resolve("agent.jar"), AgentJar.bytes());
  }

  /// Every host is sent it.
  @Test
  void isSmall() {
    assertThat(AgentJar.bytes().length).isBetween(50_000, 150_000);
  }

  /// With another one, every host would send for it, and none would run it.
  @Test
  void itsDigestIsThatOfItsBytes() {
    Launch launch = AgentJar.launch(Launch.Settings.standard());
    assertThat(new String(launch.parameters(), StandardCharsets.UTF_8).lines())
        .contains(Digests.sha256(ByteBuffer.wrap(AgentJar.bytes())));
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

  /// Starts it as the script does, over pipes at 3 and 4.
  private Process start(String nonce, String socket) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String line = "exec \"$0\" -jar \"$1\" \"$2\" 1000 \"$3\" 3<&0 4>&1 >&2";
    Process made =
        new ProcessBuilder("/bin/sh", "-c", line, java, jar.toString(), nonce, socket)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    started = made;
    return made;
  }

  private static String firstLine(Process process) throws Exception {
    StringBuilder line = new StringBuilder();
    for (int next = process.getInputStream().read();
        next != '\n' && next >= 0;
        next = process.getInputStream().read()) {
      line.append((char) next);
    }
    return line.toString();
  }

  @Test
  void callsWhereItIsTold() throws Exception {
    String nonce = "0123456789abcdef0123456789abcdef";
    try (LocalSocket socket = LocalSocket.in(folder.toString()).orElseThrow()) {
      Process process = start(nonce, socket.path());
      assertThat(firstLine(process)).startsWith("muster-" + nonce + " ready 1 ");
      Pipe pipe = socket.accepted(nonce).orElseThrow();
      assertThat(pipe.read(ByteBuffer.allocate(100))).as("HELLO").isPositive();
      pipe.closeOutput();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.getInputStream().readAllBytes()).isEmpty();
      pipe.closeInput();
    }
  }

  /// Its folder may have been cleaned meanwhile.
  @Test
  void whereNobodyListensItStaysWithItsPipes() throws Exception {
    Process process = start("nonce", folder.resolve("nobody").toString());
    assertThat(firstLine(process)).startsWith("muster-nonce ready 1 ");
    assertThat(process.getInputStream().read()).as("HELLO").isNotNegative();
    process.getOutputStream().close();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }
}
