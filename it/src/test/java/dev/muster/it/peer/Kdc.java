package dev.muster.it.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// MIT Kerberos' key distribution centre, run as the current user, with a realm of its own. Its
/// files are in its own folder, and none of the system's is read or written.
public final class Kdc implements AutoCloseable {

  /// The realm.
  public static final String REALM = "MUSTER.TEST";

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final WorkFolder folder;
  private final Daemon daemon;
  private final Map<String, String> environment;

  private Kdc(WorkFolder folder, Daemon daemon, Map<String, String> environment) {
    this.folder = folder;
    this.daemon = daemon;
    this.environment = environment;
  }

  /// Starts one that knows nobody, and returns when it listens.
  ///
  /// @throws AssertionError when its programs are missing or do not start
  public static Kdc start() {
    Path program = Programs.find("krb5kdc", "krb5-kdc");
    WorkFolder folder = WorkFolder.make("kdc");
    Map<String, String> environment = new HashMap<>();
    environment.put("KRB5_CONFIG", folder.path().resolve("krb5.conf").toString());
    environment.put("KRB5_KDC_PROFILE", folder.path().resolve("kdc.conf").toString());
    Daemon daemon =
        Daemon.start(
            folder,
            new Daemon.Program(
                "commencing operation",
                false,
                environment,
                port -> {
                  configure(folder, port);
                  if (!Files.exists(folder.path().resolve("principal"))) {
                    run(
                        environment,
                        Programs.find("kdb5_util", "krb5-kdc"),
                        List.of("create", "-s", "-P", "master"));
                  }
                  return List.of(program.toString(), "-n");
                }));
    return new Kdc(folder, daemon, environment);
  }

  /// Names are taken as they are, without asking any name server.
  private static void configure(WorkFolder folder, int port) {
    folder.write(
        "krb5.conf",
        """
        [libdefaults]
          default_realm = %1$s
          dns_lookup_kdc = false
          dns_lookup_realm = false
          dns_canonicalize_hostname = false
          udp_preference_limit = 1
          k5login_directory = %2$s
        [realms]
          %1$s = {
            kdc = 127.0.0.1:%3$d
          }
        """
            .formatted(REALM, folder.folder("k5login"), port));
    folder.write(
        "kdc.conf",
        """
        [realms]
          %1$s = {
            database_name = %2$s/principal
            key_stash_file = %2$s/stash
            acl_file = %2$s/acl
            kdc_listen = 127.0.0.1:%3$d
            kdc_tcp_listen = 127.0.0.1:%3$d
            max_life = 1h
          }
        [logging]
          kdc = STDERR
        """
            .formatted(REALM, folder.path(), port));
  }

  /// Returns what programs need in their environment to use this realm.
  public Map<String, String> environment() {
    return environment;
  }

  /// Adds users, or hosts as `host/NAME`.
  public void add(String... principals) {
    for (String principal : principals) {
      admin("addprinc", "-randkey", principal);
    }
  }

  /// Changes a principal's key, so that key tables made before hold another one.
  public void changeKey(String principal) {
    admin("cpw", "-randkey", principal);
  }

  /// Returns a new key table with the keys of principals, which stay as they are.
  public Path keyTable(String... principals) {
    Path table = unused("keys");
    List<String> words = new ArrayList<>(List.of("ktadd", "-norandkey", "-k", table.toString()));
    words.addAll(List.of(principals));
    admin(words.toArray(String[]::new));
    return table;
  }

  /// Returns a new ticket cache of a user.
  ///
  /// @param options more words for `kinit`, such as `-f`
  public Path tickets(String user, String... options) {
    Path cache = unused("tickets");
    putTickets(user, "FILE:" + cache, options);
    return cache;
  }

  /// Puts tickets of a user into a cache.
  ///
  /// @param cache as `KRB5CCNAME` has it
  public void putTickets(String user, String cache, String... options) {
    List<String> words = new ArrayList<>(List.of("-k", "-t", keyTable(user).toString()));
    words.addAll(List.of("-c", cache));
    words.addAll(List.of(options));
    words.add(user);
    run(environment, Programs.find("kinit", "krb5-user"), words);
  }

  /// Returns whether a cache has tickets that are good now.
  public boolean isGood(Path cache) {
    Path klist = Programs.find("klist", "krb5-user");
    List<String> words = List.of(klist.toString(), "-s", "-c", "FILE:" + cache);
    return Programs.run(words, environment, LIMIT).exit() == 0;
  }

  /// Returns a name in the KDC's folder that nothing has yet.
  public Path unused(String name) {
    Path free = folder.path().resolve(name);
    for (int i = 1; Files.exists(free); i++) {
      free = folder.path().resolve(name + i);
    }
    return free;
  }

  private void admin(String... words) {
    run(environment, Programs.find("kadmin.local", "krb5-admin-server"), List.of(words));
  }

  private static void run(Map<String, String> environment, Path program, List<String> arguments) {
    List<String> words = new ArrayList<>(List.of(program.toString()));
    words.addAll(arguments);
    Ended ended = Programs.run(words, environment, LIMIT);
    if (ended.exit() != 0) {
      throw new AssertionError(words + ": wanted exit status 0, got " + ended);
    }
  }

  /// Makes it say nothing until it is resumed.
  public void pause() {
    daemon.signal("STOP");
  }

  /// Makes it go on.
  public void resume() {
    daemon.signal("CONT");
  }

  /// Ends it, and leaves its files.
  public void stop() {
    daemon.stop();
  }

  @Override
  public void close() {
    daemon.close();
  }
}
