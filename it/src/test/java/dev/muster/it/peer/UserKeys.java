package dev.muster.it.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A user's keys and `known_hosts` files, made by `ssh-keygen` in a directory of their own.
///
/// Each key is made when first asked for, with its public half beside it (`.pub`), and from then on
/// every server that was started with these keys lets it in. Safe for use by many threads. [#close]
/// deletes everything.
public final class UserKeys implements AutoCloseable {

  private final WorkFolder folder = WorkFolder.make("keys");
  private final Path keygen = Programs.find("ssh-keygen", "openssh-client");
  private final Path authorized = folder.write("authorized_keys", "");
  private int knownHostsFiles; // guarded by this

  private UserKeys() {}

  /// An empty set of keys.
  public static UserKeys make() {
    return new UserKeys();
  }

  /// The private key file of an unencrypted ed25519 key.
  public Path ed25519() {
    return key(KeyKind.ED25519);
  }

  /// The private key file of an unencrypted ECDSA key.
  public Path ecdsa() {
    return key(KeyKind.ECDSA);
  }

  /// The private key file of an unencrypted RSA key.
  public Path rsa() {
    return key(KeyKind.RSA);
  }

  /// The private key file of an unencrypted key in OpenSSH's own format.
  public Path key(KeyKind kind) {
    return key(kind.fileName(), kind, "");
  }

  /// The private key file of a key in OpenSSH's own format, encrypted with a passphrase.
  public Path encrypted(KeyKind kind, String passphrase) {
    return key(kind.fileName() + "-encrypted", kind, passphrase);
  }

  /// The private key file of a key made with more arguments for `ssh-keygen`, for example `-m PEM`
  /// or `-Z aes256-gcm@openssh.com`.
  ///
  /// @param name the file's name; asking again for a name gives the same key
  public synchronized Path key(String name, KeyKind kind, String passphrase, String... more) {
    Path file = folder.path().resolve(name);
    if (Files.exists(file)) {
      return file;
    }
    List<String> words = new ArrayList<>(List.of(keygen.toString(), "-q", "-t", kind.type()));
    words.addAll(List.of("-b", kind.bits()));
    words.addAll(List.of("-N", passphrase, "-C", name, "-f", file.toString()));
    words.addAll(List.of(more));
    Programs.succeed(words);
    try {
      String line = Files.readString(publicHalf(file));
      Files.writeString(authorized, line, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /// A copy of a private key file, with its public half, that a passphrase opens.
  public synchronized Path withPassphrase(Path key, String passphrase) {
    Path copy = folder.path().resolve(key.getFileName() + "-copy");
    try {
      Files.copy(key, copy);
      Files.copy(publicHalf(key), publicHalf(copy));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Programs.succeed(
        List.of(keygen.toString(), "-q", "-p", "-P", "", "-N", passphrase, "-f", copy.toString()));
    return copy;
  }

  /// Makes a certificate of a key, beside it, that lets a user in.
  ///
  /// @return the public half of the authority
  public synchronized Path certify(Path key, String user) {
    Path authority = folder.path().resolve("authority");
    if (!Files.exists(authority)) {
      Programs.succeed(
          List.of(keygen.toString(), "-q", "-t", "ed25519", "-N", "", "-f", authority.toString()));
    }
    List<String> words = new ArrayList<>(List.of(keygen.toString(), "-q", "-s"));
    words.addAll(List.of(authority.toString(), "-I", "a test", "-n", user));
    words.add(publicHalf(key).toString());
    Programs.succeed(words);
    return publicHalf(authority);
  }

  /// The file beside a private key that holds its public half.
  public static Path publicHalf(Path key) {
    return key.resolveSibling(key.getFileName() + ".pub");
  }

  /// A private key file that no server knows.
  public Path stranger() {
    Path file = folder.path().resolve("stranger");
    synchronized (this) {
      if (!Files.exists(file)) {
        Programs.succeed(
            List.of(keygen.toString(), "-q", "-t", "ed25519", "-N", "", "-f", file.toString()));
      }
    }
    return file;
  }

  /// The `authorized_keys` file with all keys made so far.
  public Path authorizedKeys() {
    return authorized;
  }

  /// A new `known_hosts` file that names one key for each of the hosts.
  ///
  /// @param publicKey the algorithm and the key, for example of [RealServer#hostKey(KeyKind)]
  /// @param hosts names, addresses or patterns such as `127.1.0.*`
  public Path knownHosts(String publicKey, int port, List<String> hosts) {
    return knownHosts(knownHostsText(publicKey, port, hosts));
  }

  /// A new `known_hosts` file with this text.
  public synchronized Path knownHosts(String text) {
    knownHostsFiles++;
    return folder.write("known_hosts-" + knownHostsFiles, text);
  }

  /// Hides the names in a `known_hosts` file, as `ssh-keygen -H` does.
  public Path hash(Path knownHosts) {
    Programs.succeed(List.of(keygen.toString(), "-H", "-f", knownHosts.toString()));
    try {
      Files.delete(knownHosts.resolveSibling(knownHosts.getFileName() + ".old"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return knownHosts;
  }

  /// The text of a `known_hosts` file, one line for each host.
  public static String knownHostsText(String publicKey, int port, List<String> hosts) {
    return hosts.stream()
        .map(host -> port == 22 ? host : "[" + host + "]:" + port)
        .map(host -> host + " " + publicKey + "\n")
        .collect(Collectors.joining());
  }

  /// Addresses such as `127.1.0.1` to `127.1.0.200`.
  ///
  /// @param prefix all but the last number, its dot included
  public static List<String> addresses(String prefix, int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(i -> prefix + i).toList();
  }

  @Override
  public void close() {
    folder.close();
  }
}
