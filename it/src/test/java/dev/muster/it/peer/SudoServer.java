package dev.muster.it.peer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// OpenSSH's `sshd` and the real `sudo`, among users and rules of the tests' own. Needs root.
///
/// It runs in a mount namespace in which the system's lists of users and passwords, the rules of
/// `sudo` and its way to authenticate are files of ours: nothing of the system is changed. All
/// users have the same password.
public final class SudoServer implements RealServer {

  /// The password of every user, root among them.
  public static final String PASSWORD = "open sesame";

  /// As `crypt(3)` makes it.
  private static final String HASH =
      "$6$musterTests$JrEE3ieolO2ev4pL1faCFOYuji2p2nawLAR7ePOQmuagVD3C.4EqryT320SCmGrrh8LAMPTSI9buFWoEQUejC/";

  private static final int FIRST_ID = 60_001;

  private static final String ENTER =
      "while [ \"$1\" != -- ]; do mount --bind \"$1\" \"$2\" || exit; shift 2; done; shift; exec \"$@\"";

  private final OpenSshServer sshd;

  private SudoServer(OpenSshServer sshd) {
    this.sshd = sshd;
  }

  /// Starts one.
  ///
  /// @param keys which keys may log in as any of the users
  /// @param rules the lines of `sudoers` for each user there is
  /// @throws AssertionError when a program is missing, or the current user is not root; says what
  ///   to do
  public static SudoServer start(UserKeys keys, Map<String, List<String>> rules) {
    if (!Daemon.USER.equals("root")) {
      throw new AssertionError(
          "a test with the tag root runs as " + Daemon.USER + "; leave the tag out");
    }
    Programs.find("sudo", "sudo");
    List<String> settings =
        List.of(
            "AuthorizedKeysCommand /bin/cat " + keys.authorizedKeys(),
            "AuthorizedKeysCommandUser root",
            "AuthorizedKeysFile none",
            "AcceptEnv *");
    return new SudoServer(
        OpenSshServer.start(
            keys, List.of(KeyKind.ED25519), settings, folder -> namespace(folder, rules)));
  }

  private static List<String> namespace(WorkFolder folder, Map<String, List<String>> rules) {
    StringBuilder users = new StringBuilder(Programs.text(Path.of("/etc/passwd")));
    StringBuilder passwords = new StringBuilder("root:" + HASH + ":19000:0:99999:7:::\n");
    StringBuilder sudoers =
        new StringBuilder(
            """
            Defaults env_reset, !fqdn, !syslog, lecture=never, timestamp_timeout=0
            Defaults !mail_no_user, !mail_badpass, secure_path="/usr/sbin:/usr/bin:/sbin:/bin"
            """);
    int id = FIRST_ID;
    for (Map.Entry<String, List<String>> user : rules.entrySet()) {
      String name = user.getKey();
      users.append("%s:x:%d:%d::/:/bin/sh\n".formatted(name, id, id));
      passwords.append("%s:%s:19000:0:99999:7:::\n".formatted(name, HASH));
      user.getValue().forEach(rule -> sudoers.append(rule).append('\n'));
      id++;
    }
    List<String> words = new ArrayList<>();
    words.add(Programs.find("unshare", "util-linux").toString());
    words.addAll(List.of("-m", "/bin/sh", "-c", ENTER, "sh"));
    words.addAll(List.of(file(folder, "passwd", users, "644"), "/etc/passwd"));
    words.addAll(List.of(file(folder, "shadow", passwords, "600"), "/etc/shadow"));
    words.addAll(List.of(file(folder, "sudoers", sudoers, "440"), "/etc/sudoers"));
    String pam =
        "auth required pam_unix.so nodelay\naccount required pam_unix.so\nsession required pam_permit.so\n";
    words.addAll(List.of(file(folder, "pam", pam, "644"), "/etc/pam.d/sudo"));
    words.add("--");
    return words;
  }

  private static String file(WorkFolder folder, String name, CharSequence text, String mode) {
    String file = folder.write(name, text.toString()).toString();
    Programs.succeed(List.of("chmod", mode, file));
    return file;
  }

  @Override
  public int port() {
    return sshd.port();
  }

  @Override
  public String hostKey(KeyKind kind) {
    return sshd.hostKey(kind);
  }

  @Override
  public String log() {
    return sshd.log();
  }

  @Override
  public void close() {
    sshd.close();
  }
}
