package dev.muster.ssh;

import dev.muster.ssh.data.SshWriter;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// A terminal for a session (RFC 4254 section 6.2). What runs on it has one stream of output:
/// errors come among the rest.
///
/// @param type what programs look up to know its control sequences: `TERM`, such as `xterm`
/// @param size how large it is
/// @param modes what differs from the server's usual settings; a mode that the server does not know
///   is ignored there
public record Pty(String type, Size size, Map<Mode, Integer> modes) {

  private static final int END = 0;

  /// How large a terminal is.
  ///
  /// @param columns of characters, at least 1
  /// @param rows of characters, at least 1
  /// @param width in pixels, 0 if unknown
  /// @param height in pixels, 0 if unknown
  public record Size(int columns, int rows, int width, int height) {

    public Size {
      if (columns < 1 || rows < 1 || width < 0 || height < 0) {
        throw new IllegalArgumentException(
            "a terminal has at least one column and one row, not %d x %d (%d x %d pixels)"
                .formatted(columns, rows, width, height));
      }
    }

    /// Returns a size in characters.
    public static Size of(int columns, int rows) {
      return new Size(columns, rows, 0, 0);
    }

    SshWriter write(SshWriter to) {
      return to.putInt(columns).putInt(rows).putInt(width).putInt(height);
    }
  }

  /// The settings of a terminal, named as in POSIX (RFC 4254 section 8). Characters have their code
  /// as value, 255 for none; switches 0 or 1; speeds bits a second.
  public enum Mode {
    VINTR(1),
    VQUIT(2),
    VERASE(3),
    VKILL(4),
    VEOF(5),
    VEOL(6),
    VEOL2(7),
    VSTART(8),
    VSTOP(9),
    VSUSP(10),
    VDSUSP(11),
    VREPRINT(12),
    VWERASE(13),
    VLNEXT(14),
    VFLUSH(15),
    VSWTCH(16),
    VSTATUS(17),
    VDISCARD(18),
    IGNPAR(30),
    PARMRK(31),
    INPCK(32),
    ISTRIP(33),
    INLCR(34),
    IGNCR(35),
    ICRNL(36),
    IUCLC(37),
    IXON(38),
    IXANY(39),
    IXOFF(40),
    IMAXBEL(41),
    /// Input is UTF-8 (RFC 8160).
    IUTF8(42),
    ISIG(50),
    ICANON(51),
    XCASE(52),
    ECHO(53),
    ECHOE(54),
    ECHOK(55),
    ECHONL(56),
    NOFLSH(57),
    TOSTOP(58),
    IEXTEN(59),
    ECHOCTL(60),
    ECHOKE(61),
    PENDIN(62),
    OPOST(70),
    OLCUC(71),
    ONLCR(72),
    OCRNL(73),
    ONOCR(74),
    ONLRET(75),
    CS7(90),
    CS8(91),
    PARENB(92),
    PARODD(93),
    /// Speed of input.
    TTY_OP_ISPEED(128),
    /// Speed of output.
    TTY_OP_OSPEED(129);

    private final int opcode;

    Mode(int opcode) {
      this.opcode = opcode;
    }
  }

  public Pty {
    if (type.isEmpty() || !type.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "a terminal's type is a word such as xterm, got \"" + type + "\"");
    }
    Map<Mode, Integer> own = new EnumMap<>(Mode.class);
    own.putAll(modes);
    modes = Collections.unmodifiableMap(own);
  }

  /// Returns a terminal with the server's usual settings, but for input in UTF-8.
  public static Pty of(String type, int columns, int rows) {
    return new Pty(type, Size.of(columns, rows), Map.of(Mode.IUTF8, 1));
  }

  /// Returns this with one setting changed.
  public Pty with(Mode mode, int value) {
    Map<Mode, Integer> more = new EnumMap<>(Mode.class);
    more.putAll(modes);
    more.put(mode, value);
    return new Pty(type, size, more);
  }

  /// Returns what a request for it says after the question whether an answer is wanted.
  byte[] request() {
    SshWriter encoded = new SshWriter(64);
    modes.forEach((mode, value) -> encoded.putByte(mode.opcode).putInt(value));
    encoded.putByte(END);
    return size.write(new SshWriter(128).putString(type)).putString(encoded.toBytes()).toBytes();
  }
}
