package dev.muster.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.call.LateClasses.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a host may ask for late, and what it may not: it may be hostile, and ask for anything.
class LateClassesTest {

  private static final byte[] CLASS = bytes();

  @TempDir Path machine;
  private Path folder;
  private LateClasses late;

  private static byte[] bytes() {
    try (InputStream file = LateClassesTest.class.getResourceAsStream("LateClassesTest.class")) {
      return file.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void make() throws IOException {
    folder = Files.createDirectories(machine.resolve("classes"));
    Files.createDirectories(folder.resolve("p/sub"));
    Files.write(folder.resolve("p/Late.class"), CLASS);
    Files.writeString(folder.resolve("p/data.txt"), "data");
    Files.writeString(folder.resolve("root.txt"), "root");
    Files.writeString(machine.resolve("secret.txt"), "secret");
    Files.write(machine.resolve("Secret.class"), CLASS);
    late = new LateClasses(getClass().getClassLoader(), 25);
    late.allow(Set.of(new Origin.Folder(folder)));
  }

  private String resource(String name) throws IOException {
    return switch (late.findResource(name)) {
      case Answer.Opened(InputStream content) -> {
        try (content) {
          yield new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
      case Answer.Refused(String why) -> why;
      case Answer.Found(PushedClass file) -> throw new AssertionError(file);
    };
  }

  private String refusedClass(String name) {
    assertThat(late.findClass(name)).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused) late.findClass(name)).why();
  }

  // --- what it gets

  // C9
  @Test
  void aResourceOfAPlaceThatClassesAreFrom() throws IOException {
    assertThat(resource("p/data.txt")).isEqualTo("data");
    assertThat(resource("root.txt")).isEqualTo("root");
    assertThat(late.answered()).isEqualTo(2);
    assertThat(late.refused()).isZero();
  }

  @Test
  void aClassOfAPlaceThatClassesAreFrom() {
    Answer answer = late.findClass("p.Late");
    assertThat(answer).isInstanceOf(Answer.Found.class);
    PushedClass file = ((Answer.Found) answer).file();
    assertThat(file.name()).isEqualTo("p.Late");
    assertThat(file.size()).isEqualTo(CLASS.length);
  }

  // C9
  @Test
  void aResourceOfAJar() throws IOException {
    Path jar = Sources.jar(machine.resolve("some.jar"), false, Map.of("", folder));
    late = new LateClasses(getClass().getClassLoader(), 25);
    assertThat(resource("p/data.txt"))
        .isEqualTo("p/data.txt is in none of the places that pushed classes are from");
    late.allow(Set.of(new Origin.Jar(jar)));
    assertThat(resource("p/data.txt")).isEqualTo("data");
    assertThat(late.findClass("p.Late")).isInstanceOf(Answer.Found.class);
    Files.delete(jar); // nothing holds it open
    assertThat(resource("p/data.txt")).isEqualTo("p/data.txt cannot be read");
  }

  @Test
  void aResourceForTheJavaOfTheHost() throws IOException {
    Path newer = Files.createDirectories(machine.resolve("newer/p"));
    Files.writeString(newer.resolve("data.txt"), "newer");
    Path jar =
        Sources.jar(
            machine.resolve("several.jar"),
            true,
            Map.of("", folder, "META-INF/versions/21/", newer.getParent()));
    late = new LateClasses(getClass().getClassLoader(), 17);
    late.allow(Set.of(new Origin.Jar(jar)));
    assertThat(resource("p/data.txt")).isEqualTo("data");
    late = new LateClasses(getClass().getClassLoader(), 21);
    late.allow(Set.of(new Origin.Jar(jar)));
    assertThat(resource("p/data.txt")).isEqualTo("newer");
  }

  @Test
  void aResourceThatOnlyTheLoaderCanReach() throws IOException {
    late.allow(Set.of(new Origin.Elsewhere("jrt:/java.base/")));
    assertThat(late.findResource("java/lang/Object.class")).isInstanceOf(Answer.Opened.class);
    assertThat(late.findResource("java/lang/None.class")).isInstanceOf(Answer.Refused.class);
  }

  @Test
  void aLinkWithinTheFolder() throws IOException {
    Files.createSymbolicLink(folder.resolve("p/link.txt"), Path.of("data.txt"));
    assertThat(resource("p/link.txt")).isEqualTo("data");
  }

  // --- what it does not get

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc/passwd",
        "../secret.txt",
        "p/../../secret.txt",
        "p/..",
        "..",
        ".",
        "./root.txt",
        "p//data.txt",
        "p/data.txt/",
        "p\\data.txt",
        "..\\secret.txt",
        "C:/secret.txt",
        "file:/etc/passwd",
        "jar:file:/x.jar!/p/data.txt",
        "p/data.txt\0",
        "p/\ndata.txt",
        "p/\u007fdata.txt"
      })
  void noNameThatLeadsOut(String name) throws IOException {
    assertThat(resource(name)).isEqualTo(name + " is no name of a resource");
    assertThat(late.refused()).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".Secret",
        "..Secret",
        "...Secret",
        "p..Late",
        "p.Late.",
        "p/Late",
        "../Secret",
        "[Lp.Late;",
        "p.Late;",
        "p\\Late",
        "C:p.Late"
      })
  void noNameThatNamesNoClass(String name) {
    assertThat(refusedClass(name)).isEqualTo(name + " is no name of a class");
  }

  @Test
  void noNameThatIsTooLong() throws IOException {
    String name = "p/".repeat(400) + "data.txt" + "x".repeat(LateClasses.LONGEST_NAME);
    assertThat(resource(name)).hasSizeLessThan(300).endsWith("... is no name of a resource");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"java.lang.String", "dev.muster.wire.remote.Remote", "jdk.internal.misc.VM"})
  void noClassThatEveryHostHas(String name) {
    assertThat(refusedClass(name)).isEqualTo(name + " is a class that every host has");
  }

  @ParameterizedTest
  @ValueSource(strings = {"p.None", "dev.muster.Muster", "dev.muster.call.LateClassesTest"})
  void noClassOfAnotherPlace(String name) {
    assertThat(refusedClass(name))
        .isEqualTo(name + " is in none of the places that pushed classes are from");
  }

  @Test
  void noFolder() throws IOException {
    assertThat(resource("p/sub")).contains("is in none of the places");
    assertThat(resource("p")).contains("is in none of the places");
  }

  @Test
  void noLinkThatLeadsOut() throws IOException {
    Files.createSymbolicLink(folder.resolve("p/out.txt"), machine.resolve("secret.txt"));
    Files.createSymbolicLink(folder.resolve("p/up"), machine);
    Files.createSymbolicLink(folder.resolve("p/Out.class"), machine.resolve("Secret.class"));
    Files.createSymbolicLink(folder.resolve("p/dangling.txt"), machine.resolve("none"));
    assertThat(resource("p/out.txt")).contains("is in none of the places");
    assertThat(resource("p/up/secret.txt")).contains("is in none of the places");
    assertThat(resource("p/dangling.txt")).contains("is in none of the places");
    assertThat(refusedClass("p.Out")).contains("is in none of the places");
  }

  @Test
  void aFolderThatIsALinkItselfIsThePlaceItLeadsTo() throws IOException {
    Path link = Files.createSymbolicLink(machine.resolve("current"), folder);
    late = new LateClasses(getClass().getClassLoader(), 25);
    late.allow(Set.of(new Origin.Folder(link)));
    assertThat(resource("p/data.txt")).isEqualTo("data");
    assertThat(resource("../secret.txt")).contains("is no name");
  }

  // --- limits

  @Test
  void aClassIsNotTooLarge() throws IOException {
    Files.write(folder.resolve("p/Large.class"), new byte[LateClasses.LARGEST_CLASS + 1]);
    assertThat(refusedClass("p.Large")).isEqualTo("p.Large is larger than 16777216 bytes");
  }

  @Test
  void aStreamEndsWhereItIsTooLong() throws IOException {
    byte[] ten = new byte[10];
    assertThat(new LimitedStream(new ByteArrayInputStream(ten), 10).readAllBytes()).hasSize(10);
    var nine = new LimitedStream(new ByteArrayInputStream(ten), 9);
    assertThatThrownBy(nine::readAllBytes)
        .isInstanceOf(IOException.class)
        .hasMessage("longer than 9 bytes");
    var single = new LimitedStream(new ByteArrayInputStream(ten), 1);
    assertThat(single.read()).isZero();
    assertThatThrownBy(single::read).isInstanceOf(IOException.class);
    var skipped = new LimitedStream(new ByteArrayInputStream(ten), 5);
    assertThatThrownBy(() -> skipped.skip(6)).isInstanceOf(IOException.class);
    assertThat(skipped.markSupported()).isFalse();
  }

  @Test
  void aLargeResourceIsNotReadAtOnce() throws IOException {
    Path file = folder.resolve("large.bin");
    try (var large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(3L << 30);
    }
    try (InputStream content = ((Answer.Opened) late.findResource("large.bin")).content()) {
      assertThat(content.readNBytes(1 << 16)).hasSize(1 << 16);
    }
  }

  @Test
  void requestsAreCountedAndNotWithoutEnd() throws IOException {
    for (int i = 0; i < LateClasses.MOST_REQUESTS; i++) {
      late.findClass("java.lang.String");
    }
    assertThat(late.refused()).isEqualTo(LateClasses.MOST_REQUESTS);
    assertThat(resource("p/data.txt")).isEqualTo("p/data.txt was asked for after 100000 others");
    assertThat(refusedClass("p.Late")).isEqualTo("p.Late was asked for after 100000 others");
  }
}
