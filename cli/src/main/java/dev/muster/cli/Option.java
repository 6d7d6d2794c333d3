package dev.muster.cli;

/// The options of all verbs. A table of our own: a general parser of arguments costs more time at
/// the start than all else together.
enum Option {
  HOSTS("-w", "--hosts", true),
  EXCLUDE("-x", "--exclude", true),
  USER("-l", "--user", true),
  PORT("-p", "--port", true),
  IDENTITY("-i", "--identity", true),
  ASK_PASS("", "--ask-pass", false),
  PASSWORD_FILE("", "--password-file", true),
  PASSWORD_COMMAND("", "--password-command", true),
  PASSWORD_ENV("", "--password-env", true),
  JUMP("-J", "--jump", true),
  FORWARD_AGENT("-A", "--forward-agent", false),
  REMOTE_FORWARD("-R", "--remote-forward", true),
  LOCAL_FORWARD("-L", "--local-forward", true),
  DYNAMIC_FORWARD("-D", "--dynamic-forward", true),
  PROXY("", "--proxy", true),
  PROXY_ASK_PASS("", "--proxy-ask-pass", false),
  PROXY_PASSWORD_FILE("", "--proxy-password-file", true),
  PROXY_PASSWORD_COMMAND("", "--proxy-password-command", true),
  PROXY_PASSWORD_ENV("", "--proxy-password-env", true),
  SSH_OPTION("-o", "--option", true),
  CONFIG("-F", "--config", true),
  HOST_KEYS("", "--host-keys", true),
  FAN_OUT("-f", "--fan-out", true),
  CONNECT_RATE("", "--connect-rate", true),
  CONNECT_TIMEOUT("", "--connect-timeout", true),
  LOGIN_TIMEOUT("", "--login-timeout", true),
  TIMEOUT("", "--timeout", true),
  DEADLINE("", "--deadline", true),
  GRACE("", "--grace", true),
  TTY("-t", "--tty", false),
  SHELL("", "--shell", true),
  MERGE_ERRORS("", "--merge-errors", false),
  SUDO("", "--sudo", false),
  SUDO_USER("", "--sudo-user", true),
  SUDO_ASK_PASS("", "--sudo-ask-pass", false),
  SUDO_PASSWORD_FILE("", "--sudo-password-file", true),
  SUDO_PASSWORD_COMMAND("", "--sudo-password-command", true),
  SUDO_PASSWORD_ENV("", "--sudo-password-env", true),
  INPUT("", "--input", true),
  CLASSPATH("", "--classpath", true),
  /// Alone it asks which there are, so its value may be missing.
  TOOL("", "--tool", true),
  CHECK("", "--check", false),
  JAVA("", "--java", true),
  RUNTIME("", "--runtime", true),
  JSON("", "--json", false),
  STACK("", "--stack", false),
  HOST_WORDS("", "--host-words", false),
  FOLD("-b", "--fold", false),
  RAW("", "--raw", false),
  QUIET("-q", "--quiet", false),
  NO_PROGRESS("", "--no-progress", false),
  COLOR("", "--color", true),
  DRY_RUN("", "--dry-run", false),
  TRACE("", "--trace", false),
  TRACE_FILE("", "--trace-file", true),
  VERBOSE("-v", "--verbose", false),
  TIMES("", "--times", false),
  COUNT("", "--hosts", true),
  HELP("-h", "--help", false),
  VERSION("-V", "--version", false);

  private final String shortName;
  private final String longName;
  private final boolean takesValue;

  Option(String shortName, String longName, boolean takesValue) {
    this.shortName = shortName;
    this.longName = longName;
    this.takesValue = takesValue;
  }

  String shortName() {
    return shortName;
  }

  String longName() {
    return longName;
  }

  boolean takesValue() {
    return takesValue;
  }

  /// Returns whether a value may be missing: at the end, or before another option.
  boolean valueMayBeMissing() {
    return this == TOOL;
  }

  /// Returns the name that messages use: the short one if there is one.
  @Override
  public String toString() {
    return shortName.isEmpty() ? longName : shortName;
  }
}
