package dev.muster.call;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.calls.Around;
import com.example.calls.Calls;
import com.example.calls.Shape;
import com.example.calls.UsesOpened;
import com.example.calls.Words;
import dev.muster.Muster;
import dev.muster.wire.remote.Function0;
import dev.muster.wire.remote.Function1;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClosureTest {

  private static final String STANDS_IN = ClosureTest.class.getName();

  @TempDir Path folder;

  private static Closure of(Serializable lambda) {
    return Closure.of(Taken.apart(lambda).target());
  }

  private static List<String> names(Closure closure) {
    return closure.classes().stream().map(PushedClass::name).toList();
  }

  private static PushedClass find(Closure closure, Class<?> type) {
    return closure.classes().stream()
        .filter(file -> file.name().equals(type.getName()))
        .findFirst()
        .orElseThrow();
  }

  // --- what travels

  @Test
  void nothingTravelsForAMethodOfTheJdk() {
    Closure closure = of((Function1<String, String>) System::getenv);
    assertThat(closure.classes()).isEmpty();
    assertThat(closure.size()).isZero();
    assertThat(closure.java()).isZero();
    assertThat(closure.origins()).isEmpty();
    assertThat(closure.types()).isEmpty();
    assertThat(closure.refusalOf(17)).isEmpty();
  }

  @Test
  void aClassComesAfterThoseThatItExtends() {
    Closure closure = of((Function0<String>) () -> new Words("a").toString());
    assertThat(names(closure))
        .contains(STANDS_IN)
        .containsSubsequence("com.example.calls.Text", "com.example.calls.Words")
        .containsSubsequence(
            Shape.class.getName(), Shape.Fixed.class.getName(), Shape.Fixed.class.getName() + "$1");
  }

  @Test
  void whatTravelsIsTheClassFileAndItsDigest() throws Exception {
    PushedClass words = find(of((Function0<Object>) () -> new Words("a")), Words.class);
    byte[] file;
    try (var stream = Words.class.getResourceAsStream("Words.class")) {
      file = stream.readAllBytes();
    }
    byte[] pushed = new byte[words.size()];
    words.bytes().get(pushed);
    assertThat(pushed).isEqualTo(file);
    assertThat(words.sha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file)));
    assertThat(words.bytes().isReadOnly()).isTrue();
  }

  @Test
  void everythingThatAClassNamesTravelsWithIt() {
    // by a generic signature, an annotation's default, one of its values, and a sealed family
    assertThat(names(of((Function0<Object>) () -> new Words("a"))))
        .contains(
            Words.class.getName() + "$Marked",
            Words.class.getName() + "$Cursor",
            Shape.Circle.class.getName(),
            Shape.Square.class.getName(),
            Shape.Pair.class.getName());
  }

  @Test
  void ofTheClassAroundARecordOnlyItsBytesTravel() throws Throwable {
    Function0<Object> call = () -> new Around.Inside(1);
    assertThat(names(of(call)))
        .containsExactlyInAnyOrder(
            Around.class.getName(), Around.Inside.class.getName(), STANDS_IN);
    assertThat(FarEnd.run(call)).as("asks for its simple name").isEqualTo("Inside[number=1]");
  }

  @Test
  void ofTheClassOfAMethodOnlyWhatTheMethodUsesIsFollowed() {
    assertThat(names(of((Function0<Boolean>) Mixed::forHosts)))
        .contains(Mixed.class.getName())
        .doesNotContain(Words.class.getName());
    assertThat(names(of((Function0<String>) Mixed::forUs)))
        .contains(Mixed.class.getName(), Words.class.getName());
  }

  static final class Mixed {
    static boolean forHosts() {
      return true;
    }

    static String forUs() {
      return new Words("a").toString();
    }
  }

  // --- initializers

  @Test
  void aStaticInitializerStaysHere() throws Throwable {
    Function0<?> call = requireNonNull(Calls.all().get("expression"));
    assertThat(names(of(call))).doesNotContain("com.example.calls.Opened");
    assertThat(FarEnd.run(call)).isEqualTo("41");
  }

  @Test
  void aStaticInitializerTravelsIfOneOfTheCallsUsesItsFields() {
    for (Function0<?> call : List.of(UsesOpened.call(), UsesOpened.other())) {
      assertThat(names(of(call))).contains("com.example.calls.Opened");
      assertThatThrownBy(() -> FarEnd.run(call))
          .isInstanceOf(ExceptionInInitializerError.class)
          .hasRootCauseMessage("opened on a host");
    }
  }

  // --- this library

  @Test
  void ofThisLibraryOnlyWhatIsUsedIsFollowed() {
    assertThat(names(of((Function0<String>) () -> Reports.text(List.of()))))
        .contains(Reports.class.getName())
        .doesNotContain("dev.muster.session.Sessions", "dev.muster.ssh.Ssh");
  }

  static final class Reports {
    static String text(List<Muster> musters) {
      return "some " + musters.size();
    }
  }

  @Test
  void whatTheAgentHasIsNeverPushed() {
    Function0<Object> inner = () -> 1;
    assertThat(names(of((Function0<Object>) () -> ((Function0<?>) () -> 2).call())))
        .allMatch(name -> !name.startsWith("dev.muster.wire."));
    assertThat(names(of(inner))).containsExactly(STANDS_IN);
  }

  // --- one class, one digest

  @Test
  void allCallsOfAProgramAgreeOnEachClass() {
    var digests = new HashMap<String, String>();
    for (Function0<?> call : Calls.all().values()) {
      for (PushedClass file : of(call).classes()) {
        assertThat(digests.merge(file.name(), file.sha256(), (old, other) -> old))
            .as(file.name())
            .isEqualTo(file.sha256());
      }
    }
    assertThat(digests).hasSizeGreaterThan(15);
  }

  @Test
  void theDigestOfAllDependsOnTheClassesAlone() throws Exception {
    Path classes =
        Sources.compile(
            folder, Map.of("p.Main", source("() -> new Part(1)", "record Part(int x) {}")));
    Closure first = of(Sources.get(Sources.loader(classes), "p.Main", "call", Function0.class));
    Closure second = of(Sources.get(Sources.loader(classes), "p.Main", "call", Function0.class));
    assertThat(first).isNotSameAs(second);
    assertThat(first.sha256()).hasSize(64).isEqualTo(second.sha256());
    assertThat(of((Function0<Integer>) () -> 1).sha256()).isNotEqualTo(first.sha256());
  }

  private static String source(String lambda, String rest) {
    return """
    package p;
    import dev.muster.wire.remote.*;
    public class Main {
      public static Function0<?> call() {
        return (Function0<Object>) %s;
      }
      %s
    }
    """
        .formatted(lambda, rest);
  }

  @Test
  void askingAgainGivesTheSame() {
    Function0<Object> call = () -> new Words("a");
    assertThat(of(call)).isSameAs(of(call));
    Function0<String> one = Calls::greet;
    Function0<String> other = Calls::greet;
    assertThat(of(one)).as("two lambdas, one method").isSameAs(of(other));
  }

  // --- values

  @Test
  void recordsAndEnumsMayComeBack() {
    Closure closure = of((Function0<Object>) () -> new Words("a").each(word -> TimeUnit.DAYS));
    assertThat(closure.types())
        .containsEntry(Shape.Circle.class.getName(), Shape.Circle.class)
        .containsEntry(Shape.Fixed.class.getName(), Shape.Fixed.class)
        .containsEntry("java.util.concurrent.TimeUnit", TimeUnit.class)
        .doesNotContainKeys(Words.class.getName(), "java.lang.String", Shape.class.getName());
  }

  sealed interface Answer {
    record Yes() implements Answer {}

    record No() implements Answer {}

    static Answer ask() {
      return new Yes();
    }
  }

  @Test
  void everyKindOfASealedFamilyMayComeBack() {
    assertThat(of((Function0<Answer>) Answer::ask).types().values())
        .containsExactly(Answer.No.class, Answer.Yes.class);
  }

  @Test
  void typesAreLoadedAndNotInitialized() throws Exception {
    Path classes =
        Sources.compile(
            folder,
            Map.of(
                "p.Main",
                source(
                    "() -> Level.LOW",
                    """
                    enum Level {
                      LOW;
                      static { System.setProperty("muster.test.initialized", "yes"); }
                    }
                    """)));
    Closure closure = of(Sources.get(Sources.loader(classes), "p.Main", "call", Function0.class));
    assertThat(closure.types()).containsKey("p.Main$Level");
    assertThat(System.getProperty("muster.test.initialized")).isNull();
  }

  record Passed(DayOfWeek day) {}

  @Test
  void valuesBringClassesThatNoCodeNames() {
    Closure narrow = of((Function1<List<?>, Integer>) list -> list.size());
    assertThat(names(narrow)).containsExactly(STANDS_IN);
    Closure wide = narrow.and(List.of(Passed.class, Shape.Fixed.class, TimeUnit.class));
    assertThat(names(wide)).contains(STANDS_IN, Passed.class.getName(), Shape.Pair.class.getName());
    assertThat(wide.types().values()).contains(Passed.class, Shape.Fixed.class, TimeUnit.class);
    assertThat(wide.and(List.of(Passed.class))).isSameAs(wide);
    assertThat(narrow.and(List.of(TimeUnit.class, Passed.class, Shape.Fixed.class)))
        .as("made once")
        .isSameAs(wide);
    assertThat(wide.and(List.of(String.class, Words.class))).as("no values").isSameAs(wide);
    assertThat(narrow.and(List.of(Passed.class)).and(List.of(Shape.Fixed.class)).types())
        .containsKeys(Passed.class.getName(), Shape.Fixed.class.getName());
  }

  @Test
  void refusesAValueOfAnotherLoader() throws Exception {
    Path classes =
        Sources.compile(folder, Map.of("p.Part", "package p; public record Part(int x) {}"));
    Class<?> other = Sources.loader(classes).loadClass("p.Part");
    Closure closure = of((Function1<Object, String>) String::valueOf);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> closure.and(List.of(other)))
        .withMessage(
            "call: a value is of another p.Part than %s sees; make both with the same class loader",
            STANDS_IN);
  }

  // --- Java

  @Test
  void namesTheClassThatNeedsTheNewestJava() throws Exception {
    Sources.compile(
        folder, Map.of("p.Part", "package p; public record Part(int x) {}"), "--release", "21");
    Sources.compile(
        folder,
        Map.of("p.Main", source("() -> new Part(1)", "")),
        "--release",
        "17",
        "-cp",
        Sources.classPath() + File.pathSeparator + folder);
    Closure closure = of(Sources.get(Sources.loader(folder), "p.Main", "call", Function0.class));
    assertThat(closure.java()).isEqualTo(21);
    assertThat(closure.refusalOf(21)).isEmpty();
    assertThat(closure.refusalOf(17))
        .contains(
            "has Java 17, class p.Part is compiled for 21: compile with --release 17, or use --runtime push");
    assertThat(closure.forJava(21)).isSameAs(closure);
    assertThat(closure.forJava(17).refusalOf(17)).isPresent();
  }

  // --- limits and trouble

  @Test
  void limitsTheNumberAndTheSizeOfClasses() {
    var few = new Limits("x.Y::z", 2, 1_000);
    var facts = FactsReader.read(bytes(Passed.class), new Origin.Folder(folder));
    int size = facts.file().size();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> few.count(facts))
        .withMessage(
            "call: x.Y::z needs more than 2 classes or 1,000 bytes of them, the last one %s; move what hosts run into a class that names less",
            Passed.class.getName());
    var limits = new Limits("x.Y::z", 2, 3L * size);
    limits.count(facts);
    limits.count(facts);
    assertThatIllegalArgumentException().isThrownBy(() -> limits.count(facts));
    assertThat(Limits.MOST_CLASSES).isEqualTo(20_000);
    assertThat(Limits.MOST_BYTES).isEqualTo(64 << 20);
  }

  private static byte[] bytes(Class<?> type) {
    String name = type.getName();
    try (var file =
        type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aClassThatIsMissingHereIsMissingThere() throws Throwable {
    var sources =
        Map.of(
            "p.Main",
            source(
                "() -> Gate.open() ? new Gone().toString() : \"closed\"",
                "static class Gate { static boolean open() { return false; } }"),
            "p.Gone",
            "package p; public class Gone {}");
    Path classes = Sources.compile(folder, sources);
    Files.delete(classes.resolve("p/Gone.class"));
    Function0<?> call = Sources.get(Sources.loader(classes), "p.Main", "call", Function0.class);
    assertThat(names(of(call))).containsExactly("p.Main", "p.Main$Gate");
    assertThat(FarEnd.run(call)).isEqualTo("closed");
  }

  // X4
  @Test
  void theClassFilesAreReadOnceAndMayGo() throws Throwable {
    Path classes = Sources.compile(folder, Map.of("p.Main", source("() -> \"there\"", "")));
    Function0<?> call = Sources.get(Sources.loader(classes), "p.Main", "call", Function0.class);
    Closure closure = of(call);
    Files.delete(classes.resolve("p/Main.class"));
    assertThat(of(call)).isSameAs(closure);
    assertThat(FarEnd.run(call)).isEqualTo("there");
  }

  // X4
  @Test
  void refusesAClassWithoutAFile() throws Exception {
    Path classes = Sources.compile(folder, Map.of("p.Main", source("() -> 1", "")));
    Function0<?> call = Sources.get(Sources.loader(classes), "p.Main", "call", Function0.class);
    Files.delete(classes.resolve("p/Main.class"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(call))
        .withMessage(
            "call: p.Main has no class file, as if it was made at run time; only code that was compiled can travel");
  }

  @Test
  void loadersCanGo() throws Exception {
    Path classes =
        Sources.compile(
            folder, Map.of("p.Main", source("() -> new Part(1)", "record Part(int x) {}")));
    WeakReference<ClassLoader> gone = used(classes);
    for (int i = 0; i < 200 && gone.get() != null; i++) {
      System.gc();
    }
    assertThat(gone.get()).isNull();
  }

  private static WeakReference<ClassLoader> used(Path classes) throws Exception {
    ClassLoader loader = Sources.loader(classes);
    Closure closure = of(Sources.get(loader, "p.Main", "call", Function0.class));
    assertThat(closure.types()).containsKey("p.Main$Part");
    return new WeakReference<>(loader);
  }

  @Test
  void manyAskAtOnce() throws Exception {
    Path classes =
        Sources.compile(
            folder, Map.of("p.Main", source("() -> new Part(1)", "record Part(int x) {}")));
    Function0<?> call = Sources.get(Sources.loader(classes), "p.Main", "call", Function0.class);
    Target target = Taken.apart(call).target();
    var found = new Closure[16];
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < found.length; i++) {
      int place = i;
      threads.add(Thread.ofVirtual().start(() -> found[place] = Closure.of(target)));
    }
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
    }
    assertThat(Arrays.stream(found).distinct()).hasSize(1);
  }
}
