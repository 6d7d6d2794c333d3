package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MuxTest {

  @Test
  void bothEndsIntroduceThemselves() {
    MuxPair pair = new MuxPair().run();

    assertThat(pair.controller().take()).containsExactly("hello 1 *");
    assertThat(pair.agent().take()).containsExactly("hello 1 *");
  }

  @ParameterizedTest
  @CsvSource({"128, 1", "128, 7", "4096, 1", "4096, 1000000", "70000, 3"})
  void itemsKeepTheirOrderHoweverTheyAreCut(int fill, int cut) {
    MuxPair pair = new MuxPair().filling(fill).cutting(cut);
    Heard heard = new Heard();
    Channel channel = pair.open("question", heard);
    pair.run();
    Peer.Accepted there = pair.agent().accepted();
    assertThat(there.header()).isEqualTo("question");

    channel.trySend("one".getBytes());
    channel.trySend(new byte[0]);
    channel.trySend(new byte[100_000]);
    channel.finish();
    there.channel().trySend("answer".getBytes());
    pair.run();
    assertThat(there.heard().take()).containsExactly("one", "", "[100000]", "eof");
    assertThat(heard.take()).containsExactly("answer");

    assertThat(there.channel().sendAndClose("last".getBytes())).isTrue();
    pair.run();
    assertThat(heard.take()).containsExactly("last", "closed");
    assertThat(channel.close()).isFalse();
  }

  @Test
  void theEndOfTheConnectionIsHeardOnceByAll() {
    MuxPair pair = new MuxPair();
    List<Heard> all = List.of(new Heard(), new Heard(), new Heard());
    all.forEach(heard -> pair.open("x", heard));
    pair.run();
    pair.agent().mux().bye("enough".getBytes());
    pair.run();

    all.forEach(heard -> assertThat(heard.take()).containsExactly("lost: ended the connection"));
    pair.controller().mux().inputEnded();
    all.forEach(heard -> assertThat(heard.take()).isEmpty());
    assertThat(pair.controller().take()).containsExactly("hello 1 *", "ended the connection");
  }
}
