package dev.muster.session.agent;

import static dev.muster.session.agent.RawAgent.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.call.Taken;
import dev.muster.wire.message.ClassesOffer;
import dev.muster.wire.message.Start;
import dev.muster.wire.remote.Function1;
import dev.muster.wire.start.Launch;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A target behind another agent: what that one is sent, byte by byte.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RelayCarrierTest {

  record Known(int number) {}

  private static final int WINDOW = 1 << 20;

  /// The agent in between.
  private final RawAgent way = new RawAgent();

  private final AgentLink through = new AgentLink("way", way, new Nobody());

  /// What the agent in between has been left, by SHA-256, and what it holds of each channel.
  private final Map<String, byte[]> cached = new HashMap<>();

  private final Map<Integer, ByteArrayOutputStream> parts = new HashMap<>();
  private final Map<Integer, Target> targets = new HashMap<>();
  private final List<RawAgent.Frame> others = new ArrayList<>();
  private boolean credits = true;

  /// A target, as the agent in between has it.
  private final class Target {
    final AgentLink link =
        new AgentLink("target", new RelayCarrier(through, List.of("sh"), "target"), new Nobody());
    final ByteArrayOutputStream input = new ByteArrayOutputStream();
    int channel;
    String nonce = "";
    boolean begun;
    boolean named;
    int whole;

    /// Starts it, as far as its HELLO.
    Target start() throws Exception {
      link.start(Launch.Settings.standard());
      for (RawAgent.Frame frame : way.heard()) {
        if (frame.type() == RawAgent.OPEN) {
          ByteBuffer payload = ByteBuffer.wrap(frame.payload());
          byte[] header = new byte[payload.remaining() - 5];
          payload.position(5).get(header);
          nonce = Start.read(Visitors.CODEC.reader(header, 0, header.length)).nonce();
          channel = frame.channel();
        }
      }
      targets.put(channel, this);
      input.reset();
      begun = true;
      says(("muster-" + nonce + " ready 1 25\n").getBytes(StandardCharsets.US_ASCII));
      says(RawAgent.helloBytes(1, 1, 16 * WINDOW, 64 << 20));
      return this;
    }

    void says(byte[] bytes) {
      way.item(channel, bytes);
    }

    /// Takes an item of its channel.
    void item(byte[] item) {
      if (named) {
        byte[] file = cached.get(HexFormat.of().formatHex(item));
        assertThat(file).as("a file that is named has arrived before").isNotNull();
        input.writeBytes(file);
      } else if (begun) {
        input.writeBytes(item);
        whole += item.length;
      }
      named = !named && item.length == 0;
    }

    List<RawAgent.Frame> frames() {
      return RawAgent.frames(input.toByteArray());
    }

    RawAgent.Frame await(Predicate<RawAgent.Frame> wanted) {
      RawAgent.@Nullable Frame found = null;
      while (found == null) {
        move();
        found = frames().stream().filter(wanted).findFirst().orElse(null);
      }
      return found;
    }

    RawAgent.Frame await(int type, int channel) {
      return await(frame -> frame.type() == type && frame.channel() == channel);
    }

    /// Begins a call, and says that it lacks all classes; returns those, in their order.
    ClassesOffer beginsCall(int argument) throws Exception {
      Function1<byte[], Known> function = bytes -> new Known(bytes.length);
      var _ =
          link.call(
              Prepared.of(
                  Taken.apart(function), List.of(new byte[argument]), Duration.ofSeconds(30)),
              OutputSink.none());
      byte[] open = await(RawAgent.OPEN, RawAgent.OFFER).payload();
      ClassesOffer offer = ClassesOffer.read(Visitors.CODEC.reader(open, 5, open.length - 5));
      int[] all = IntStream.range(0, offer.classes().size()).toArray();
      says(RawAgent.bytesOf(RawAgent.ITEM, RawAgent.OFFER, value(all)));
      await(RawAgent.EOF, RawAgent.OFFER);
      return offer;
    }

    List<String> digestsOfClasses() {
      return frames().stream()
          .filter(frame -> frame.type() == RawAgent.ITEM && frame.channel() == RawAgent.OFFER)
          .map(frame -> Digests.sha256(ByteBuffer.wrap(frame.payload())))
          .toList();
    }
  }

  private void begin(byte[] offers) {
    through.start(Launch.Settings.standard());
    way.ready().helloOffering(offers);
  }

  /// Takes what has come to the agent in between.
  private void move() {
    for (RawAgent.Frame frame : way.heard()) {
      if (frame.type() != RawAgent.MORE && frame.type() != RawAgent.ITEM) {
        others.add(frame);
        continue;
      }
      ByteArrayOutputStream part =
          parts.computeIfAbsent(frame.channel(), _ -> new ByteArrayOutputStream());
      part.writeBytes(frame.payload());
      if (credits) {
        way.number(RawAgent.CREDIT, frame.channel(), frame.payload().length + 64);
      }
      if (frame.type() == RawAgent.ITEM) {
        byte[] item = part.toByteArray();
        part.reset();
        Target target = targets.get(frame.channel());
        if (target == null) {
          cached.put(Digests.sha256(ByteBuffer.wrap(item)), item);
        } else {
          target.item(item);
        }
      }
    }
  }

  private static List<String> digests(ClassesOffer offer) {
    return offer.classes().stream().map(ClassesOffer.Entry::sha256).toList();
  }

  @Test
  void filesAreNamedToWhoHasThem() throws Exception {
    begin(CodeCacheTest.OFFERS);
    Target first = new Target().start();
    ClassesOffer offer = first.beginsCall(10);
    assertThat(first.digestsOfClasses()).isEqualTo(digests(offer));
    assertThat(cached.keySet()).containsExactlyInAnyOrderElementsOf(digests(offer));
    int size = offer.classes().stream().mapToInt(ClassesOffer.Entry::size).sum();
    assertThat(first.whole).isLessThan(first.input.size() - size + 1);

    cached.replaceAll((_, file) -> file.clone());
    int before = cached.size();
    Target second = new Target().start();
    assertThat(second.beginsCall(10)).isEqualTo(offer);
    assertThat(second.digestsOfClasses()).isEqualTo(digests(offer));
    assertThat(cached).hasSize(before);
  }

  @Test
  void filesGoTheWholeWayWhereNobodyKeepsThem() throws Exception {
    begin(new byte[0]);
    Target target = new Target().start();
    ClassesOffer offer = target.beginsCall(10);
    assertThat(target.digestsOfClasses()).isEqualTo(digests(offer));
    assertThat(cached).isEmpty();
    assertThat(target.whole).isEqualTo(target.input.size());
  }

  /// Who ended the input of the channel while something waited for room in it made the agent in
  /// between, and all behind it, lost.
  @Test
  void anEndWhileTheWayIsFullComesAfterWhatIsSaidLast() throws Exception {
    begin(CodeCacheTest.OFFERS);
    Target target = new Target().start();
    target.beginsCall(8 << 20);
    credits = false;
    target.says(RawAgent.bytesOf(RawAgent.CLOSE, RawAgent.OFFER)); // all classes have come
    int before = target.whole;
    while (target.whole < before + WINDOW - (64 << 10)) {
      move();
    }
    assertThat(target.link.mux().awaitSent(Duration.ofMillis(300))).as("the way is full").isFalse();

    Thread closing = Thread.ofPlatform().start(() -> close(target.link));
    while (closing.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait(); // until it waits for the end
    }
    credits = true;
    way.number(RawAgent.CREDIT, target.channel, 4 * WINDOW);
    while (others.stream().noneMatch(frame -> frame.type() == RawAgent.EOF)) {
      move();
    }
    assertThat(target.frames().getLast().type()).isEqualTo(RawAgent.BYE);
    assertThat(closing.isAlive()).isTrue();
    way.frame(RawAgent.CLOSE, target.channel);
    closing.join();
    assertThat(through.isEnding()).isFalse();
  }

  private static void close(AgentLink link) {
    try {
      link.close(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
