package dev.muster.session.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.call.PushedClass;
import dev.muster.call.PushedClasses;
import dev.muster.wire.start.Launch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// P21: what an agent is given to keep for those behind it. How it gets from there to them is in
/// [RelayCarrierTest], and all of it in `it/CodeOnTheWayTest`.
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CodeCacheTest {

  static final byte[] OFFERS = RawAgent.value(Map.of("cache", true, "more", 1));

  private static final int CACHE = 1; // the first channel that is opened
  private static final PushedClass FILE = PushedClasses.of("file", 1000);

  private final RawAgent agent = new RawAgent();
  private final AgentLink link = new AgentLink("target", agent, new Nobody());

  private void begin() {
    link.start(Launch.Settings.standard());
    agent.ready().helloOffering(OFFERS);
  }

  /// Brings files, and returns the sizes of those that were sent.
  private List<Integer> bring(PushedClass... files) {
    CompletableFuture<Void> done = bringing(link, List.of(files));
    List<Integer> sizes = new ArrayList<>();
    while (!isDone(done)) {
      for (int size : sent()) {
        agent.number(RawAgent.CREDIT, CACHE, size + 2 * 64); // two frames at most
        sizes.add(size);
      }
    }
    done.join();
    return sizes;
  }

  private static CompletableFuture<Void> bringing(AgentLink link, List<PushedClass> files) {
    return aside(() -> link.bring(files, () -> true));
  }

  private interface Bringing {
    void run() throws InterruptedException;
  }

  /// Runs on a thread of its own, as pushes do.
  private static CompletableFuture<Void> aside(Bringing bringing) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            bringing.run();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        },
        Thread::startVirtualThread);
  }

  /// Waits a moment, so that others get the locks that we want, and returns whether it is done.
  private static boolean isDone(CompletableFuture<Void> future) {
    try {
      future.get(5, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /// Returns the sizes of the items that have left.
  private List<Integer> sent() {
    List<Integer> sizes = new ArrayList<>();
    int part = 0;
    for (RawAgent.Frame frame : agent.heard()) {
      part += frame.payload().length;
      if (frame.type() == RawAgent.ITEM && frame.channel() == CACHE) {
        sizes.add(part);
      }
      part = frame.type() == RawAgent.MORE ? part : 0;
    }
    return sizes;
  }

  private boolean has(PushedClass file) {
    return link.cache().has(file.sha256());
  }

  @Test
  void eachFileIsBroughtOnce() {
    begin();
    assertThat(link.cache().isEmpty()).isTrue();
    assertThat(bring(FILE, FILE)).containsExactly(1000);
    assertThat(bring(FILE, PushedClasses.of("other", 2000))).containsExactly(2000);
    assertThat(link.cache().isEmpty()).isFalse();
    assertThat(has(PushedClasses.of("file", 1000))).isTrue();
    assertThat(has(PushedClasses.of("file", 1001))).isFalse();
  }

  /// A reference to it would arrive first.
  @Test
  void aFileIsThereOnceItHasLeft() throws Exception {
    begin();
    agent.heard();
    CompletableFuture<Void> done = bringing(link, List.of(FILE));
    while (link.mux().openChannels() == 0) {
      Thread.onSpinWait();
    }
    assertThat(link.mux().awaitSent(Duration.ofMillis(100))).isFalse();
    assertThat(has(FILE)).isFalse();
    assertThat(done).isNotDone();
    while (!isDone(done)) {
      sent();
    }
    assertThat(has(FILE)).isTrue();
  }

  @Test
  void whatIsTooSmallOrTooLargeGoesTheWholeWay() {
    begin();
    PushedClass least = PushedClasses.of("least", 128);
    PushedClass most = PushedClasses.of("most", 64 << 10);
    assertThat(
            bring(PushedClasses.of("a", 127), least, most, PushedClasses.of("b", (64 << 10) + 1)))
        .containsExactly(128, 64 << 10);
  }

  @Test
  void noMoreThanSixteenMebibytesAreKept() {
    begin();
    PushedClass[] files = new PushedClass[300];
    for (int i = 0; i < files.length; i++) {
      files[i] = PushedClasses.of("file" + i, 64 << 10);
    }
    assertThat(bring(files)).hasSize(256);
    assertThat(has(files[255])).isTrue();
    assertThat(has(files[256])).isFalse();
  }

  /// An agent of another release, or one that says nonsense.
  @Test
  void nothingIsBroughtToWhoDoesNotOfferIt() {
    List<byte[]> others =
        List.of(
            new byte[0],
            RawAgent.value(Map.of("cache", false)),
            RawAgent.value("cache"),
            RawAgent.raw(34, 255, 255));
    for (byte[] offers : others) {
      RawAgent other = new RawAgent();
      AgentLink its = new AgentLink("other", other, new Nobody());
      its.start(Launch.Settings.standard());
      other.ready().helloOffering(offers);
      bringing(its, List.of(FILE)).join();
      assertThat(other.heard()).extracting(RawAgent.Frame::type).containsExactly(RawAgent.HELLO);
      assertThat(its.cache().has(FILE.sha256())).isFalse();
    }
  }

  @Test
  void whoRefusesIsAskedNoMore() {
    begin();
    bring(FILE);
    assertThat(has(FILE)).isTrue();
    agent.frame(RawAgent.CLOSE, CACHE);
    assertThat(has(FILE)).isFalse();
    assertThat(bring(PushedClasses.of("other", 1000))).isEmpty();
  }

  @Test
  void whoTakesTooLongIsAskedNoMore() throws Exception {
    begin();
    CodeCache cache = new CodeCache(link.mux(), Duration.ofMillis(50));
    cache.bring(List.of(FILE), () -> true); // nothing takes what is sent
    assertThat(cache.has(FILE.sha256())).isFalse();
    sent();
    cache.bring(List.of(PushedClasses.of("other", 1000)), () -> true);
    assertThat(sent()).isEmpty();
  }

  /// What is there already stays of use.
  @Test
  void whoIsSlowKeepsWhatItHas() throws Exception {
    begin();
    CodeCache cache = new CodeCache(link.mux(), Duration.ofSeconds(2));
    CompletableFuture<Void> done = aside(() -> cache.bring(List.of(FILE), () -> true));
    while (!isDone(done)) {
      sent();
    }
    PushedClass other = PushedClasses.of("other", 1000);
    cache.bring(List.of(other), () -> true); // nothing takes what is sent
    assertThat(cache.has(FILE.sha256())).isTrue();
    assertThat(cache.has(other.sha256())).isFalse();
  }

  @Test
  void aSmallPushDoesNotWaitForALargeOne() {
    begin();
    List<PushedClass> large = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      large.add(PushedClasses.of("large" + i, 64 << 10));
    }
    CompletableFuture<Void> all = bringing(link, large);
    while (!has(large.getFirst())) {
      credit();
    }
    CompletableFuture<Void> small = bringing(link, List.of(FILE));
    while (!isDone(small)) {
      credit();
    }
    assertThat(has(FILE)).isTrue();
    assertThat(all).as("the large one, whose turn comes again").isNotDone();
    assertThat(has(large.getLast())).isFalse();
    agent.frame(RawAgent.CLOSE, CACHE);
    all.join();
  }

  private void credit() {
    for (int size : sent()) {
      agent.number(RawAgent.CREDIT, CACHE, size + 2 * 64);
    }
  }

  @Test
  void nothingIsBroughtForNobody() throws Exception {
    begin();
    link.bring(List.of(FILE), () -> false);
    assertThat(sent()).isEmpty();
  }

  /// Whose target ends while it waits for its turn.
  @Test
  void nobodyWaitsForATurnThatIsNotWanted() throws Exception {
    begin();
    CodeCache cache = new CodeCache(link.mux(), Duration.ofSeconds(20));
    CompletableFuture<Void> holds = aside(() -> cache.bring(List.of(FILE), () -> true));
    while (link.mux().openChannels() == 0) {
      Thread.onSpinWait();
    }
    AtomicInteger asked = new AtomicInteger();
    PushedClass other = PushedClasses.of("other", 1000);
    cache.bring(List.of(other), () -> asked.incrementAndGet() == 1);
    assertThat(asked).hasValue(2);
    assertThat(holds).as("whose turn it is").isNotDone();
    agent.frame(RawAgent.BYE, 0);
    holds.join();
  }
}
