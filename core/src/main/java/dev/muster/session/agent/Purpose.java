package dev.muster.session.agent;

/// What channels are opened for; the numbers are those of `docs/protocol.md` section 5.
final class Purpose {

  // Ours.
  static final int CLASSES = 1;
  static final int CALL = 2;
  static final int STREAM = 3;
  static final int CHANNEL = 4;
  static final int KEEP = 5;
  static final int FORGET = 6;
  static final int PASSED = 7;
  static final int RELAY = 8;
  static final int STATUS = 9;
  static final int CACHE = 10;

  // The agent's.
  static final int CLASS = 1;
  static final int RESOURCE = 2;
  static final int OUTPUT = 3;
  static final int LOG = 4;

  private Purpose() {}
}
