package dev.muster.ssh.config;

import dev.muster.ssh.data.Wildcard;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the configuration comes to for one host. Immutable and safe for use by many threads.
///
/// Values are kept as `ssh -G` prints them: `yes` and `no` for a flag, seconds for a time, names
/// with commas between for a list of algorithms. Paths that name a file to use are absolute or
/// relative to the working folder, their tokens replaced.
public final class HostSettings {

  /// The key files of a user who names none.
  static final List<String> STANDARD_IDENTITIES =
      List.of(
          "~/.ssh/id_rsa",
          "~/.ssh/id_ecdsa",
          "~/.ssh/id_ecdsa_sk",
          "~/.ssh/id_ed25519",
          "~/.ssh/id_ed25519_sk",
          "~/.ssh/id_xmss",
          "~/.ssh/id_dsa");

  private static final int MAX_NAME = 1025;

  private static final Keyword[] ALIKE = allBut(Keyword.HOST_NAME, Keyword.PORT, Keyword.USER);

  private final String typed;
  private final String hostName;
  private final EnumMap<Keyword, Setting> slots;
  private final List<Forward> local;
  private final List<Forward> remote;
  private final List<String> sendEnv;
  private final Paths paths;

  private static Keyword[] allBut(Keyword... left) {
    EnumSet<Keyword> all = EnumSet.allOf(Keyword.class);
    all.removeAll(List.of(left));
    return all.toArray(new Keyword[0]);
  }

  HostSettings(Evaluation evaluation, Paths paths) throws ConfigException {
    this.typed = evaluation.typed();
    this.hostName = evaluation.host();
    this.slots = evaluation.slots();
    this.local = List.copyOf(evaluation.local());
    this.remote = List.copyOf(evaluation.remote());
    this.sendEnv = List.copyOf(evaluation.sendEnv());
    this.paths = paths;
    if (hostName.isEmpty() || hostName.length() > MAX_NAME) {
      throw new ConfigException(
          typed + ": its name or address has " + hostName.length() + " characters");
    }
  }

  /// Returns the name as it was typed.
  public String host() {
    return typed;
  }

  /// Returns what to connect to: a name in small letters, or an address.
  public String hostName() {
    return hostName;
  }

  /// Returns the port to connect to.
  public int port() {
    return (int) number(Keyword.PORT);
  }

  /// Returns whom to log in as.
  public String user() {
    return paths.tokens().user();
  }

  /// Whether the other has the same settings but for the name, the port and the user, and none of
  /// them depends on those. For thousands of hosts of which the same is said: it costs less than
  /// looking at what is said.
  public boolean isLike(HostSettings other) {
    if (!local.equals(other.local)
        || !remote.equals(other.remote)
        || !sendEnv.equals(other.sendEnv)) {
      return false;
    }
    for (Keyword keyword : ALIKE) {
      Setting mine = slots.get(keyword);
      Setting theirs = other.slots.get(keyword);
      boolean same = mine == null ? theirs == null : mine.equals(theirs) && !mine.hasTokens();
      if (!same) {
        return false;
      }
    }
    return true;
  }

  /// Whether a file or the command line says something of this.
  public boolean isSet(Keyword keyword) {
    return slots.containsKey(keyword);
  }

  /// Returns the values of a keyword, or else the standard ones of OpenSSH; empty for none.
  ///
  /// For forwardings and `SendEnv` see [#localForwards] and the others.
  public List<String> texts(Keyword keyword) {
    Setting setting = slots.get(keyword);
    return setting == null ? keyword.standard() : setting.values();
  }

