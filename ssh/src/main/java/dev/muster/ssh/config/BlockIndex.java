package dev.muster.ssh.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The blocks of a file, found by a host's name: a file with a block for each of 10,000 hosts would
/// otherwise be gone through 10,000 times. Immutable.
final class BlockIndex {

  private final List<Block> blocks;

  /// The places of blocks that are for named hosts only, in order.
  private final Map<String, List<Integer>> named = new HashMap<>();

  /// The places of all others, in order.
  private final List<Integer> others = new ArrayList<>();

  BlockIndex(ConfigText text) {
    this.blocks = text.blocks();
    for (int place = 0; place < blocks.size(); place++) {
      Block block = blocks.get(place);
      if (!block.always() && block.condition() instanceof Condition.Host host && isNamed(host)) {
        for (Condition.Host.Name name : host.names()) {
          add(name.pattern().text(), place);
        }
      } else {
        others.add(place);
      }
    }
  }

  private void add(String name, int place) {
    List<Integer> places = named.get(name);
    if (places == null) {
      places = new ArrayList<>(1);
      named.put(name, places);
    }
    if (places.isEmpty() || places.getLast() != place) {
      places.add(place);
    }
  }

  private static boolean isNamed(Condition.Host host) {
    for (Condition.Host.Name name : host.names()) {
      if (name.negated() || !name.pattern().isLiteral()) {
        return false;
      }
    }
    return true;
  }

  /// Returns the blocks that may have to do with `host`, in order.
  List<Block> of(String host) {
    List<Integer> own = named.getOrDefault(host, List.of());
    List<Block> found = new ArrayList<>(others.size() + own.size());
    int at = 0;
    for (int place : others) {
      while (at < own.size() && own.get(at) < place) {
        found.add(blocks.get(own.get(at++)));
      }
      found.add(blocks.get(place));
    }
    while (at < own.size()) {
      found.add(blocks.get(own.get(at++)));
    }
    return found;
  }
}
