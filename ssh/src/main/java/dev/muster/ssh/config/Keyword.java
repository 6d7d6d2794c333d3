package dev.muster.ssh.config;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The keywords of `ssh_config(5)` that set something, of OpenSSH 9.2 and newer, and those that
/// Debian and Red Hat add.
public enum Keyword {
  ADD_KEYS_TO_AGENT("AddKeysToAgent", Kind.AGENT_KEYS, "false"),
  ADDRESS_FAMILY("AddressFamily", Kind.FAMILY, "any"),
  BATCH_MODE("BatchMode", Kind.FLAG, "no"),
  BIND_ADDRESS("BindAddress", Kind.TEXT, null),
  BIND_INTERFACE("BindInterface", Kind.TEXT, null),
  CANONICAL_DOMAINS("CanonicalDomains", Kind.DOMAINS, null),
  CANONICALIZE_FALLBACK_LOCAL("CanonicalizeFallbackLocal", Kind.FLAG, "yes"),
  CANONICALIZE_HOSTNAME("CanonicalizeHostname", Kind.CANONICALIZE, "false"),
  CANONICALIZE_MAX_DOTS("CanonicalizeMaxDots", Kind.NUMBER, "1"),
  CANONICALIZE_PERMITTED_CNAMES("CanonicalizePermittedCNAMEs", Kind.CNAMES, null),
  CA_SIGNATURE_ALGORITHMS("CASignatureAlgorithms", Kind.KEY_TYPES, null),
  CERTIFICATE_FILE("CertificateFile", Kind.FILE, null),
  CHANNEL_TIMEOUT("ChannelTimeout", Kind.WORDS, null),
  CHECK_HOST_IP("CheckHostIP", Kind.FLAG, "no"),
  CIPHERS("Ciphers", Kind.CIPHERS, null),
  CLEAR_ALL_FORWARDINGS("ClearAllForwardings", Kind.FLAG, "no"),
  COMPRESSION("Compression", Kind.COMPRESSION, "no"),
  CONNECTION_ATTEMPTS("ConnectionAttempts", Kind.NUMBER, "1"),
  CONNECT_TIMEOUT("ConnectTimeout", Kind.TIME, null),
  CONTROL_MASTER("ControlMaster", Kind.MASTER, "false"),
  CONTROL_PATH("ControlPath", Kind.TEXT, null),
  CONTROL_PERSIST("ControlPersist", Kind.PERSIST, "no"),
  DYNAMIC_FORWARD("DynamicForward", Kind.FORWARD, null),
  ENABLE_ESCAPE_COMMANDLINE("EnableEscapeCommandline", Kind.FLAG, "no"),
  ENABLE_SSH_KEYSIGN("EnableSSHKeysign", Kind.FLAG, "no"),
  ESCAPE_CHAR("EscapeChar", Kind.ESCAPE, "~"),
  EXIT_ON_FORWARD_FAILURE("ExitOnForwardFailure", Kind.FLAG, "no"),
  FINGERPRINT_HASH("FingerprintHash", Kind.HASH, "SHA256"),
  FORK_AFTER_AUTHENTICATION("ForkAfterAuthentication", Kind.FLAG, "no"),
  FORWARD_AGENT("ForwardAgent", Kind.AGENT_FORWARD, "no"),
  FORWARD_X11("ForwardX11", Kind.FLAG, "no"),
  FORWARD_X11_TIMEOUT("ForwardX11Timeout", Kind.TIME, "1200"),
  FORWARD_X11_TRUSTED("ForwardX11Trusted", Kind.FLAG, "no"),
  GATEWAY_PORTS("GatewayPorts", Kind.FLAG, "no"),
  GLOBAL_KNOWN_HOSTS_FILE(
      "GlobalKnownHostsFile", Kind.FILES, "/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2"),
  GSSAPI_AUTHENTICATION("GSSAPIAuthentication", Kind.FLAG, "no"),
  GSSAPI_CLIENT_IDENTITY("GSSAPIClientIdentity", Kind.TEXT, null),
  GSSAPI_DELEGATE_CREDENTIALS("GSSAPIDelegateCredentials", Kind.FLAG, "no"),
  GSSAPI_KEX_ALGORITHMS("GSSAPIKexAlgorithms", Kind.TEXT, null),
  GSSAPI_KEY_EXCHANGE("GSSAPIKeyExchange", Kind.FLAG, "no"),
  GSSAPI_RENEWAL_FORCES_REKEY("GSSAPIRenewalForcesRekey", Kind.FLAG, "no"),
  GSSAPI_SERVER_IDENTITY("GSSAPIServerIdentity", Kind.TEXT, null),
  GSSAPI_TRUST_DNS("GSSAPITrustDns", Kind.FLAG, "no"),
  HASH_KNOWN_HOSTS("HashKnownHosts", Kind.FLAG, "no"),
  HOSTBASED_ACCEPTED_ALGORITHMS(
      "HostbasedAcceptedAlgorithms", Kind.KEY_TYPES, null, "hostbasedkeytypes"),
  HOSTBASED_AUTHENTICATION("HostbasedAuthentication", Kind.FLAG, "no"),
  HOST_KEY_ALGORITHMS("HostKeyAlgorithms", Kind.KEY_TYPES, null),
  HOST_KEY_ALIAS("HostKeyAlias", Kind.TEXT, null),
  HOST_NAME("HostName", Kind.TEXT, null),
  IDENTITIES_ONLY("IdentitiesOnly", Kind.FLAG, "no"),
  IDENTITY_AGENT("IdentityAgent", Kind.AGENT, null),
  IDENTITY_FILE("IdentityFile", Kind.FILE, null, "identityfile2"),
  IGNORE_UNKNOWN("IgnoreUnknown", Kind.TEXT, null),
  IP_QOS("IPQoS", Kind.QOS, "af21 cs1"),
  KBD_INTERACTIVE_AUTHENTICATION(
      "KbdInteractiveAuthentication",
      Kind.FLAG,
      "yes",
      "challengeresponseauthentication",
      "skeyauthentication",
      "tisauthentication"),
  KBD_INTERACTIVE_DEVICES("KbdInteractiveDevices", Kind.TEXT, null),
  KEX_ALGORITHMS("KexAlgorithms", Kind.KEX, null),
  KNOWN_HOSTS_COMMAND("KnownHostsCommand", Kind.COMMAND, null),
  LOCAL_COMMAND("LocalCommand", Kind.COMMAND, null),
  LOCAL_FORWARD("LocalForward", Kind.FORWARD, null),
  LOG_LEVEL("LogLevel", Kind.LEVEL, "INFO"),
  LOG_VERBOSE("LogVerbose", Kind.VERBOSE, null),
  MACS("MACs", Kind.MACS, null),
  NO_HOST_AUTHENTICATION_FOR_LOCALHOST("NoHostAuthenticationForLocalhost", Kind.FLAG, "no"),
  NUMBER_OF_PASSWORD_PROMPTS("NumberOfPasswordPrompts", Kind.NUMBER, "3"),
  OBSCURE_KEYSTROKE_TIMING("ObscureKeystrokeTiming", Kind.WORDS, null),
  PASSWORD_AUTHENTICATION("PasswordAuthentication", Kind.FLAG, "yes"),
  PERMIT_LOCAL_COMMAND("PermitLocalCommand", Kind.FLAG, "no"),
  PERMIT_REMOTE_OPEN("PermitRemoteOpen", Kind.OPEN, null),
  PKCS11_PROVIDER("PKCS11Provider", Kind.TEXT, null, "smartcarddevice"),
  PORT("Port", Kind.PORT, "22"),
  PREFERRED_AUTHENTICATIONS("PreferredAuthentications", Kind.TEXT, null),
  PROXY_COMMAND("ProxyCommand", Kind.COMMAND, null),
  PROXY_JUMP("ProxyJump", Kind.JUMP, null),
  PROXY_USE_FDPASS("ProxyUseFdpass", Kind.FLAG, "no"),
  PUBKEY_ACCEPTED_ALGORITHMS(
      "PubkeyAcceptedAlgorithms", Kind.KEY_TYPES, null, "pubkeyacceptedkeytypes"),
  PUBKEY_AUTHENTICATION("PubkeyAuthentication", Kind.PUBKEY, "true", "dsaauthentication"),
  REFUSE_CONNECTION("RefuseConnection", Kind.TEXT, null),
  REKEY_LIMIT("RekeyLimit", Kind.REKEY, "0"),
  REMOTE_COMMAND("RemoteCommand", Kind.COMMAND, null),
  REMOTE_FORWARD("RemoteForward", Kind.FORWARD, null),
  REQUEST_TTY("RequestTTY", Kind.TTY, "auto"),
  REQUIRED_RSA_SIZE("RequiredRSASize", Kind.NUMBER, "1024"),
  REVOKED_HOST_KEYS("RevokedHostKeys", Kind.FILES, null),
  SECURITY_KEY_PROVIDER("SecurityKeyProvider", Kind.TEXT, "internal"),
  SEND_ENV("SendEnv", Kind.SEND_ENV, null),
  SERVER_ALIVE_COUNT_MAX("ServerAliveCountMax", Kind.NUMBER, "3"),
  SERVER_ALIVE_INTERVAL(
      "ServerAliveInterval", Kind.TIME, "0", "protocolkeepalives", "setuptimeout"),
  SESSION_TYPE("SessionType", Kind.SESSION, "default"),
  SET_ENV("SetEnv", Kind.SET_ENV, null),
  STDIN_NULL("StdinNull", Kind.FLAG, "no"),
  STREAM_LOCAL_BIND_MASK("StreamLocalBindMask", Kind.MASK, "0177"),
  STREAM_LOCAL_BIND_UNLINK("StreamLocalBindUnlink", Kind.FLAG, "no"),
  STRICT_HOST_KEY_CHECKING("StrictHostKeyChecking", Kind.STRICT, "ask"),
  SYSLOG_FACILITY("SyslogFacility", Kind.FACILITY, "USER"),
  TAG("Tag", Kind.TEXT, null),
  TCP_KEEP_ALIVE("TCPKeepAlive", Kind.FLAG, "yes", "keepalive"),
  TUNNEL("Tunnel", Kind.TUNNEL, "false"),
  TUNNEL_DEVICE("TunnelDevice", Kind.DEVICE, "any:any"),
  UPDATE_HOST_KEYS("UpdateHostKeys", Kind.ASK, null),
  USER("User", Kind.TEXT, null),
  USER_KNOWN_HOSTS_FILE("UserKnownHostsFile", Kind.FILES, "~/.ssh/known_hosts ~/.ssh/known_hosts2"),
  VERIFY_HOST_KEY_DNS("VerifyHostKeyDNS", Kind.ASK, "false"),
  VERSION_ADDENDUM("VersionAddendum", Kind.COMMAND, null),
  VISUAL_HOST_KEY("VisualHostKey", Kind.FLAG, "no"),
  WARN_WEAK_CRYPTO("WarnWeakCrypto", Kind.WEAK, null),
  XAUTH_LOCATION("XAuthLocation", Kind.TEXT, "/usr/bin/xauth"),
  /// The second word of `RekeyLimit`, which is kept apart: either may come from another line.
  REKEY_INTERVAL("", Kind.TIME, "0"),
  /// The socket that `ForwardAgent` may name, which may come from another line than its `yes`.
  FORWARD_AGENT_PATH("", Kind.TEXT, null);