  /// Returns the value of a keyword that has one, or else the standard one of OpenSSH.
  public Optional<String> text(Keyword keyword) {
    List<String> values = texts(keyword);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  /// Whether a keyword's value is `yes` or `true`.
  public boolean flag(Keyword keyword) {
    String value = text(keyword).orElse("");
    return value.equals("yes") || value.equals("true");
  }

  /// Returns the value of a keyword that is a number or a time in seconds; -1 if nothing is said.
  public long number(Keyword keyword) {
    Optional<String> value = text(keyword);
    return value.isEmpty() ? -1 : Long.parseLong(value.get());
  }

  /// Returns the files of `IdentityFile`, `CertificateFile`, `UserKnownHostsFile`,
  /// `GlobalKnownHostsFile` or `RevokedHostKeys`, with `~`, tokens and variables replaced; none for
  /// `none`.
  ///
  /// @throws ConfigException if a name has a token or variable that does not exist
  public List<String> files(Keyword keyword) throws ConfigException {
    List<String> values = texts(keyword);
    if (values.isEmpty() || values.getFirst().equalsIgnoreCase("none")) {
      return List.of();
    }
    boolean done = isSet(keyword) && keyword == Keyword.USER_KNOWN_HOSTS_FILE;
    if (done) {
      return values;
    }
    List<String> files = new ArrayList<>(values.size());
    for (String value : values) {
      files.add(paths.expanded(value, keyword, where(keyword)));
    }
    return List.copyOf(files);
  }

  /// Returns the command that makes the connection, tokens replaced; empty for none.
  ///
  /// @throws ConfigException if it has a token that does not exist
  public Optional<String> proxyCommand() throws ConfigException {
    Optional<String> command = text(Keyword.PROXY_COMMAND);
    return command.isEmpty()
        ? command
        : Optional.of(
            paths.withTokens(command.get(), Keyword.PROXY_COMMAND, where(Keyword.PROXY_COMMAND)));
  }

  /// Returns the hosts to go through, the first to connect to first; none for a direct connection.
  public List<JumpHost> proxyJump() {
    List<JumpHost> hops = new ArrayList<>(0);
    for (String hop : texts(Keyword.PROXY_JUMP)) {
      List<JumpHost> parsed = JumpHost.parseAll(hop);
      if (parsed == null) {
        throw new IllegalStateException("checked when it was read: " + hop);
      }
      hops.addAll(parsed);
    }
    return List.copyOf(hops);
  }

  /// Returns the classes of service of packets (`IPQoS`): for sessions with a terminal, then for
  /// others, each 0 to 255, or -1 for as it is.
  public List<Integer> serviceClasses() {
    List<Integer> classes = new ArrayList<>(2);
    for (String word : text(Keyword.IP_QOS).orElse("none none").split(" ", -1)) {
      classes.add(ValueReader.serviceClass(word));
    }
    return classes;
  }

  /// Returns what `LocalForward` and `DynamicForward` ask for; a dynamic one has no target.
  public List<Forward> localForwards() {
    return local;
  }

  /// Returns what `RemoteForward` asks for.
  public List<Forward> remoteForwards() {
    return remote;
  }

  /// Returns what `UpdateHostKeys` comes to, `true`, `false` or `ask`. Where nobody says, it
  /// depends on whether the user's files are the usual ones; nobody is asked who could not answer.
  String updatesHostKeys() {
    if (!isSet(Keyword.UPDATE_HOST_KEYS)) {
      boolean dns = !text(Keyword.VERIFY_HOST_KEY_DNS).orElse("").equals("false");
      return dns || isSet(Keyword.USER_KNOWN_HOSTS_FILE) ? "false" : "true";
    }
    String said = text(Keyword.UPDATE_HOST_KEYS).orElse("false");
    boolean silent =
        isSet(Keyword.REMOTE_COMMAND)
            || text(Keyword.REQUEST_TTY).orElse("").equals("false")
            || List.of("SILENT", "FATAL", "ERROR").contains(text(Keyword.LOG_LEVEL).orElse(""));
    return said.equals("ask") && silent ? "false" : said;
  }

  /// Returns the patterns of variables that are sent to the host (`SendEnv`).
  public List<String> sendEnv() {
    return sendEnv;
  }

  /// Returns those of our variables that are sent to the host (`SendEnv`), in the order of names.
  public Map<String, String> sentOf(Map<String, String> ours) {
    Map<String, String> sent = new TreeMap<>();
    for (String pattern : sendEnv) {
      Wildcard names = Wildcard.of(pattern);
      ours.forEach((name, value) -> {
        if (names.matches(name)) {
          sent.put(name, value);
        }
      });
    }
    return sent;
  }

  /// Returns the variables that are set at the host (`SetEnv`).
  public Map<String, String> setEnv() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String pair : texts(Keyword.SET_ENV)) {
      int equals = pair.indexOf('=');
      variables.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return variables;
  }

  /// Returns where a keyword was set, as `file:line`, for messages; the host's name if nowhere.
  public String origin(Keyword keyword) {
    return where(keyword).toString();
  }

  private Where where(Keyword keyword) {
    Setting setting = slots.get(keyword);
    return setting == null ? new Where(typed, 0) : setting.where();
  }

  /// Returns all of it as `ssh -G` does: a line for each value, the keyword in small letters first.
  /// Keywords that nobody set and that have no standard value are left out.
  public List<String> lines() {
    return new Printout(this).lines();
  }
}
