package dev.muster.ssh.trace;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.kex.Agreement;
import dev.muster.ssh.transport.PacketWatch;
import java.util.function.LongSupplier;

/// Makes a line of each packet of one connection.
public final class PacketLines implements PacketWatch {

  private static final int MOST_CHARS = 400;
  private static final int HOST_WIDTH = 21;
  private static final int NAME_WIDTH = 25;

  private final String host;
  private final LongSupplier clock;
  private final long begun;
  private final PacketTrace to;
  private final MessageFacts facts = new MessageFacts();

  /// Makes one for a connection that has just been made, and tells what we say first.
  ///
  /// @param host the host with its port
  /// @param clock milliseconds of a steady clock
  public PacketLines(String host, LongSupplier clock, String identification, PacketTrace to) {
    this.host = StrangeText.shown(host);
    this.clock = clock;
    this.begun = clock.getAsLong();
    this.to = to;
    line('>', "-", "-", "-", "identification", identification);
  }

  @Override
  public void identified(String text) {
    line('<', "-", "-", "-", "identification", StrangeText.shown(text));
  }

  @Override
  public void agreed(Agreement agreement) {
    facts.agreed(agreement);
  }

  @Override
  public void packet(boolean sent, int sequence, int bytes, SshReader message) {
    String number = "-";
    String name = "";
    String length = Integer.toString(bytes);
    String text;
    try {
      int type = message.readByte();
      number = Integer.toString(type);
      name = facts.name(type);
      boolean secret = sent && MessageFacts.maySecretBeTyped(type, bytes);
      text = secret ? MessageFacts.channel(message) : facts.of(type, message);
      length = secret || facts.isLengthSecret(type) ? "-" : length;
    } catch (ProtocolException e) {
      text = "(malformed)";
      length = "-";
    }
    String place = Integer.toUnsignedString(sequence);
    line(sent ? '>' : '<', place, length, number, name, text);
  }

  @Override
  public void ended(String why) {
    line('-', "-", "-", "-", "end", why);
  }

  private void line(
      char way, String sequence, String bytes, String number, String name, String text) {
    StringBuilder line = new StringBuilder(160);
    right(line, Long.toString(clock.getAsLong() - begun), 7);
    left(line.append(' '), host, HOST_WIDTH);
    line.append(' ').append(way);
    right(line.append(' '), sequence, 5);
    right(line.append(' '), bytes, 6);
    right(line.append(' '), number, 3);
    left(line.append(' '), name, text.isEmpty() ? 0 : NAME_WIDTH);
    if (!text.isEmpty()) {
      line.append(' ').append(text);
    }
    if (line.length() > MOST_CHARS) {
      line.setLength(MOST_CHARS - 1);
      line.append('…');
    }
    to.line(line.toString());
  }

  private static void right(StringBuilder line, String text, int width) {
    line.repeat(' ', Math.max(0, width - text.length())).append(text);
  }

  private static void left(StringBuilder line, String text, int width) {
    line.append(text).repeat(' ', Math.max(0, width - text.length()));
  }
}
