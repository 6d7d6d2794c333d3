package dev.muster.model;

import dev.muster.model.HostKeys.Mode;
import dev.muster.model.SshSettings.Waits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The options of `ssh_config(5)` that are known here.
enum SshOption {
  BATCH_MODE("BatchMode") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      boolean _ = flag(value);
      return settings;
    }
  },
  CA_SIGNATURE_ALGORITHMS("CASignatureAlgorithms") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withHostKeys(settings.hostKeys().withAuthorityAlgorithms(list(value)));
    }
  },
  CERTIFICATE_FILE("CertificateFile") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withLogin(settings.login().withCertificate(file(value)));
    }
  },
  CIPHERS("Ciphers") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withOffer(settings.offer().withCiphers(list(value)));
    }
  },
  COMPRESSION("Compression") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withOffer(settings.offer().withCompression(flag(value)));
    }
  },
  CONNECT_TIMEOUT("ConnectTimeout") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withConnectTimeout(Durations.parse(value));
    }
  },
  GLOBAL_KNOWN_HOSTS_FILE("GlobalKnownHostsFile") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withHostKeys(settings.hostKeys().withGlobalFiles(files(value)));
    }
  },
  HASH_KNOWN_HOSTS("HashKnownHosts") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withHostKeys(settings.hostKeys().withHashedNames(flag(value)));
    }
  },
  HOST_KEY_ALGORITHMS("HostKeyAlgorithms") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withOffer(settings.offer().withHostKeys(list(value)));
    }
  },
  HOST_KEY_ALIAS("HostKeyAlias") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withHostKeys(settings.hostKeys().withAlias(value));
    }
  },
  IDENTITIES_ONLY("IdentitiesOnly") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withLogin(settings.login().withIdentitiesOnly(flag(value)));
    }
  },
  IDENTITY_AGENT("IdentityAgent") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      boolean home = value.startsWith("~/");
      return settings.withLogin(settings.login().withAgent(home ? file(value).toString() : value));
    }
  },
  IDENTITY_FILE("IdentityFile") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withIdentity(file(value));
    }
  },
  KEX_ALGORITHMS("KexAlgorithms") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withOffer(settings.offer().withKeyExchanges(list(value)));
    }
  },
  MACS("MACs") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withOffer(settings.offer().withMacs(list(value)));
    }
  },
  PREFERRED_AUTHENTICATIONS("PreferredAuthentications") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withLogin(settings.login().withMethods(List.of(list(value).split(",", -1))));
    }
  },
  PORT("Port") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withPort(number(value, "a port, 1 to 65535"));
    }
  },
  REKEY_LIMIT("RekeyLimit") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withOffer(settings.offer().withRekeyBytes(bytes(value)));
    }
  },
  REVOKED_HOST_KEYS("RevokedHostKeys") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      List<Path> files = value.equalsIgnoreCase("none") ? List.of() : List.of(file(value));
      return settings.withHostKeys(settings.hostKeys().withRevokedFiles(files));
    }
  },
  SERVER_ALIVE_COUNT_MAX("ServerAliveCountMax") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      if (number(value, "a number") != 3) {
        throw new IllegalArgumentException("only 3 is possible here");
      }
      return settings;
    }
  },
  SERVER_ALIVE_INTERVAL("ServerAliveInterval") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      Duration time = Durations.parse(value);
      return settings.withWaits(new Waits(settings.waits().connect(), time));
    }
  },
  SET_ENV("SetEnv") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      Map<String, String> environment = new LinkedHashMap<>(settings.environment());
      for (String pair : value.split("[ \t]+", -1)) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
          throw new IllegalArgumentException("wanted NAME=VALUE");
        }
        environment.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
      return settings.withEnvironment(environment);
    }
  },
  STRICT_HOST_KEY_CHECKING("StrictHostKeyChecking") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      Mode mode =
          switch (value.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "ask" -> Mode.STRICT;
            case "accept-new" -> Mode.ACCEPT_NEW;
            case "no", "false", "off" -> Mode.OFF;
            default -> throw new IllegalArgumentException("wanted yes, ask, accept-new, no or off");
          };
      return settings.withHostKeys(settings.hostKeys().withMode(mode));
    }
  },
  USER("User") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withUser(value);
    }
  },
  USER_KNOWN_HOSTS_FILE("UserKnownHostsFile") {
    @Override
    SshSettings set(SshSettings settings, String value) {
      return settings.withHostKeys(settings.hostKeys().withUserFiles(files(value)));
    }
  };

  private final String keyword;

  SshOption(String keyword) {
    this.keyword = keyword;
  }

  /// @throws IllegalArgumentException if `value` is wrong; the message does not name the option
  abstract SshSettings set(SshSettings settings, String value);

  static SshSettings apply(SshSettings settings, String text) {
    int end = 0;
    while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    String name = text.substring(0, end);
    String rest = text.substring(end).strip();
    String value = rest.startsWith("=") ? rest.substring(1).strip() : rest;
    SshOption option = named(name, text);
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "option " + option.keyword + " has no value; write " + option.keyword + "=VALUE");
    }
    try {
      return option.set(settings, value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "option " + option.keyword + " cannot be \"" + value + "\": " + e.getMessage(), e);
    }
  }

  private static SshOption named(String name, String text) {
    for (SshOption option : values()) {
      if (option.keyword.equalsIgnoreCase(name)) {
        return option;
      }
    }
    StringBuilder known = new StringBuilder();
    for (SshOption option : values()) {
      known.append(known.isEmpty() ? "" : ", ").append(option.keyword);
    }
    throw new IllegalArgumentException(
        "option \"" + text + "\" is not supported; these are: " + known);
  }

  private static boolean flag(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "yes", "true" -> true;
      case "no", "false" -> false;
      default -> throw new IllegalArgumentException("wanted yes or no");
    };
  }

  /// The names themselves are checked where the engine's algorithms are known.
  private static String list(String value) {
    if (value.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("wanted names with commas between");
    }
    return value;
  }

  private static int number(String value, String wanted) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("wanted " + wanted, e);
    }
  }

  /// Reads `1G`, `512M`, `64K` or a number of bytes; `default` and a second word, a time, are taken
  /// as OpenSSH takes `default none`.
  private static long bytes(String value) {
    String first = value.endsWith(" none") ? value.substring(0, value.length() - 5).strip() : value;
    if (first.equalsIgnoreCase("default")) {
      return Offer.STANDARD_REKEY_BYTES;
    }
    int digits = 0;
    while (digits < first.length() && Character.isDigit(first.charAt(digits))) {
      digits++;
    }
    long unit =
        switch (first.substring(digits).toUpperCase(Locale.ROOT)) {
          case "" -> 1;
          case "K" -> 1L << 10;
          case "M" -> 1L << 20;
          case "G" -> 1L << 30;
          default -> 0;
        };
    if (digits == 0 || digits > 9 || unit == 0) {
      throw new IllegalArgumentException("wanted bytes such as 64K, 512M or 1G");
    }
    return Long.parseLong(first.substring(0, digits)) * unit;
  }

  private static List<Path> files(String value) {
    List<Path> files = new ArrayList<>();
    if (value.equalsIgnoreCase("none")) {
      return files;
    }
    for (String word : value.split("[ \t]+", -1)) {
      files.add(file(word));
    }
    return files;
  }

  private static Path file(String word) {
    return word.startsWith("~/") ? SshSettings.home().resolve(word.substring(2)) : Path.of(word);
  }
}
