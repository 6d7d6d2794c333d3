package dev.muster.ssh.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ResolverTest {

  private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.1");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          127.0.0.1,        127.0.0.1
          192.0.2.255,      192.0.2.255
          ::1,              0:0:0:0:0:0:0:1
          2001:db8::5,      2001:db8:0:0:0:0:0:5
          ::ffff:192.0.2.1, 192.0.2.1
          """)
  void knowsAnAddressWhenItSeesOne(String host, String address) {
    InetAddress literal = Resolver.literal(host);

    assertThat(literal).isNotNull();
    assertThat(literal == null ? "" : literal.getHostAddress()).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "web1",
        "1web",
        "3com.example",
        "256.1.1.1",
        "1.2.3.4.5",
        "a:b",
        ":",
        "::g",
        "1.2.3.4:22",
        "é",
        "-"
      })
  void leavesNamesToTheLookup(String host) {
    assertThat(Resolver.literal(host)).isNull();
  }

  private static CompletableFuture<String> resolve(Resolver resolver, String host) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    resolver.resolve(
        host,
        (addresses, trouble) ->
            answer.complete(
                trouble == null ? addresses.toString() : addresses + " " + trouble.getMessage()));
    return answer;
  }

  private static String soon(CompletableFuture<String> answer) throws Exception {
    return answer.get(20, TimeUnit.SECONDS);
  }

  @Test
  void givesAddressesOrTheTrouble() throws Exception {
    Resolver.Lookup lookup =
        name -> {
          if (name.equals("none")) {
            throw new UnknownHostException("no such host");
          }
          if (name.equals("odd")) {
            throw new IllegalArgumentException("odd name");
          }
          if (name.equals("worse")) {
            throw new NoClassDefFoundError("a provider of names");
          }
          return List.of(ADDRESS);
        };
    try (Resolver resolver = new Resolver(lookup)) {
      assertThat(soon(resolve(resolver, "some"))).isEqualTo("[/192.0.2.1]");
      assertThat(soon(resolve(resolver, "none"))).isEqualTo("[] no such host");
      assertThat(soon(resolve(resolver, "odd"))).contains("odd name");
      assertThat(soon(resolve(resolver, "worse"))).contains("a provider of names");
    }
  }

  @Test
  void letsASlowLookupBlockNoOther() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    Resolver.Lookup lookup =
        name -> {
          if (name.startsWith("slow")) {
            try {
              slow.await();
            } catch (InterruptedException e) {
              throw new UnknownHostException("interrupted");
            }
          }
          return List.of(ADDRESS);
        };
    try (Resolver resolver = new Resolver(lookup)) {
      CompletableFuture<String> first = resolve(resolver, "slow1");
      for (int i = 2; i <= 20; i++) {
        assertThat(resolve(resolver, "slow" + i)).isNotNull();
      }
      assertThat(soon(resolve(resolver, "fast"))).isEqualTo("[/192.0.2.1]");
      assertThat(first).isNotDone();
      slow.countDown();
      assertThat(soon(first)).isEqualTo("[/192.0.2.1]");
    }
  }

  @Test
  void endsLookupsWhenItIsClosed() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    Resolver resolver =
        new Resolver(name -> {
          thread.complete(Thread.currentThread());
          begun.countDown();
          try {
            never.await();
          } catch (InterruptedException e) {
            throw new UnknownHostException("interrupted");
          }
          return List.of();
        });
    CompletableFuture<String> answer = resolve(resolver, "x");
    begun.await();
    resolver.close();

    assertThat(soon(answer)).isEqualTo("[] interrupted");
    thread.get().join(TimeUnit.SECONDS.toMillis(20));
    assertThat(thread.get().isAlive()).isFalse();
  }
}
