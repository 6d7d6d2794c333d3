package dev.muster.session.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.call.Files;
import dev.muster.call.PushedClass;
import dev.muster.model.Failure;
import dev.muster.model.StdStream;
import dev.muster.wire.start.Launch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// P21: what an agent is given to keep for those behind it. The rest of the way is in
/// `it/CodeOnTheWayTest`.
@Timeout(30)
class CodeCacheTest {

  private static final int CACHE = 1; // the first channel that is opened
  private static final PushedClass FILE = Files.of("file", 1000);

  private final RawAgent agent = new RawAgent();
  private final AgentLink link = new AgentLink("target", agent, new Nobody());

  private static final class Nobody implements AgentLink.Owner {
    @Override
    public void printed(StdStream stream, byte[] bytes, Runnable credit) {}

    @Override
    public void logged(LogLine line) {}

    @Override
    public void over(AgentLink over, Failure why) {}
  }

  private void begin(byte[] offers) {
    link.start(Launch.Settings.standard());
    agent.ready().helloOffering(offers);
  }

  private void begin() {
    begin(RawAgent.value(Map.of("cache", true, "more", 1)));
  }

  /// Returns the sizes of the items that were sent to be kept.
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
  void eachFileIsBroughtOnce() throws Exception {
    begin();
    link.keep(List.of(FILE));
    link.keep(List.of(FILE, Files.of("other", 2000)));
    assertThat(sent()).containsExactly(1000, 2000);
    assertThat(has(Files.of("file", 1000))).isTrue();
    assertThat(has(Files.of("file", 1001))).isFalse();
  }

  @Test
  void whatIsTooSmallOrTooLargeGoesTheWholeWay() throws Exception {
    begin();
    PushedClass least = Files.of("least", 512);
    PushedClass most = Files.of("most", 64 << 10);
    link.keep(List.of(Files.of("a", 511), least, most, Files.of("b", (64 << 10) + 1)));
    assertThat(sent()).containsExactly(512, 64 << 10);
  }

  @Test
  void noMoreThanSixteenMebibytesAreKept() throws Exception {
    begin();
    for (int i = 0; i < 300; i++) {
      link.keep(List.of(Files.of("file" + i, 64 << 10)));
      if (!sent().isEmpty()) {
        agent.number(RawAgent.CREDIT, CACHE, (64 << 10) + 2 * 64);
      }
    }
    assertThat(has(Files.of("file255", 64 << 10))).isTrue();
    assertThat(has(Files.of("file256", 64 << 10))).isFalse();
  }

  /// An agent of another release, or one that says nonsense.
  @Test
  void nothingIsBroughtToWhoDoesNotOfferIt() throws Exception {
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
      its.keep(List.of(FILE));
      assertThat(other.heard()).extracting(RawAgent.Frame::type).containsExactly(RawAgent.HELLO);
      assertThat(its.cache().has(FILE.sha256())).isFalse();
    }
  }

  @Test
  void whoRefusesIsAskedNoMore() throws Exception {
    begin();
    link.keep(List.of(FILE));
    assertThat(has(FILE)).isTrue();
    agent.frame(RawAgent.CLOSE, CACHE);
    assertThat(has(FILE)).isFalse();
    sent();
    link.keep(List.of(FILE, Files.of("other", 1000)));
    assertThat(sent()).isEmpty();
  }
}
