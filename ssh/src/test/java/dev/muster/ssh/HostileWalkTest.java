package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.transport.Ending;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Message;
import dev.muster.ssh.transport.RawServer;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every message number at every moment of a connection, rightly made, cut short, too long, and
/// with lengths that lie: [Moment] says what is allowed, and everything else ends the connection
/// with an error that says why, at once and with little memory.
class HostileWalkTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MAX_BYTES = 4 << 20;
  private static final int[] LIES = {0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 48 << 10};

  private enum Outcome {
    TAKEN,
    ANSWERED,
    BROKEN,
    ENDED
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void eachMessageAtThisMoment(Moment moment) throws Exception {
    int cases = 0;
    for (int number = 0; number < 256; number++) {
      byte[] right = right(moment, number);
      Outcome outcome = at(moment, right);
      assertThat(outcome).as("message %d at %s", number, moment).isEqualTo(wanted(moment, number));
      cases++;
      if (moment.takes(number) && number != 31) {
        for (byte[] wrong : spoiled(right)) {
          at(moment, wrong);
          cases++;
        }
      }
    }
    System.out.println("hostile server, " + moment + ": " + cases + " messages");
    assertThat(cases).isGreaterThanOrEqualTo(256);
  }

  private static Outcome wanted(Moment moment, int number) {
    if (moment.ends(number)) {
      return Outcome.ENDED;
    }
    if (moment.takes(number)) {
      return Outcome.TAKEN;
    }
    return moment.answers(number) ? Outcome.ANSWERED : Outcome.BROKEN;
  }

  /// A right reply is right for one exchange only: it is made when the moment has come.
  private static byte[] right(Moment moment, int number) {
    boolean due = moment == Moment.PROPOSED || moment == Moment.REKEYING_THEIRS;
    return number == 31 && due ? new byte[0] : moment.right(number);
  }

  /// Says `message` at `moment` of a new connection, and returns what came of it.
  private static Outcome at(Moment moment, byte[] message) throws Exception {
    MemoryClient client = moment.client();
    RawServer server = new RawServer(client);
    moment.reach(server, client, "");
    server.hear();
    byte[] said = message.length == 0 ? server.reply() : message;
    byte[] sealed = server.sealed(said);
    long began = System.nanoTime();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Outcome outcome = outcome(moment, client, sealed, said);
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(System.nanoTime() - began).as("nanoseconds for " + hex(said)).isLessThan(MAX_NANOS);
    assertThat(bytes).as("bytes allocated for " + hex(said)).isLessThan(MAX_BYTES);
    if (outcome != Outcome.TAKEN) {
      client.end();
      return outcome;
    }
    return moment != Moment.CONFIRMING
            && moment != Moment.REKEYING_CONFIRMING
            && server.hearNumbers().contains(Message.UNIMPLEMENTED)
        ? Outcome.ANSWERED
        : Outcome.TAKEN;
  }

  private static Outcome outcome(Moment moment, MemoryClient client, byte[] sealed, byte[] said) {
    try {
      client.receive(sealed);
      return Outcome.TAKEN;
    } catch (ProtocolException e) {
      assertThat(e.getMessage()).isNotBlank();
      assertThat(client.phase()).as(hex(said)).isEqualTo(moment.phase());
      return Outcome.BROKEN;
    } catch (EndingException e) {
      assertThat(e.ending())
          .as(hex(said))
          .isInstanceOfAny(
              Ending.Disconnected.class,
              Ending.NotAuthenticated.class,
              Ending.NoCommonAlgorithm.class);
      return Outcome.ENDED;
    } catch (RuntimeException | Error e) {
      return fail(moment + " " + hex(said), e);
    }
  }

  /// Returns a message cut at every length, with more at its end, and with a length that lies at
  /// each place where one may stand.
  private static List<byte[]> spoiled(byte[] right) {
    List<byte[]> wrong = new ArrayList<>();
    for (int length = 1; length < Math.min(right.length, 60); length++) {
      wrong.add(Arrays.copyOf(right, length));
    }
    wrong.add(Arrays.copyOf(right, right.length + 5));
    wrong.add(Arrays.copyOf(right, 32_000));
    for (int at = 1; at + 4 <= Math.min(right.length, 24); at += 4) {
      for (int lie : LIES) {
        byte[] lying = right.clone();
        ByteBuffer.wrap(lying).putInt(at, lie);
        wrong.add(lying);
      }
    }
    return wrong;
  }

  private static String hex(byte[] message) {
    return HexFormat.of().formatHex(message, 0, Math.min(message.length, 80));
  }
}