  /// Keywords that mean nothing any more and are passed over, as OpenSSH does.
  private static final Set<String> PASSED_OVER =
      Set.of(
          "protocol",
          "cipher",
          "fallbacktorsh",
          "globalknownhostsfile2",
          "rhostsauthentication",
          "userknownhostsfile2",
          "useroaming",
          "usersh",
          "useprivilegedport",
          "afstokenpassing",
          "kerberosauthentication",
          "kerberostgtpassing",
          "rsaauthentication",
          "rhostsrsaauthentication",
          "compressionlevel");

  private static final Map<String, Keyword> BY_NAME = byName();

  private final String text;
  private final Kind kind;

  @SuppressWarnings("ImmutableEnumChecker") // a List.of is immutable
  private final List<String> standard;

  @SuppressWarnings("ImmutableEnumChecker") // a List.of is immutable
  private final List<String> aliases;

  Keyword(String text, Kind kind, @Nullable String standard, String... aliases) {
    this.text = text;
    this.kind = kind;
    this.standard =
        standard == null
            ? List.of()
            : List.of(kind == Kind.FILES ? standard.split(" ") : new String[] {standard});
    this.aliases = List.of(aliases);
  }

  /// Returns the keyword as it is usually written.
  public String text() {
    return text;
  }

  Kind kind() {
    return kind;
  }

  /// Returns what OpenSSH takes where no file says anything; none if that is nothing.
  List<String> standard() {
    return standard;
  }

  /// Returns the keyword of this name in small letters, null if there is none.
  static @Nullable Keyword named(String name) {
    return BY_NAME.get(name);
  }

  static boolean isPassedOver(String name) {
    return PASSED_OVER.contains(name);
  }

  private static Map<String, Keyword> byName() {
    Map<String, Keyword> names = new HashMap<>();
    for (Keyword keyword : values()) {
      if (!keyword.text.isEmpty()) {
        names.put(keyword.text.toLowerCase(Locale.ROOT), keyword);
        for (String alias : keyword.aliases) {
          names.put(alias, keyword);
        }
      }
    }
    return names;
  }
}
