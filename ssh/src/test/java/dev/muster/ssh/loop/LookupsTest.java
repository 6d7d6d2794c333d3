package dev.muster.ssh.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LookupsTest {

  private final CountDownLatch slow = new CountDownLatch(1);
  private final Semaphore begun = new Semaphore(0);
  private final AtomicInteger asked = new AtomicInteger();
  private final Resolver resolver = new Resolver(this::lookUp);

  @AfterEach
  void close() {
    resolver.close();
  }

  private List<InetAddress> lookUp(String name) throws UnknownHostException {
    if (name.equals("slow")) {
      asked.incrementAndGet();
      begun.release();
      try {
        slow.await();
      } catch (InterruptedException e) {
        throw new UnknownHostException("interrupted");
      }
    }
    if (name.equals("odd")) {
      throw new IllegalArgumentException("odd name");
    }
    return List.of(InetAddress.ofLiteral("192.0.2.1"));
  }

  private static final class Answer extends CompletableFuture<String> {
    private Runnable giveUp = () -> {};

    String soon() throws Exception {
      return get(20, TimeUnit.SECONDS);
    }
  }

  private static Answer resolve(Lookups lookups, String host) {
    Answer answer = new Answer();
    answer.giveUp =
        lookups.resolve(
            host,
            (addresses, trouble) ->
                answer.complete(
                    trouble == null ? addresses.toString() : "no: " + trouble.getMessage()));
    return answer;
  }

  private List<Answer> flood(Lookups lookups) throws Exception {
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      answers.add(resolve(lookups, "slow"));
    }
    begun.acquire(Lookups.MOST_AT_ONCE);
    return answers;
  }

  @Test
  void oneConnectionHasOnlySoManyUnderWay() throws Exception {
    Lookups flooded = new Lookups(resolver);
    List<Answer> answers = flood(flooded);
    assertThat(resolve(new Lookups(resolver), "fast").soon()).isEqualTo("[/192.0.2.1]");
    CompletableFuture<List<InetAddress>> connecting = new CompletableFuture<>();
    resolver.resolve("fast", (addresses, _) -> connecting.complete(addresses));
    assertThat(connecting.get(20, TimeUnit.SECONDS)).hasSize(1);
    assertThat(asked).hasValue(Lookups.MOST_AT_ONCE);
    assertThat(answers).noneMatch(CompletableFuture::isDone);

    slow.countDown();
    for (Answer answer : answers) {
      assertThat(answer.soon()).isEqualTo("[/192.0.2.1]");
    }
    assertThat(asked).hasValue(256);
  }

  /// However many connections there are, whoever connects waits for none of them.
  @Test
  void noneOfThemHoldsUpWhoConnects() throws Exception {
    for (int i = 0; i < 32; i++) {
      assertThat(resolve(new Lookups(resolver), "slow")).isNotNull();
    }
    begun.acquire(32);
    CompletableFuture<List<InetAddress>> connecting = new CompletableFuture<>();
    resolver.resolve("fast", (addresses, _) -> connecting.complete(addresses));
    assertThat(connecting.get(20, TimeUnit.SECONDS)).hasSize(1);
  }

  @Test
  void whatWasGivenUpIsNotAskedFor() throws Exception {
    Lookups lookups = new Lookups(resolver);
    List<Answer> answers = flood(lookups);
    answers.forEach(answer -> answer.giveUp.run());
    Answer last = resolve(lookups, "fast");
    slow.countDown();
    assertThat(last.soon()).isEqualTo("[/192.0.2.1]");
    assertThat(asked).hasValue(Lookups.MOST_AT_ONCE);
  }

  @Test
  void onesThatFailGiveTheirPlaceAway() throws Exception {
    Lookups lookups = new Lookups(resolver);
    for (int i = 0; i < 20; i++) {
      assertThat(resolve(lookups, "odd").soon()).contains("odd name");
    }
  }

  @Test
  void aClosedResolverSaysSo() throws Exception {
    Lookups lookups = new Lookups(resolver);
    List<Answer> answers = flood(lookups);
    resolver.close();
    for (Answer answer : answers) {
      assertThat(answer.soon()).startsWith("no: ");
    }
    assertThat(resolve(lookups, "late").soon()).isEqualTo("no: late: the engine is closed");
  }
}
