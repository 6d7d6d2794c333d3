package dev.muster.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How hosts are reached over SSH. Immutable; the withers give changed copies.
///
/// @param user whom to log in as where the host's name says nothing else
/// @param port where the host's name says nothing else
/// @param login what users are authenticated with
/// @param hostKeys how host keys are checked
/// @param network how hosts are connected to
/// @param offer which algorithms are offered
/// @param environment variables for every command (`SetEnv`)
public record SshSettings(
    String user,
    int port,
    Login login,
    HostKeys hostKeys,
    Network network,
    Offer offer,
    Map<String, String> environment) {

  /// How long to wait for a host.
  ///
  /// @param connect the longest time for each phase until a host's key is checked
  /// @param login the longest time for authenticating the user, all ways together
  /// @param keepAlive how long a connection may be silent before the host is asked for a sign of
  ///   life; zero: never
  /// @param questions how many of those questions may stay unanswered
  public record Waits(Duration connect, Duration login, Duration keepAlive, int questions) {

    /// Makes one with three questions.
    public Waits(Duration connect, Duration login, Duration keepAlive) {
      this(connect, login, keepAlive, 3);
    }

    public Waits {
      if (!connect.isPositive()) {
        throw new IllegalArgumentException("connect timeout must be positive, was " + connect);
      }
      if (!login.isPositive()) {
        throw new IllegalArgumentException("login timeout must be positive, was " + login);
      }
      if (keepAlive.isNegative()) {
        throw new IllegalArgumentException("keep-alive must not be negative, was " + keepAlive);
      }
      if (questions < 0) {
        throw new IllegalArgumentException("questions must not be negative, was " + questions);
      }
    }
  }

  public SshSettings {
    if (user.isBlank()) {
      throw new IllegalArgumentException("the user's name is empty");
    }
    checkPort(port);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }

  /// Returns the user who runs this, port 22, the usual key files, strict host keys, 10 s to
  /// connect, 30 s to log in, a sign of life each 60 s.
  public static SshSettings standard() {
    return new SshSettings(
        System.getProperty("user.name", "root"),
        22,
        Login.standard(),
        HostKeys.standard(),
        Network.standard(),
        Offer.standard(),
        Map.of());
  }

  /// Returns these with another user.
  public SshSettings withUser(String name) {
    return new SshSettings(name, port, login, hostKeys, network, offer, environment);
  }

  /// Returns these with another port, 1 to 65535.
  public SshSettings withPort(int number) {
    return new SshSettings(user, number, login, hostKeys, network, offer, environment);
  }

  /// Returns these with one more private key file.
  public SshSettings withIdentity(Path file) {
    return withLogin(login.withIdentity(file));
  }

  /// Returns these with users authenticated otherwise.
  public SshSettings withLogin(Login other) {
    return new SshSettings(user, port, other, hostKeys, network, offer, environment);
  }

  /// Returns these with host keys checked otherwise.
  public SshSettings withHostKeys(HostKeys checked) {
    return new SshSettings(user, port, login, checked, network, offer, environment);
  }

  /// Returns these with another time to connect.
  public SshSettings withConnectTimeout(Duration limit) {
    Waits waits = waits();
    return withWaits(new Waits(limit, waits.login(), waits.keepAlive(), waits.questions()));
  }

  /// Returns these with another time to log in.
  public SshSettings withLoginTimeout(Duration limit) {
    Waits waits = waits();
    return withWaits(new Waits(waits.connect(), limit, waits.keepAlive(), waits.questions()));
  }

  /// Returns these with other times to wait.
  public SshSettings withWaits(Waits other) {
    return withNetwork(network.withWaits(other));
  }

  /// Returns these with hosts connected to otherwise.
  public SshSettings withNetwork(Network other) {
    return new SshSettings(user, port, login, hostKeys, other, offer, environment);
  }

  /// Returns these with other algorithms offered.
  public SshSettings withOffer(Offer other) {
    return new SshSettings(user, port, login, hostKeys, network, other, environment);
  }

  /// Returns these with other variables for every command.
  public SshSettings withEnvironment(Map<String, String> other) {
    return new SshSettings(user, port, login, hostKeys, network, offer, other);
  }

  /// Returns how long to wait for a host.
  public Waits waits() {
    return network.waits();
  }

  /// Returns the key files that were named.
  public List<Path> identities() {
    return login.identities();
  }

  static int checkPort(int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be 1 to 65535, was " + port);
    }
    return port;
  }

  static Path home() {
    return Path.of(System.getProperty("user.home", "/"));
  }

  /// By what differs most often, as [Login#hashCode].
  @Override
  public int hashCode() {
    int hash = 31 * (31 * user.hashCode() + port) + login.hashCode();
    hash = 31 * hash + hostKeys.hashCode();
    hash = 31 * hash + environment.hashCode();
    return 31 * hash + network.proxy().hashCode();
  }
}
