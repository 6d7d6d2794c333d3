package dev.muster.wire;

import org.jspecify.annotations.Nullable;

/// Sends on channels that it opens to a peer as much as that allows.
final class Flood {

  /// Bytes of a fragment.
  static final int STEP = 65_536;

  private static final int COST = STEP + 64;

  private final Peer peer;
  private final long[] room;

  /// How many bytes of an item went on each channel.
  final long[] sent;

  Flood(Peer peer, int channels) {
    this.peer = peer;
    this.room = new long[channels];
    this.sent = new long[channels];
    Raw opening = Raw.hello();
    for (int i = 0; i < channels; i++) {
      room[i] = peer.mux().settings().window();
      opening.open(id(i));
    }
    opening.to(peer);
    peer.says();
  }

  /// Returns the id of a channel.
  int id(int channel) {
    return 1 + 2 * channel;
  }

  /// Sends a fragment that is not the last.
  ///
  /// @param fragment of [#STEP] bytes, or null for any
  /// @return false if there is no room for it
  boolean more(int channel, byte @Nullable [] fragment) {
    hear();
    if (room[channel] < COST) {
      return false;
    }
    new Raw()
        .frame(FrameType.MORE, id(channel), fragment == null ? new byte[STEP] : fragment)
        .to(peer);
    room[channel] -= COST;
    sent[channel] += STEP;
    return true;
  }

  /// Sends fragments until `bytes` of the item have gone or there is no more room.
  void upTo(int channel, long bytes) {
    boolean goesOn = true;
    while (goesOn && sent[channel] < bytes) {
      goesOn = more(channel, null);
    }
  }

  private void hear() {
    for (String word : peer.says()) {
      String[] words = word.split(" ", -1);
      room[(Integer.parseInt(words[1]) - 1) / 2] += Integer.parseInt(words[2]);
    }
  }
}
