package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.model.Transport;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// P21: code that many targets behind one gateway need goes over the way to that gateway once.
@Tag("peers")
@Timeout(120)
class CodeOnTheWayTest {

  private static final int BEHIND = 12;

  private final Marked marked = Marked.fresh();
  private final AtomicLong sent = new AtomicLong();

  @AfterEach
  void killAll() {
    marked.kill();
  }

  private Muster muster() {
    Transport counted =
        (_, program) ->
            new ProcessLine(program) {
              @Override
              public OutputStream output() {
                return new Counted(super.output());
              }
            };
    return Muster.open(MusterOptions.standard().withTransport("counted", counted));
  }

  private final class Counted extends FilterOutputStream {
    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      sent.addAndGet(count);
      out.write(bytes, from, count);
    }

    @Override
    public void write(int octet) throws IOException {
      sent.incrementAndGet();
      out.write(octet);
    }
  }

  /// What needs classes of some size over there: some 700 KB.
  private static int publicKey() {
    byte[] key = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(new byte[Ed25519.SECRET_KEY_SIZE], 0, key, 0);
    return key[0];
  }

  /// Returns how many bytes went to the first gateway since the last time.
  private long sent() {
    return sent.getAndSet(0);
  }

  private static void calls(Group group, String name) throws InterruptedException {
    Integer expected = publicKey();
    assertThat(group.gateway(name).call(CodeOnTheWayTest::publicKey).orThrow()).isEqualTo(expected);
  }

  @Test
  void classesGoOverTheWayOnce() throws Exception {
    List<String> specs = new ArrayList<>(List.of("counted:x//id=way" + marked.options()));
    for (int i = 0; i < BEHIND; i++) {
      specs.add("local://id=t" + i + "//via=way" + marked.options());
    }
    try (Muster muster = muster();
        Group group = muster.groupOf(specs)) {
      assertThat(group.call(() -> 1).values()).hasSize(BEHIND + 1); // all are open
      sent();
      calls(group, "t0");
      long first = sent();
      Integer expected = publicKey();
      assertThat(group.call(CodeOnTheWayTest::publicKey).values())
          .hasSize(BEHIND + 1)
          .containsOnly(expected);
      assertThat(first).as("bytes for the first").isGreaterThan(300_000);
      assertThat(sent())
          .as("bytes for 11 others and the gateway itself")
          .isLessThan(BEHIND * first / 5);
    }
  }

  /// Each step of a longer way keeps them for the next.
  @Test
  void theyAreKeptOnEachStepOfALongerWay() throws Exception {
    List<String> specs =
        List.of(
            "counted:x//id=a" + marked.options(),
            "local://id=b//via=a" + marked.options(),
            "local://id=c//via=b" + marked.options(),
            "local://id=d//via=b" + marked.options());
    try (Muster muster = muster();
        Group group = muster.groupOf(specs)) {
      assertThat(group.call(() -> 1).values()).hasSize(4);
      sent();
      calls(group, "c");
      long first = sent();
      calls(group, "d");
      long behindTheSame = sent();
      calls(group, "b");
      long between = sent();
      assertThat(first).isGreaterThan(300_000);
      assertThat(behindTheSame).isLessThan(first / 5);
      assertThat(between).isLessThan(first / 5);
    }
  }
}
