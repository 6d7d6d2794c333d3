package dev.muster.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/// A pipe of which the n-th reading or writing goes wrong, and every later one too.
final class FaultyPipe extends Pipe {

  /// What goes wrong.
  enum Fault {
    READ_FAILS,
    READ_ENDS,
    WRITE_FAILS,
    /// Half of it is written before it fails.
    WRITE_STOPS
  }

  private final Pipe sound;
  private final Fault fault;
  private final int at;
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger writes = new AtomicInteger();

  /// @param at which reading or writing is the first to go wrong, from 1
  FaultyPipe(Pipe sound, Fault fault, int at) {
    this.sound = sound;
    this.fault = fault;
    this.at = at;
  }

  /// Returns whether it came to that.
  boolean hasFailed() {
    boolean ofReading = fault == Fault.READ_FAILS || fault == Fault.READ_ENDS;
    return (ofReading ? reads : writes).get() >= at;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return readFails() ? failed() : sound.read(into);
  }

  @Override
  boolean canBorrow() {
    return sound.canBorrow();
  }

  @Override
  int readBorrowed(ByteBuffer into) throws IOException {
    return readFails() ? failed() : sound.readBorrowed(into);
  }

  private boolean readFails() {
    return reads.incrementAndGet() >= at && (fault == Fault.READ_FAILS || fault == Fault.READ_ENDS);
  }

  private int failed() throws IOException {
    if (fault == Fault.READ_ENDS) {
      return -1;
    }
    throw new IOException("read " + at + " failed");
  }

  @Override
  void wakeBorrower() {
    sound.wakeBorrower();
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    checkWrite(from);
    sound.write(from);
  }

  @Override
  int writeNow(byte[] bytes, int count) throws IOException {
    checkWrite(ByteBuffer.wrap(bytes, 0, count));
    return sound.writeNow(bytes, count);
  }

  private void checkWrite(ByteBuffer from) throws IOException {
    if (writes.incrementAndGet() < at) {
      return;
    }
    if (fault == Fault.WRITE_STOPS) {
      sound.write(from.slice(from.position(), from.remaining() / 2));
    }
    if (fault == Fault.WRITE_STOPS || fault == Fault.WRITE_FAILS) {
      throw new IOException("write " + at + " failed");
    }
  }

  @Override
  int room() throws IOException {
    return sound.room();
  }

  @Override
  public void closeInput() throws IOException {
    sound.closeInput();
  }

  @Override
  public void closeOutput() throws IOException {
    sound.closeOutput();
  }

  @Override
  boolean closingWakes() {
    return true;
  }

  @Override
  ByteBuffer buffer() {
    return ByteBuffer.allocate(32 << 10);
  }
}
