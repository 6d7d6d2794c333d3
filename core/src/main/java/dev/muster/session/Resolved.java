package dev.muster.session;

import dev.muster.model.HostKeys;
import dev.muster.model.Login;
import dev.muster.model.Offer;
import dev.muster.model.Proofs;
import dev.muster.model.SshSettings;
import dev.muster.ssh.Algorithms;
import dev.muster.ssh.auth.Method;
import dev.muster.ssh.config.AlgorithmList;
import dev.muster.ssh.config.ConfigException;
import dev.muster.ssh.config.HostSettings;
import dev.muster.ssh.config.JumpHost;
import dev.muster.ssh.config.Keyword;
import dev.muster.ssh.machine.OwnHostKeys;
import dev.muster.ssh.trust.HostKeyOptions;
import dev.muster.ssh.trust.HostKeyPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the configuration says of one host, as far as it is done here; the rest as in `base`.
final class Resolved {

  /// What `IdentityFile none` comes to: a file that is there and holds no key.
  static final Path NO_KEY = Path.of("/dev/null");

  private static final Set<String> WANTS_PTY = Set.of("true", "yes", "force");

  private final HostSettings said;
  private final SshSettings base;
  private final Map<String, String> environment;
  private final SshSettings settings;
  private final Optional<String> command;
  private String refusal = "";

  /// @param environment of this process, as far as hosts may have it
  /// @param connectTimeout zero: as the configuration says
  Resolved(
      HostSettings said, SshSettings base, Map<String, String> environment, Duration connectTimeout)
      throws ConfigException {
    this.said = said;
    this.base = base;
    this.environment = environment;
    this.settings =
        new SshSettings(
            base.user(),
            base.port(),
            login(),
            hostKeys(),
            Dialling.of(said, base.network(), connectTimeout, this::refuse),
            offer(),
            environment());
    this.command = said.proxyJump().isEmpty() ? said.proxyCommand() : Optional.empty();
    checkCommand();
  }

  static String user(HostSettings said, SshSettings base) {
    return said.isSet(Keyword.USER) ? said.user() : base.user();
  }

  static int port(HostSettings said, SshSettings base) {
    return said.isSet(Keyword.PORT) ? said.port() : base.port();
  }

  /// Returns the settings but for user and port, which are those of `base`.
  SshSettings settings() {
    return settings;
  }

  /// Returns whether commands get a terminal though they do not ask for one.
  boolean wantsPty() {
    return WANTS_PTY.contains(said.text(Keyword.REQUEST_TTY).orElse(""));
  }

  /// Returns the agent that commands may use (`ForwardAgent`), named as in `IdentityAgent`; empty
  /// for none.
  String lentAgent() {
    if (!said.flag(Keyword.FORWARD_AGENT)) {
      return "";
    }
    return said.text(Keyword.FORWARD_AGENT_PATH).orElse(settings.login().agent());
  }

  /// Returns whether forwards listen here on all addresses unless they say where.
  boolean isGateway() {
    return said.flag(Keyword.GATEWAY_PORTS);
  }

  /// Returns the hosts on the way, the first to connect to first.
  List<JumpHost> way() {
    return said.proxyJump();
  }

  /// Returns the command that the host is connected to by, if there is one.
  Optional<String> command() {
    return command;
  }

  /// Returns why the host cannot be connected to as the configuration says; empty if it can.
  String refusal() {
    return refusal;
  }

  private Login login() throws ConfigException {
    Login login = base.login();
    String agent =
        said.isSet(Keyword.IDENTITY_AGENT)
            ? said.text(Keyword.IDENTITY_AGENT).orElse(login.agent())
            : login.agent();
    boolean only = flag(Keyword.IDENTITIES_ONLY, login.identitiesOnly());
    Proofs proofs = proofs(login.proofs());
    return new Login(
        identities(),
        certificates(),
        agent,
        only,
        methods(login.methods(), proofs),
        login.maxTries(),
        proofs);
  }

  private Proofs proofs(Proofs otherwise) {
    Proofs.Tickets tickets = otherwise.tickets();
    return new Proofs(
        new Proofs.Tickets(
            flag(Keyword.GSSAPI_AUTHENTICATION, tickets.isUsed()),
            flag(Keyword.GSSAPI_DELEGATE_CREDENTIALS, tickets.isDelegated()),
            text(Keyword.GSSAPI_CLIENT_IDENTITY, tickets.user()),
            text(Keyword.GSSAPI_SERVER_IDENTITY, tickets.server())),
        machine(otherwise.machine()),
        text(Keyword.PKCS11_PROVIDER, otherwise.tokenLibrary()),
        otherwise.isWanted());
  }

