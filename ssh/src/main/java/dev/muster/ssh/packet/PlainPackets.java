package dev.muster.ssh.packet;

import java.nio.ByteBuffer;

/// Packets before the first key exchange: neither encrypted nor authenticated.
final class PlainPackets implements PacketSealer, PacketOpener {

  static final PlainPackets INSTANCE = new PlainPackets();

  private PlainPackets() {}

  @Override
  public int blockBytes() {
    return 8;
  }

  @Override
  public boolean padsLength() {
    return true;
  }

  @Override
  public void seal(int sequence, byte[] packet, int length, Scratch scratch) {
    scratch.room(length).put(packet, 0, length);
  }

  @Override
  public int headBytes() {
    return 4;
  }

  @Override
  public int tagBytes() {
    return 0;
  }

  @Override
  public int length(int sequence, ByteBuffer in) {
    return in.getInt(in.position());
  }

  @Override
  public void open(int sequence, int length, ByteBuffer in, byte[] opened, Scratch scratch) {
    in.getInt();
    in.get(opened, 0, length);
  }

  @Override
  public void destroy() {
    // there are no keys
  }
}
