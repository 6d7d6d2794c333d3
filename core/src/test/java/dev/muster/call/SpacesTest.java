package dev.muster.call;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.calls.Shape;
import com.example.calls.Words;
import dev.muster.call.LateClasses.Answer;
import dev.muster.call.Spaces.Place;
import dev.muster.wire.remote.Function0;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpacesTest {

  @TempDir Path folder;

  private final Spaces spaces = new Spaces(25);

  private static Closure of(Serializable lambda) {
    return Closure.of(Taken.apart(lambda).target());
  }

  private static final Closure SQUARE = of((Function0<Object>) () -> new Shape.Square(1));
  private static final Closure WORDS = of((Function0<Object>) () -> new Words("a"));
  private static final Closure JDK = of((Function0<String>) System::lineSeparator);

  private Closure program(String name, String text) throws Exception {
    Path classes =
        Sources.compile(
            Files.createDirectories(folder.resolve(name)),
            Map.of(
                "p.Main",
                """
                package p;
                import dev.muster.wire.remote.*;
                public class Main {
                  public static Function0<?> call() {
                    return (Function0<Object>) () -> "%s";
                  }
                  public static Function0<?> other() {
                    return (Function0<Object>) () -> "other";
                  }
                }
                """
                    .formatted(text)));
    return of(Sources.get(Sources.loader(classes), "p.Main", "call", Function0.class));
  }

  @Test
  void aClassIsOfferedOnce() {
    Place first = spaces.place(SQUARE);
    assertThat(first.space()).isOne();
    assertThat(first.offer()).isPositive();
    assertThat(first.classes()).isEqualTo(SQUARE.classes());
    assertThat(first.awaits()).isEmpty();
    spaces.arrived(first.offer());

    assertThat(spaces.place(SQUARE)).isEqualTo(new Place(1, 0, List.of(), Set.of()));
    Place more = spaces.place(WORDS);
    assertThat(more.space()).isOne();
    assertThat(more.classes())
        .isNotEmpty()
        .doesNotContainAnyElementsOf(SQUARE.classes())
        .allMatch(WORDS.classes()::contains);
  }

  @Test
  void whoNeedsWhatIsUnderWayWaitsForIt() {
    Place first = spaces.place(SQUARE);
    assertThat(spaces.place(SQUARE).awaits()).containsExactly(first.offer());
    Place second = spaces.place(WORDS);
    assertThat(second.awaits()).containsExactly(first.offer());
    assertThat(second.offer()).isNotEqualTo(first.offer());
    spaces.arrived(first.offer());
    assertThat(spaces.place(WORDS).awaits()).containsExactly(second.offer());
    spaces.arrived(second.offer());
    assertThat(spaces.place(WORDS).awaits()).isEmpty();
  }

  @Test
  void whatDidNotArriveIsOfferedAgain() {
    Place first = spaces.place(SQUARE);
    spaces.failed(first.offer());
    Place again = spaces.place(SQUARE);
    assertThat(again.classes()).isEqualTo(SQUARE.classes());
    assertThat(again.space()).isOne();
    assertThat(again.offer()).isNotEqualTo(first.offer());
    spaces.arrived(first.offer()); // late news of the first says nothing of the second
    assertThat(spaces.place(SQUARE).awaits()).containsExactly(again.offer());
  }

  // R8
  @Test
  void classesOfTheSameNameFromTwoLoadersDoNotMeet() throws Exception {
    Closure one = program("one", "1");
    Closure two = program("two", "2");
    assertThat(spaces.place(one).space()).isOne();
    assertThat(spaces.place(two).space()).isEqualTo(2);
    assertThat(spaces.place(two).classes()).isEmpty();
    assertThat(spaces.place(one).space()).isOne();
    assertThat(spaces.place(SQUARE).space()).isEqualTo(3);
  }

  // R8
  @Test
  void theSameClassFromTwoLoadersHasItsFieldsTwice() throws Exception {
    Closure one = program("one", "same");
    Closure two = program("two", "same");
    assertThat(one.sha256()).isEqualTo(two.sha256());
    assertThat(spaces.place(one).space()).isNotEqualTo(spaces.place(two).space());
  }

  @Test
  void aClassThatWasExchangedOpensANewSpace() throws Exception {
    Path classes = folder.resolve("classes");
    String text = "package p; public record Part(int %s) {}";
    Sources.compile(classes, Map.of("p.Part", text.formatted("before")));
    try (var loader = Sources.loader(classes)) {
      var view = ClassFiles.seenBy(loader, 25);
      ClassFacts before = requireNonNull(view.find("p/Part"));
      Sources.compile(classes, Map.of("p.Part", text.formatted("after")));
      var other = ClassFiles.seenBy(loader, 24); // where it is not remembered
      ClassFacts after = requireNonNull(other.find("p/Part"));
      assertThat(before.file().sha256()).isNotEqualTo(after.file().sha256());

      assertThat(place(loader, before.file()).space()).isOne();
      Place place = place(loader, after.file());
      assertThat(place.space()).isEqualTo(2);
      assertThat(place.classes()).containsExactly(after.file());
      assertThat(place(loader, before.file()).space()).isOne();
    }
  }

  private Place place(ClassLoader loader, PushedClass file) {
    return spaces.place(loader, file.sha256(), List.of(file), Set.of());
  }

  @Test
  void gatewaysThatWereOfferedTheSameShareWhatIsKnownOfIt() {
    Held nothing = Held.nothing(getClass().getClassLoader());
    Held.Step first = step(nothing, SQUARE.origins());
    assertThat(step(nothing, SQUARE.origins())).isSameAs(first);
    assertThat(step(first.next(), SQUARE.origins()).next()).isSameAs(first.next());
    assertThat(step(first.next(), Set.of()).fresh()).isEmpty();
    Held again = first.next().without(SQUARE.classes());
    assertThat(step(again, SQUARE.origins()).fresh()).isEqualTo(SQUARE.classes());
  }

  private static Held.Step step(Held held, Set<Origin> places) {
    return requireNonNull(held.with("1", SQUARE.classes(), places));
  }

  @Test
  void aSpaceWhoseLoaderIsGoneIsForgotten() throws Exception {
    int number = spaces.place(program("gone", "gone")).space();
    assertThat(spaces.late(number)).isNotNull();
    for (int i = 0; i < 200 && spaces.late(number) != null; i++) {
      System.gc();
      spaces.place(new ClassLoader() {}, "any", List.of(), Set.of());
    }
    assertThat(spaces.late(number)).isNull();
  }

  @Test
  void aCallOfTheJdkNeedsNothing() {
    Place place = spaces.place(JDK);
    assertThat(place.classes()).isEmpty();
    assertThat(place.offer()).isZero();
  }

  @Test
  void lateRequestsAreAnsweredFromThePlacesOfTheSameSpace() throws Exception {
    Closure one = program("one", "1");
    Closure two = program("two", "2");
    Files.writeString(folder.resolve("one/only.txt"), "one");
    int first = spaces.place(one).space();
    int second = spaces.place(two).space();
    assertThat(late(first).findResource("only.txt")).isInstanceOf(Answer.Opened.class);
    assertThat(late(second).findResource("only.txt")).isInstanceOf(Answer.Refused.class);
    assertThat(late(first).answered()).isOne();
  }

  private LateClasses late(int space) {
    return requireNonNull(spaces.late(space));
  }

  @Test
  void aHostMayNameAnySpace() {
    spaces.place(SQUARE);
    assertThat(spaces.late(1)).isNotNull();
    for (int number : new int[] {0, -1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThat(spaces.late(number)).isNull();
    }
  }
}
