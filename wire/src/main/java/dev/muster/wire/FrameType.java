package dev.muster.wire;

import org.jspecify.annotations.Nullable;

/// What a frame is for, and what its header alone must obey. The bytes are in `docs/protocol.md`,
/// section 2.
enum FrameType {
  HELLO(1, 12, FrameType.MAX_PAYLOAD, false),
  OPEN(2, 5, FrameType.MAX_PAYLOAD, true),
  MORE(3, 1, FrameType.MAX_PAYLOAD, true),
  ITEM(4, 0, FrameType.MAX_PAYLOAD, true),
  CREDIT(5, 4, 4, true),
  EOF(6, 0, 0, true),
  CLOSE(7, 0, FrameType.MAX_PAYLOAD, true),
  PING(8, 8, 8, false),
  PONG(9, 8, 8, false),
  BYE(10, 0, FrameType.MAX_PAYLOAD, false);

  /// Bytes of a frame before its payload: type, channel, length.
  static final int HEADER = 9;

  /// The longest payload, in bytes.
  static final int MAX_PAYLOAD = 65_536;

  /// From here on, a type that is not known is passed over.
  static final int PASSED_OVER = 128;

  private static final @Nullable FrameType[] BY_CODE = new FrameType[16];

  static {
    for (FrameType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;
  private final int least;
  private final int most;
  private final boolean ofChannel;

  FrameType(int code, int least, int most, boolean ofChannel) {
    this.code = code;
    this.least = least;
    this.most = most;
    this.ofChannel = ofChannel;
  }

  int code() {
    return code;
  }

  /// Returns the type with that code, or null if it is to be passed over.
  ///
  /// @throws ProtocolException if there is no such type
  static @Nullable FrameType of(int code) throws ProtocolException {
    FrameType type = code < BY_CODE.length ? BY_CODE[code] : null;
    if (type == null && code < PASSED_OVER) {
      throw new ProtocolException("frame of the unknown type " + code);
    }
    return type;
  }

  /// Checks what a header says beside the type.
  ///
  /// @throws ProtocolException if no frame of this type looks so
  void check(int channel, int length) throws ProtocolException {
    if (length < least || length > most) {
      throw new ProtocolException(
          this + " of " + Integer.toUnsignedString(length) + " bytes; wanted " + wanted());
    }
    if ((channel != 0) != ofChannel) {
      throw new ProtocolException(
          this + " on channel " + Integer.toUnsignedString(channel) + "; wanted " + where());
    }
  }

  private String wanted() {
    return least == most ? "" + least : least + " to " + most;
  }

  private String where() {
    return ofChannel ? "another than 0" : "0";
  }
}
