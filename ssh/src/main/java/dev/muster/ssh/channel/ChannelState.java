package dev.muster.ssh.channel;

import dev.muster.ssh.data.ProtocolException;

/// Life of one session channel as its client sees it, from the request to open it to the end.
///
/// ```
///   OPENING ──CONFIRMED──▶ STARTING ──ACCEPTED──▶ RUNNING ──CLOSED──▶ GONE
///      │                      │ REFUSED, CLOSED                        ▲
///      └──REFUSED─────────────┴────────────────────────────────────────┘
/// ```
///
/// `DATA` is anything that only an open channel may say: output, credit, requests, end of output. A
/// server may send it before it answers the command's request.
enum ChannelState {
  /// The server was asked to open it.
  OPENING,
  /// It is open and the server was asked to run the command.
  STARTING,
  /// The server accepted the command.
  RUNNING,
  /// The server closed it or never opened it.
  GONE;

  enum Event {
    CONFIRMED,
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
      case OPENING ->
          switch (event) {
            case CONFIRMED -> STARTING;
            case REFUSED -> GONE;
            case ACCEPTED, DATA, CLOSED -> throw impossible(event);
          };
      case STARTING ->
          switch (event) {
            case ACCEPTED -> RUNNING;
            case DATA -> STARTING;
            case REFUSED, CLOSED -> GONE;
            case CONFIRMED -> throw impossible(event);
          };
      case RUNNING ->
          switch (event) {
            case DATA -> RUNNING;
            case CLOSED -> GONE;
            case CONFIRMED, ACCEPTED, REFUSED -> throw impossible(event);
          };
      case GONE -> throw impossible(event);
    };
  }

  private ProtocolException impossible(Event event) {
    return new ProtocolException(event + " on a channel that is " + this);
  }
}
