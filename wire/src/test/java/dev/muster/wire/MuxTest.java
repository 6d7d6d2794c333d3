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

  @ParameterizedTest
  @CsvSource({"1024", "5000", "65536", "1048576", "1048577", "1048800", "3000000"})
  void itemsLargerThanTheWindowGoOneByOne(int window) {
    MuxPair pair = MuxPair.withWindow(window).filling(64 << 10);
    Channel channel = pair.open("x", new Heard());
    pair.run();
    Peer.Accepted there = pair.agent().accepted();
    for (int i = 0; i < 30; i++) {
      assertThat(channel.trySend(new byte[1 << 20])).isEqualTo(Offer.TAKEN);
      pair.run();
      List<Payload> items = there.heard().takeItems();
      assertThat(items).as("after " + i).hasSize(1);
      there.channel().taken(items.get(0));
      pair.run();
    }
  }

  @ParameterizedTest
  @CsvSource({"1024", "5000", "65536", "1048576", "1048577", "1048800", "3000000"})
  void itemsThatAreTakenAtOnceFollowEachOther(int window) {
    MuxPair pair = MuxPair.withWindow(window).filling(64 << 10);
    int[] came = {0};
    pair.agent().hearing(() -> new ChannelHandler() {
      @Override public void item(Channel channel, Payload item) { came[0]++; channel.taken(item); }
      @Override public void closed(Channel channel, ChannelEnd end) {}
    });
    Channel channel = pair.open("x", new Heard());
    pair.run();
    for (int i = 0; i < 30; i++) {
      while (channel.trySend(new byte[1 << 20]) == Offer.TAKEN) {}
      pair.run();
      assertThat(channel.trySend(new byte[1])).isEqualTo(Offer.TAKEN);
      pair.run();
    }
    assertThat(came[0]).isEqualTo(60);
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
