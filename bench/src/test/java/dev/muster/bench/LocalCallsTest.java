package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.Gateway;
import dev.muster.Group;
import dev.muster.Muster;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("peers")
@Timeout(120)
class LocalCallsTest {

  private static final Amounts LITTLE = new Amounts(20, 100, 3, 2, 3);

  @TempDir private Path folder = Path.of("");

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  /// Each work has an agent of its own, as in the benchmark.
  private Map<String, Double> figures(CallWork work) throws Exception {
    printed.reset();
    try (Muster muster = Muster.open();
        Group group = muster.group("local:")) {
      Gateway gateway = group.gateway(0);
      LocalCalls calls = new LocalCalls(out, muster, LITTLE);
      switch (work) {
        case TRIPS -> calls.trips(gateway);
        case ITEMS -> calls.items(gateway);
        case BULK -> calls.bulk(gateway);
        case MANY -> calls.many(gateway);
        case MEMORY -> calls.memory(gateway);
        default -> throw new IllegalArgumentException("not measured here: " + work);
      }
    }
    return CallFigure.parse(printed.toString(StandardCharsets.UTF_8));
  }

  @Test
  void everyLocalWorkSaysItsFigures() throws Exception {
    for (CallWork work :
        new CallWork[] {
          CallWork.TRIPS, CallWork.ITEMS, CallWork.BULK, CallWork.MANY, CallWork.MEMORY
        }) {
      Map<String, Double> figures = figures(work);

      assertThat(CallFigure.fault(work.figures(), figures)).as(work.word()).isEmpty();
      assertThat(figures.values()).as(work.word()).allMatch(value -> value > 0);
    }
  }

  @Test
  void manyProcessesHaveMoreMemoryThanOne() throws Exception {
    double one = figures(CallWork.MEMORY).getOrDefault("first_mib", 0.0);
    double four = figures(CallWork.MANY).getOrDefault("there_mib", 0.0);

    assertThat(one).isBetween(15.0, 200.0);
    assertThat(four).isGreaterThan(2.5 * one);
  }

  @Test
  void workBesideIsWaitedForAndItsTroubleTold() throws Exception {
    try (Beside fine = Beside.start(() -> {})) {
      fine.await();
      assertThat(fine.isRunning()).isFalse();
    }
    try (Beside broken =
        Beside.start(() -> {
          throw new IllegalStateException("no luck");
        })) {
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(broken::await)
          .withMessageContaining("no luck");
    }
  }

  @Test
  void workBesideEndsWhenItIsClosed() {
    Beside waiting = Beside.start(() -> new CountDownLatch(1).await());
    waiting.close();

    assertThat(waiting.isRunning()).isFalse();
  }

  @Test
  void aFolderIsDeletedWithAllThatIsInIt() throws Exception {
    Path deep = Files.createDirectories(folder.resolve("a/b/c"));
    Files.writeString(deep.resolve("file"), "x");

    Folders.delete(folder.resolve("a"));
    Folders.delete(folder.resolve("never there"));

    assertThat(folder).isEmptyDirectory();
  }
}
