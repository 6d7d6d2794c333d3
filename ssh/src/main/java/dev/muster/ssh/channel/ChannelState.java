package dev.muster.ssh.channel;

import dev.muster.ssh.data.ProtocolException;

/// Life of one channel as its client sees it, from the request to open it to the end.
///
/// ```
///                         ASKED ──────ADMITTED──────▶│
///                                                    ▼
///   OPENING ──CONFIRMED──▶ STARTING ──ACCEPTED──▶ RUNNING ───CLOSED──▶ GONE
///      │                      ├───REFUSED───▶ REFUSING ──CLOSED──▶ ▲
///      └──NOT_OPENED          └───CLOSED─────────────────────────▶ │
///             └───────────────────────────────────────────────────▶┘
/// ```
///
/// `DATA` is anything that only an open channel may say: output, credit, requests, end of output. A
/// server may send it before it answers the command's request. `ADMITTED` is ours: one that the
/// server asked for and that we let in; one that we do not let in is forgotten.
enum ChannelState {
  /// The server asked us to open it and does not know its number yet.
  ASKED,
  /// The server was asked to open it.
  OPENING,
  /// It is open and the server was asked to run the command.
  STARTING,
  /// The server accepted the command.
  RUNNING,
  /// The server refused the command, and the channel is being closed.
  REFUSING,
  /// The server closed it or never opened it.
  GONE;

  enum Event {
    ADMITTED,
    CONFIRMED,
    NOT_OPENED,
    ACCEPTED,
    REFUSED,
    DATA,
    CLOSED
  }

  /// Returns the state after `event`.
  ///
  /// @throws ProtocolException if the server may not do that here
  ChannelState on(Event event) throws ProtocolException {
    return switch (this) {
      case ASKED ->
          switch (event) {
            case ADMITTED -> RUNNING;
            case CONFIRMED, NOT_OPENED, ACCEPTED, REFUSED, DATA, CLOSED -> throw impossible(event);
          };
      case OPENING ->
          switch (event) {
            case CONFIRMED -> STARTING;
            case NOT_OPENED -> GONE;
            case ADMITTED, ACCEPTED, REFUSED, DATA, CLOSED -> throw impossible(event);
          };
      case STARTING ->
          switch (event) {
            case ACCEPTED -> RUNNING;
            case DATA -> STARTING;
            case REFUSED -> REFUSING;
            case CLOSED -> GONE;
            case ADMITTED, CONFIRMED, NOT_OPENED -> throw impossible(event);
          };
      case RUNNING ->
          switch (event) {
            case DATA -> RUNNING;
            case CLOSED -> GONE;
            case ADMITTED, CONFIRMED, NOT_OPENED, ACCEPTED, REFUSED -> throw impossible(event);
          };
      case REFUSING ->
          switch (event) {
            case DATA -> REFUSING;
            case CLOSED -> GONE;
            case ADMITTED, CONFIRMED, NOT_OPENED, ACCEPTED, REFUSED -> throw impossible(event);
          };
      case GONE -> throw impossible(event);
    };
  }

  private ProtocolException impossible(Event event) {
    return new ProtocolException(event + " on a channel that is " + this);
  }
}
