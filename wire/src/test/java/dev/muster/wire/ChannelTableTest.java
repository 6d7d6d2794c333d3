package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChannelTableTest {

  private final Mux mux = new Peer(Settings.of(Settings.Side.AGENT)).mux();
  private final ChannelTable table = new ChannelTable(Settings.Side.AGENT);

  @Test
  void isAMap() {
    Map<Integer, Channel> model = new HashMap<>();
    List<Integer> ids = new ArrayList<>();
    Random random = new Random(1);
    int next = 1;
    for (int i = 0; i < 50_000; i++) {
      boolean grows = i % 20_000 < 10_000;
      if (ids.isEmpty() || random.nextInt(10) < (grows ? 7 : 2)) {
        next += 1 + random.nextInt(3);
        int id = random.nextInt(50) == 0 ? random.nextInt() : next;
        if (id != 0 && model.get(id) == null) {
          Channel channel = channel(id);
          model.put(id, channel);
          table.add(channel);
          ids.add(id);
        }
      } else {
        int place = random.nextInt(ids.size());
        int id = ids.get(place);
        ids.subList(place, place + 1).clear();
        table.remove(Objects.requireNonNull(model.remove(id)));
      }
      int asked = random.nextBoolean() || ids.isEmpty() ? random.nextInt(next + 1) : ids.get(0);
      assertThat(table.get(asked)).isSameAs(model.get(asked));
    }
    assertThat(table.all()).containsExactlyInAnyOrderElementsOf(model.values());
    long theirs = model.values().stream().filter(Channel::isTheirs).count();
    assertThat(table.theirs()).isEqualTo((int) theirs);
    assertThat(table.ours()).isEqualTo(model.size() - (int) theirs);
  }

  @Test
  void removesOnlyWhatIsInIt() {
    table.add(channel(2));
    table.remove(channel(2));
    table.remove(channel(18));
    assertThat(table.all()).hasSize(1);
    table.clear();
    assertThat(table.get(2)).isNull();
    assertThat(table.ours() + table.theirs()).isZero();
  }

  /// Ids wrap round and pass over 0 and what is open.
  @Test
  void newIdsAreFree() {
    assertThat(table.newId()).isEqualTo(2);
    assertThat(table.newId()).isEqualTo(4);
    table.add(channel(6));
    table.add(channel(8));
    assertThat(table.newId()).isEqualTo(10);
  }

  private Channel channel(int id) {
    return (id & 1) == 1
        ? Channel.theirs(mux, id, 0, 1024)
        : Channel.ours(mux, id, 0, 1024, new Heard());
  }
}
