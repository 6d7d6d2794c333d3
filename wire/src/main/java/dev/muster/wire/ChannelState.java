package dev.muster.wire;

/// Life of one channel, seen from one side.
///
/// ```
///    OPEN ────SEND_EOF───▶ SENT_EOF
///      │                       │
///   RECV_EOF                RECV_EOF
///      ▼                       ▼
///   GOT_EOF ──SEND_EOF───▶ BOTH_EOF
///
///   OPEN, SENT_EOF     ──SEND_CLOSE──▶ CLOSING ──RECV_EOF──▶ CLOSING_GOT_EOF
///   GOT_EOF, BOTH_EOF  ──SEND_CLOSE──▶ CLOSING_GOT_EOF
///   any                ──RECV_CLOSE──▶ GONE
/// ```
///
/// Whoever hears CLOSE answers it, so what was closed by the other end is gone. A channel that we
/// closed stays until that answer: what arrives in between was sent before the other end knew.
enum ChannelState {
  /// Items may go both ways.
  OPEN,
  /// We send no more items.
  SENT_EOF,
  /// The other end sends no more items.
  GOT_EOF,
  /// Neither end sends more items.
  BOTH_EOF,
  /// We closed it; what still comes is dropped.
  CLOSING,
  /// We closed it after the other end had no more items.
  CLOSING_GOT_EOF,
  /// The other end closed it.
  GONE;

  enum Event {
    SEND_ITEM,
    SEND_EOF,
    SEND_CLOSE,
    RECV_ITEM,
    RECV_EOF,
    RECV_CREDIT,
    RECV_CLOSE
  }

  /// Returns whether what arrives is dropped.
  boolean isOver() {
    return this == CLOSING || this == CLOSING_GOT_EOF || this == GONE;
  }

  /// Returns whether we may send items.
  boolean canSend() {
    return this == OPEN || this == GOT_EOF;
  }

  /// Returns whether items may still come.
  boolean canReceive() {
    return this == OPEN || this == SENT_EOF || this == CLOSING;
  }

  /// Returns the state after something that we do.
  ///
  /// @throws IllegalStateException if it cannot be done here
  ChannelState doing(Event event) {
    try {
      return on(event);
    } catch (ProtocolException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /// Returns the state after `event`.
  ///
  /// @throws ProtocolException if it cannot happen here
  ChannelState on(Event event) throws ProtocolException {
    return switch (this) {
      case OPEN ->
          switch (event) {
            case SEND_ITEM, RECV_ITEM, RECV_CREDIT -> OPEN;
            case SEND_EOF -> SENT_EOF;
            case RECV_EOF -> GOT_EOF;
            case SEND_CLOSE -> CLOSING;
            case RECV_CLOSE -> GONE;
          };
      case SENT_EOF ->
          switch (event) {
            case RECV_ITEM, RECV_CREDIT -> SENT_EOF;
            case RECV_EOF -> BOTH_EOF;
            case SEND_CLOSE -> CLOSING;
            case RECV_CLOSE -> GONE;
            case SEND_ITEM, SEND_EOF -> throw impossible(event);
          };
      case GOT_EOF ->
          switch (event) {
            case SEND_ITEM, RECV_CREDIT -> GOT_EOF;
            case SEND_EOF -> BOTH_EOF;
            case SEND_CLOSE -> CLOSING_GOT_EOF;
            case RECV_CLOSE -> GONE;
            case RECV_ITEM, RECV_EOF -> throw impossible(event);
          };
      case BOTH_EOF ->
          switch (event) {
            case RECV_CREDIT -> BOTH_EOF;
            case SEND_CLOSE -> CLOSING_GOT_EOF;
            case RECV_CLOSE -> GONE;
            case SEND_ITEM, SEND_EOF, RECV_ITEM, RECV_EOF -> throw impossible(event);
          };
      case CLOSING ->
          switch (event) {
            case RECV_ITEM, RECV_CREDIT -> CLOSING;
            case RECV_EOF -> CLOSING_GOT_EOF;
            case RECV_CLOSE -> GONE;
            case SEND_ITEM, SEND_EOF, SEND_CLOSE -> throw impossible(event);
          };
      case CLOSING_GOT_EOF ->
          switch (event) {
            case RECV_CREDIT -> CLOSING_GOT_EOF;
            case RECV_CLOSE -> GONE;
            case SEND_ITEM, SEND_EOF, SEND_CLOSE, RECV_ITEM, RECV_EOF -> throw impossible(event);
          };
      case GONE -> throw impossible(event);
    };
  }

  private ProtocolException impossible(Event event) {
    return new ProtocolException(event + " on a channel that is " + this);
  }
}
