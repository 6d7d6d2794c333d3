package dev.muster.ssh.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a keyword's value looks like. Where it is one of a few words, these are listed: `a>b` means
/// that `a` says the same as `b`.
enum Kind {
  FLAG("yes", "no", "true>yes", "false>no"),
  ASK("true", "false", "yes>true", "no>false", "ask"),
  STRICT("true", "false", "yes>true", "no>false", "ask", "off>false", "accept-new"),
  FAMILY("inet", "inet6", "any"),
  MASTER("true", "yes>true", "false", "no>false", "auto", "ask", "autoask"),
  TUNNEL("ethernet", "point-to-point", "true", "yes>true", "false", "no>false"),
  TTY("true", "yes>true", "false", "no>false", "force", "auto"),
  SESSION("none", "subsystem", "default"),
  CANONICALIZE("true", "false", "yes>true", "no>false", "always"),
  PUBKEY("true", "false", "yes>true", "no>false", "unbound", "host-bound"),
  COMPRESSION("yes", "no"),
  WEAK("true", "false", "yes>true", "no>false", "no-pq-kex"),
  HASH("MD5", "SHA1", "SHA256", "SHA384", "SHA512"),
  LEVEL(
      "SILENT",
      "QUIET>SILENT",
      "FATAL",
      "ERROR",
      "INFO",
      "VERBOSE",
      "DEBUG",
      "DEBUG1>DEBUG",
      "DEBUG2",
      "DEBUG3"),
  FACILITY(
      "DAEMON",
      "USER",
      "AUTH",
      "AUTHPRIV",
      "LOCAL0",
      "LOCAL1",
      "LOCAL2",
      "LOCAL3",
      "LOCAL4",
      "LOCAL5",
      "LOCAL6",
      "LOCAL7"),
  TEXT,
  /// The rest of the line as it stands.
  COMMAND,
  NUMBER,
  PORT,
  /// A time, or `none`, which says nothing: a later line may still set it.
  TIME,
  /// One file a line, and every line counts.
  FILE,
  FILES,
  WORDS,
  DOMAINS,
  CNAMES,
  OPEN,
  VERBOSE,
  SEND_ENV,
  SET_ENV,
  CIPHERS,
  MACS,
  KEX,
  KEY_TYPES,
  REKEY,
  JUMP,
  FORWARD,
  AGENT,
  AGENT_FORWARD,
  AGENT_KEYS,
  PERSIST,
  ESCAPE,
  MASK,
  DEVICE,
  QOS;

  @SuppressWarnings("ImmutableEnumChecker") // a List.of is immutable
  private final List<String> choices;

  Kind(String... choices) {
    this.choices = List.of(choices);
  }

  boolean hasChoices() {
    return !choices.isEmpty();
  }

  /// Returns the chosen word as it is kept, null if it is none of ours.
  @Nullable String choice(String word) {
    for (String choice : choices) {
      int same = choice.indexOf('>');
      String name = same < 0 ? choice : choice.substring(0, same);
      if (name.equalsIgnoreCase(word)) {
        return choice.substring(same + 1);
      }
    }
    return null;
  }

  /// Returns the words that may be chosen, for messages.
  String wanted() {
    StringBuilder all = new StringBuilder();
    for (String choice : choices) {
      int same = choice.indexOf('>');
      String name = same < 0 ? choice : choice.substring(0, same);
      all.append(all.isEmpty() ? "" : ", ").append(name.toLowerCase(Locale.ROOT));
    }
    return all.toString();
  }
}