  private Proofs.Machine machine(Proofs.Machine otherwise) {
    if (!flag(Keyword.HOSTBASED_AUTHENTICATION, otherwise.isUsed())) {
      return new Proofs.Machine(false, otherwise.algorithms());
    }
    List<String> all = OwnHostKeys.ALGORITHMS;
    return new Proofs.Machine(
        true, chosen(Keyword.HOSTBASED_ACCEPTED_ALGORITHMS, all, all, otherwise.algorithms()));
  }

  private boolean flag(Keyword keyword, boolean otherwise) {
    return said.isSet(keyword) ? said.flag(keyword) : otherwise;
  }

  /// `none` says that there is none.
  private String text(Keyword keyword, String otherwise) {
    String text = said.isSet(keyword) ? said.text(keyword).orElse("") : otherwise;
    return text.equalsIgnoreCase("none") ? "" : text;
  }

  private List<String> methods(List<String> otherwise, Proofs proofs) {
    List<String> methods = new ArrayList<>(otherwise);
    if (said.isSet(Keyword.PREFERRED_AUTHENTICATIONS)) {
      String list = said.text(Keyword.PREFERRED_AUTHENTICATIONS).orElse("");
      methods = new ArrayList<>(List.of(list.split(",", -1)));
      methods.removeIf(name -> Method.named(name).isEmpty());
      if (methods.isEmpty()) {
        refuse(Keyword.PREFERRED_AUTHENTICATIONS, "no method of \"" + list + "\" is known here");
      }
    }
    List<String> off = new ArrayList<>();
    if (!methods.isEmpty() && !proofs.tickets().isUsed()) {
      off.add("gssapi-with-mic");
    }
    if (!methods.isEmpty() && !proofs.machine().isUsed()) {
      off.add("hostbased");
    }
    addIfOff(Keyword.PUBKEY_AUTHENTICATION, "publickey", off);
    addIfOff(Keyword.PASSWORD_AUTHENTICATION, "password", off);
    addIfOff(Keyword.KBD_INTERACTIVE_AUTHENTICATION, "keyboard-interactive", off);
    if (off.isEmpty()) {
      return methods;
    }
    if (methods.isEmpty()) {
      for (Method method : Method.values()) {
        methods.add(method.toString());
      }
    }
    methods.removeAll(off);
    if (methods.isEmpty()) {
      refuse(Keyword.PREFERRED_AUTHENTICATIONS, "no way to authenticate is left");
    }
    return methods;
  }

  private void addIfOff(Keyword keyword, String method, List<String> off) {
    String value = said.text(keyword).orElse("");
    if (value.equals("no") || value.equals("false")) {
      off.add(method);
    }
  }

  private List<Path> identities() throws ConfigException {
    if (!said.isSet(Keyword.IDENTITY_FILE)) {
      return base.identities();
    }
    List<Path> files = paths(said.files(Keyword.IDENTITY_FILE));
    return files.isEmpty() ? List.of(NO_KEY) : files;
  }

  /// One that is missing is passed over, as with OpenSSH.
  private List<Path> certificates() throws ConfigException {
    if (!said.isSet(Keyword.CERTIFICATE_FILE)) {
      return base.login().certificates();
    }
    List<Path> files = paths(said.files(Keyword.CERTIFICATE_FILE));
    files.removeIf(file -> !Files.exists(file));
    return files;
  }

  private static List<Path> paths(List<String> names) {
    List<Path> paths = new ArrayList<>(names.size());
    for (String name : names) {
      paths.add(Path.of(name));
    }
    return paths;
  }

