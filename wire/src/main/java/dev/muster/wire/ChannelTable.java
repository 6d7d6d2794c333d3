package dev.muster.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The channels of one connection by their id, without an object for each key: every frame asks.
///
/// Guarded by the lock of its [Mux].
final class ChannelTable {

  private static final int LEAST = 16;

  private @Nullable Channel[] slots = new Channel[LEAST];
  private int size;
  private int theirs;
  private int nextId;

  ChannelTable(Settings.Side side) {
    nextId = side == Settings.Side.CONTROLLER ? 1 : 2;
  }

  /// Returns an id for a channel of ours. They wrap round after 2³¹ channels; what is still open by
  /// then keeps its own.
  int newId() {
    while (nextId == 0 || get(nextId) != null) { // channel 0 is the connection
      nextId += 2;
    }
    int id = nextId;
    nextId += 2;
    return id;
  }

  /// Returns how many channels the other end has open.
  int theirs() {
    return theirs;
  }

  /// Returns how many channels we have open.
  int ours() {
    return size - theirs;
  }

  @Nullable Channel get(int id) {
    int at = slot(id);
    Channel found = slots[at];
    while (found != null && found.id() != id) {
      at = at + 1 & slots.length - 1;
      found = slots[at];
    }
    return found;
  }

  /// Adds a channel whose id is not in it.
  void add(Channel channel) {
    if (++size > slots.length / 2) {
      resize(slots.length * 2);
    }
    place(channel);
    if (channel.isTheirs()) {
      theirs++;
    }
  }

  /// Removes a channel if it is in it.
  void remove(Channel channel) {
    int at = slot(channel.id());
    Channel found = slots[at];
    while (found != channel) {
      if (found == null) {
        return;
      }
      at = at + 1 & slots.length - 1;
      found = slots[at];
    }
    slots[at] = null;
    size--;
    if (channel.isTheirs()) {
      theirs--;
    }
    closeGap(at);
    if (slots.length > LEAST && size < slots.length / 8) {
      resize(slots.length / 2);
    }
  }

  List<Channel> all() {
    List<Channel> all = new ArrayList<>(size);
    for (Channel channel : slots) {
      if (channel != null) {
        all.add(channel);
      }
    }
    return all;
  }

  void clear() {
    slots = new Channel[LEAST];
    size = 0;
    theirs = 0;
  }

  /// Puts again what follows a slot that was emptied, so that it is found from its own slot on.
  private void closeGap(int gap) {
    int at = gap + 1 & slots.length - 1;
    Channel moved = slots[at];
    while (moved != null) {
      slots[at] = null;
      place(moved);
      at = at + 1 & slots.length - 1;
      moved = slots[at];
    }
  }

  private void place(Channel channel) {
    int at = slot(channel.id());
    while (slots[at] != null) {
      at = at + 1 & slots.length - 1;
    }
    slots[at] = channel;
  }

  private void resize(int length) {
    List<Channel> all = all();
    slots = new Channel[length];
    for (Channel channel : all) {
      place(channel);
    }
  }

  /// Ids of one end follow each other by 2, so the lowest bit tells little; the others are spread
  /// as they are.
  private int slot(int id) {
    return (id >>> 1 ^ id << 3) & slots.length - 1;
  }
}
