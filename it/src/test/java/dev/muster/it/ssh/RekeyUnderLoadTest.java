package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.ssh.Algorithms;
import dev.muster.ssh.Exec;
import dev.muster.ssh.RekeyLimit;
import dev.muster.ssh.SshConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// New keys under load, by bytes and by time, begun by both sides or by us alone.
class RekeyUnderLoadTest {

  private static final String HOST = "127.0.0.1";
  private static final Duration MOST = Duration.ofSeconds(1);

  /// Each way; what is sent comes back.
  @ParameterizedTest(name = "{0} at the server")
  @Tag("soak")
  @ValueSource(strings = {"RekeyLimit 64M 1", "RekeyLimit 4G none"})
  void twoGibibytesWithNewKeysEach64MebibytesAndEachSecond(String server) {
    carries(
        2L << 30,
        server,
        RekeyLimit.after(64 << 20).orAfter(Duration.ofSeconds(1)),
        Algorithms.standard());
  }

  @ParameterizedTest
  @Tag("peers")
  @ValueSource(strings = {"aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes256-ctr"})
  void aSmallerAmountWithEachKindOfCipher(String cipher) {
    carries(
        64L << 20,
        "RekeyLimit 4M 1",
        RekeyLimit.after(3 << 20).orAfter(Duration.ofMillis(200)),
        Algorithms.standard().withCiphers(List.of(cipher)));
  }

  /// The server never begins, and no amount makes us: what is left is time.
  @Test
  @Tag("peers")
  void aSmallerAmountByOurTimeAlone() {
    Counts counts =
        carries(
            64L << 20,
            "RekeyLimit 4G none",
            RekeyLimit.after(1L << 40).orAfter(Duration.ofMillis(50)),
            Algorithms.standard());
    assertThat(counts.exchanges()).isGreaterThan(2);
    assertThat(counts.begunByServer()).isZero();
  }

  @Test
  @Tag("peers")
  void aSmallerAmountCompressed() {
    Algorithms all = Algorithms.standard();
    carries(
        64L << 20,
        "RekeyLimit 4M 1",
        RekeyLimit.after(3 << 20).orAfter(Duration.ofMillis(200)),
        new Algorithms(
            all.keyExchanges(),
            all.hostKeys(),
            all.ciphers(),
            all.macs(),
            List.of("zlib@openssh.com")));
  }

  private record Counts(long exchanges, long begunByServer) {}

  private static Counts carries(
      long bytes, String server, RekeyLimit limit, Algorithms algorithms) {
    try (UserKeys keys = UserKeys.make();
        OpenSshServer sshd = OpenSshServer.start(keys, server, "LogLevel DEBUG");
        Caller caller = to(sshd, keys).offering(algorithms).rekeying(limit)) {
      SshConnection connection = caller.connect(HOST, sshd.port());
      Echo echo = Echo.of(bytes);
      echo.runOn(connection, new Exec("cat", Map.of(), 1 << 21));

      String log = sshd.log();
      long exchanges = count(log, "rekeying out");
      System.out.printf(
          "%d MiB each way in %.1f s, %d exchanges of keys (%d begun by the server),"
              + " longest gap %d ms%n",
          bytes >> 20,
          echo.time().toMillis() / 1000.0,
          exchanges,
          begunByServer(log),
          echo.longestGap().toMillis());
      assertThat(echo.count()).isEqualTo(bytes);
      assertThat(echo.received()).isEqualTo(echo.sent());
      assertThat(echo.longestGap()).isLessThan(MOST);
      assertThat(exchanges).isGreaterThanOrEqualTo(bytes / limit.bytes());
      return new Counts(exchanges, begunByServer(log));
    }
  }

  private static Caller to(OpenSshServer sshd, UserKeys keys) {
    return Caller.with(
        keys.ed25519(), keys.knownHosts(sshd.hostKey(KeyKind.ED25519), sshd.port(), List.of(HOST)));
  }

  private static long count(String log, String what) {
    return log.lines().filter(line -> line.contains(what)).count();
  }

  /// Of each exchange the server's log has two lines; the first tells who began.
  private static long begunByServer(String log) {
    List<String> lines = log.lines().filter(line -> line.contains("SSH2_MSG_KEXINIT ")).toList();
    long begun = 0;
    for (int i = 2; i + 1 < lines.size(); i += 2) {
      begun += lines.get(i).contains("KEXINIT sent") ? 1 : 0;
    }
    return begun;
  }
}