  private HostKeys hostKeys() throws ConfigException {
    HostKeys keys = base.hostKeys();
    if (said.isSet(Keyword.STRICT_HOST_KEY_CHECKING)) {
      keys = keys.withMode(mode(said.text(Keyword.STRICT_HOST_KEY_CHECKING).orElse("")));
    }
    if (said.isSet(Keyword.USER_KNOWN_HOSTS_FILE)) {
      keys = keys.withUserFiles(paths(said.files(Keyword.USER_KNOWN_HOSTS_FILE)));
    }
    if (said.isSet(Keyword.GLOBAL_KNOWN_HOSTS_FILE)) {
      keys = keys.withGlobalFiles(paths(said.files(Keyword.GLOBAL_KNOWN_HOSTS_FILE)));
    }
    if (said.isSet(Keyword.REVOKED_HOST_KEYS)) {
      keys = keys.withRevokedFiles(paths(said.files(Keyword.REVOKED_HOST_KEYS)));
    }
    if (said.isSet(Keyword.HASH_KNOWN_HOSTS)) {
      keys = keys.withHashedNames(said.flag(Keyword.HASH_KNOWN_HOSTS));
    }
    if (said.isSet(Keyword.HOST_KEY_ALIAS)) {
      keys = keys.withAlias(said.text(Keyword.HOST_KEY_ALIAS).orElse(""));
    }
    List<String> all =
        HostKeyOptions.of(HostKeyPolicy.STRICT, List.of(), List.of()).authorityAlgorithms();
    return keys.withAuthorityAlgorithms(
        chosen(Keyword.CA_SIGNATURE_ALGORITHMS, all, all, keys.authorityAlgorithms()));
  }

  /// `ask` means strict: nobody is asked in the middle of a run.
  private static HostKeys.Mode mode(String text) {
    return switch (text) {
      case "false" -> HostKeys.Mode.OFF;
      case "accept-new" -> HostKeys.Mode.ACCEPT_NEW;
      default -> HostKeys.Mode.STRICT;
    };
  }

  private Offer offer() {
    Offer offer = base.offer();
    Algorithms usual = Algorithms.standard();
    Algorithms all = Algorithms.known();
    boolean compressed =
        said.isSet(Keyword.COMPRESSION) ? said.flag(Keyword.COMPRESSION) : offer.compression();
    long rekey = said.isSet(Keyword.REKEY_LIMIT) ? said.number(Keyword.REKEY_LIMIT) : 0;
    Duration rekeyTime =
        said.isSet(Keyword.REKEY_INTERVAL)
            ? Duration.ofSeconds(said.number(Keyword.REKEY_INTERVAL))
            : offer.rekeyTime();
    return new Offer(
        chosen(
            Keyword.KEX_ALGORITHMS, usual.keyExchanges(), all.keyExchanges(), offer.keyExchanges()),
        chosen(Keyword.HOST_KEY_ALGORITHMS, usual.hostKeys(), all.hostKeys(), offer.hostKeys()),
        chosen(Keyword.CIPHERS, usual.ciphers(), all.ciphers(), offer.ciphers()),
        chosen(Keyword.MACS, usual.macs(), all.macs(), offer.macs()),
        compressed,
        rekey > 0 ? rekey : offer.rekeyBytes(),
        rekeyTime);
  }

  /// Returns those of the list that the engine has: files are written for OpenSSH, which has more.
  private String chosen(Keyword keyword, List<String> usual, List<String> all, String otherwise) {
    if (!said.isSet(keyword)) {
      return otherwise;
    }
    String list = said.text(keyword).orElse("");
    List<String> names = AlgorithmList.resolve(list, usual, all);
    if (names.isEmpty()) {
      refuse(keyword, "nothing that is known here is left of \"" + list + "\"; choose from " + all);
    }
    return String.join(",", names);
  }

  private Map<String, String> environment() {
    if (!said.isSet(Keyword.SET_ENV) && said.sendEnv().isEmpty()) {
      return base.environment();
    }
    Map<String, String> all = new LinkedHashMap<>(base.environment());
    all.putAll(said.sentOf(environment));
    all.putAll(said.setEnv());
    return all;
  }

  /// A host that is connected to by a command is connected to by nothing else: its name may mean
  /// another machine here, and what is sent to it would go past the way that was chosen.
  private void checkCommand() {
    if (command.isEmpty()) {
      return;
    }
    if (said.flag(Keyword.PROXY_USE_FDPASS)) {
      refuse(
          Keyword.PROXY_USE_FDPASS,
          "no command can hand over a connection here; use one that copies what is said");
    } else if (command.get().strip().equals("-")) {
      refuse(Keyword.PROXY_COMMAND, "our own standard input and output are no way to a host");
    } else if (settings.network().proxy().isPresent()) {
      refuse(
          Keyword.PROXY_COMMAND,
          "a proxy is given, too; to go through that, say ProxyCommand=none before the files");
    }
  }

  private void refuse(Keyword keyword, String why) {
    if (refusal.isEmpty()) {
      refusal =
          "connect: "
              + keyword.text()
              + " ("
              + said.origin(keyword)
              + "): "
              + why
              + "; nothing was sent to the host";
    }
  }
}
