package dev.muster.it.call;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/// A program in the place of the agent that does not mean well: it answers up to the first call,
/// then does what it is told. It knows `docs/protocol.md` and nothing of ours.
final class HostileMain {

  private static final int HELLO = 1;
  private static final int OPEN = 2;
  private static final int MORE = 3;
  private static final int ITEM = 4;
  private static final int CLOSE = 7;
  private static final int BYE = 10;
  private static final int LATER = 200;
  private static final int CALL = 3;
  private static final int LONGEST = 65_536;

  private final DataInputStream in;
  private final DataOutputStream out;

  private HostileMain(DataInputStream in, DataOutputStream out) {
    this.in = in;
    this.out = out;
  }

  /// Does what it is told.
  ///
  /// @param arguments what to do; the nonce; the socket to call, or nothing
  public static void main(String[] arguments) throws Exception {
    String nonce = arguments[1];
    HostileMain agent =
        over(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    OutputStream start = agent.out;
    if (!arguments[2].isEmpty()) {
      SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(arguments[2]));
      agent = over(Channels.newInputStream(channel), Channels.newOutputStream(channel));
      agent.out.writeBytes(nonce);
      agent.out.flush();
    }
    try {
      start.write(("muster-" + nonce + " ready 1 25\n").getBytes(StandardCharsets.US_ASCII));
      start.flush();
      agent.run(arguments[0]);
    } catch (EOFException e) {
      // The controller has gone.
    } catch (IOException e) {
      System.exit(1);
    }
  }

  private static HostileMain over(InputStream in, OutputStream out) {
    return new HostileMain(
        new DataInputStream(in), new DataOutputStream(new BufferedOutputStream(out, LONGEST)));
  }

  private void run(String attack) throws Exception {
    if (attack.equals("noise")) {
      noise();
    }
    frame(HELLO, 0, bytes(0, 1, 0, 1, 0, 16, 0, 0, 4, 0, 0, 0));
    out.flush();
    await(OPEN, 1);
    frame(ITEM, 1, bytes(19, 0)); // no int: no class is lacking
    frame(CLOSE, 1, bytes());
    out.flush();
    await(OPEN, CALL);
    attack(attack);
    out.flush();
    new CountDownLatch(1).await();
  }

  private void attack(String attack) throws IOException {
    switch (attack) {
      case "record" -> result(named(40, "dev.muster.it.call.Chick$Egg", 1, 5, 2));
      case "enum" -> result(named(41, "dev.muster.it.call.Chick$Note", 8, 'H', 'I', 'G', 'H'));
      case "failure" -> failure();
      case "depth" -> result(bombOfDepth());
      case "requests" -> requests();
      case "output" -> floodOfOutput();
      case "opens" -> opens();
      case "endless" -> endless(MORE, CALL);
      case "later" -> endless(LATER, 0);
      case "errors" -> errors();
      case "bye" -> frame(BYE, 0, farewell());
      default -> throw new IllegalArgumentException(attack);
    }
  }

  private void noise() throws IOException {
    byte[] bytes = new byte[LONGEST];
    Random random = new Random(1);
    while (true) {
      random.nextBytes(bytes);
      out.write(bytes);
    }
  }

  private void result(byte[] value) throws IOException {
    frame(ITEM, CALL, value);
    frame(CLOSE, CALL, bytes());
  }

  /// A failure of a type of the controller's, with frames and a cause, all in order.
  private void failure() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(bytes(32, 6));
    text(all, "THREW");
    text(all, "dev.muster.it.call.Chick");
    text(all, "\u001b[31mcheep");
    all.writeBytes(bytes(32, 0, 32, 0, 32, 0));
    frame(CLOSE, CALL, all.toByteArray());
  }

  private static byte[] bombOfDepth() {
    byte[] bomb = new byte[60_000];
    for (int i = 0; i < bomb.length; i++) {
      bomb[i] = (byte) (i % 2 == 0 ? 32 : 1);
    }
    return bomb;
  }

  private void requests() throws IOException {
    String[] names = {
      "../../../../etc/passwd", "/etc/passwd", "dev/muster/Muster.class", "file:/x"
    };
    for (int id = 2; id <= 400; id += 2) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(bytes(id % 4 == 0 ? 1 : 2, 0, 0, 16, 0, 32, 2));
      text(all, "1");
      text(all, names[id % names.length]);
      frame(OPEN, id, all.toByteArray());
    }
    out.flush();
    for (int id = 2; id <= 400; id += 2) {
      await(CLOSE, 0);
    }
    frame(99, 0, bytes());
  }

  private void floodOfOutput() throws IOException {
    frame(OPEN, 2, bytes(3, 0, 0, 16, 0));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(bytes(32, 3, 6, CALL * 2, 6, 2, 16, 0xe8, 0x07));
    all.writeBytes(new byte[1000]);
    endless(ITEM, 2, all.toByteArray());
  }

  private void opens() throws IOException {
    for (int id = 2; id > 0; id += 2) {
      frame(OPEN, id, bytes(3, 0, 0, 16, 0));
    }
  }

  private void endless(int type, int channel) throws IOException {
    endless(type, channel, new byte[LONGEST]);
  }

  private void endless(int type, int channel, byte[] payload) throws IOException {
    while (true) {
      frame(type, channel, payload);
    }
  }

  private void errors() throws IOException {
    byte[] line = "\u001b[31mred\u0007\n".repeat(5000).getBytes(StandardCharsets.UTF_8);
    while (true) {
      System.err.write(line);
    }
  }

  private static byte[] farewell() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    text(all, "\u001b]0;title\u0007 gone ".repeat(2000));
    return all.toByteArray();
  }

  private static byte[] named(int tag, String name, int... rest) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(bytes(tag, 0));
    all.write(name.length() * 2);
    all.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(bytes(rest));
    return all.toByteArray();
  }

  private static void text(ByteArrayOutputStream to, String text) {
    to.write(10);
    int left = text.length() * 2;
    while (left > 127) {
      to.write((left & 127) | 128);
      left >>>= 7;
    }
    to.write(left);
    to.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] bytes(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return bytes;
  }

  private void frame(int type, int channel, byte[] payload) throws IOException {
    out.writeByte(type);
    out.writeInt(channel);
    out.writeInt(payload.length);
    out.write(payload);
  }

  /// Reads frames up to one of that type, on that channel unless it is 0.
  private void await(int type, int channel) throws IOException {
    while (true) {
      int found = in.readByte();
      int on = in.readInt();
      in.readFully(new byte[in.readInt()]);
      if (found == type && (channel == 0 || channel == on)) {
        return;
      }
    }
  }
}
