package dev.muster.agent;

/// What channels are opened for; the numbers are those of `docs/protocol.md` section 5.
enum Purpose {
  NONE,
  CLASSES,
  CALL,
  STREAM,
  CHANNEL,
  KEEP,
  FORGET,
  PASSED,
  RELAY,
  STATUS,
  CACHE;

  /// What the agent opens.
  static final int CLASS = 1;

  static final int RESOURCE = 2;
  static final int OUTPUT = 3;
  static final int LOG = 4;

  static Purpose of(int number) {
    return number > 0 && number < values().length ? values()[number] : NONE;
  }
}
