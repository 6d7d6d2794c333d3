package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.it.peer.DropbearServer;
import dev.muster.it.peer.Ended;
import dev.muster.it.peer.GoServer;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.RealServer;
import dev.muster.it.peer.Ssh;
import dev.muster.it.peer.UserKeys;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.SessionEnd;
import dev.muster.ssh.key.Passphrase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The engine against four servers, in every cell of the [Matrix], and `docs/interop.md`, which
/// says what came of it.
///
/// A cell is red if the connection fails in any other way than that both sides have nothing in
/// common, or if OpenSSH's own client gets through where we do not. `-Dinterop.write=true` writes
/// the page; without it the page has to agree, if it speaks of the same versions.
@Tag("peers")
class InteropMatrixTest {

  private static final String HOST = "127.0.0.1";
  private static final String HELLO = "hello\n";

  /// A server with which several cells are tried at once, but no more than dropbear takes from one
  /// address.
  private record Peer(
      String name,
      ToIntFunction<KeyKind> port,
      Function<KeyKind, String> hostKey,
      Semaphore turns) {
    Peer(String name, ToIntFunction<KeyKind> port, Function<KeyKind, String> hostKey) {
      this(name, port, hostKey, new Semaphore(3));
    }
  }

  private static final byte[] INPUT = input();
  private static final List<AutoCloseable> opened = new ArrayList<>();
  private static final List<Peer> peers = new ArrayList<>();
  private static UserKeys keys;

  @BeforeAll
  static void start() {
    keys = UserKeys.make();
    List<KeyKind> kinds = List.of(KeyKind.values());
    kinds.forEach(keys::key);
    add(
        "OpenSSH",
        OpenSshServer.start(
            keys,
            kinds,
            List.of(
                "KexAlgorithms +diffie-hellman-group14-sha1",
                "Ciphers +aes128-cbc,aes192-cbc,aes256-cbc,3des-cbc",
                "HostKeyAlgorithms +ssh-rsa",
                "PubkeyAcceptedAlgorithms +ssh-rsa")));
    addDropbear();
    add(
        "Go",
        GoServer.real(
            keys,
            kinds,
            List.of(
                "-ciphers",
                "aes128-gcm@openssh.com,chacha20-poly1305@openssh.com,"
                    + "aes128-ctr,aes192-ctr,aes256-ctr,aes128-cbc,3des-cbc")));
    MinaServer mina = MinaServer.start();
    opened.add(mina);
    peers.add(new Peer("MINA SSHD", kind -> mina.port(), mina::hostKey));
  }

  private static void add(String name, RealServer server) {
    opened.add(server);
    peers.add(new Peer(name, kind -> server.port(), server::hostKey));
  }

  /// It takes four host keys at most, so there are two.
  private static void addDropbear() {
    List<KeyKind> larger = List.of(KeyKind.ECDSA_384, KeyKind.ECDSA_521);
    RealServer other = DropbearServer.start(keys, larger, List.of());
    opened.add(other);
    RealServer one =
        DropbearServer.start(keys, List.of(KeyKind.ED25519, KeyKind.ECDSA, KeyKind.RSA), List.of());
    opened.add(one);
    peers.add(
        new Peer(
            "dropbear",
            kind -> (larger.contains(kind) ? other : one).port(),
            kind -> (larger.contains(kind) ? other : one).hostKey(kind)));
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    keys.close();
  }

  /// Half of it can be compressed and half of it cannot.
  private static byte[] input() {
    byte[] input = new byte[40_000];
    new Random(4).nextBytes(input);
    Arrays.fill(input, 0, 20_000, (byte) 'x');
    return input;
  }

  @Test
  void everyCellThatBothSidesSupportIsGreen() throws Exception {
    for (Peer peer : peers) {
      assertThat(openssh(Matrix.base(), peer).out()).as(peer.name()).isEqualTo(HELLO);
      assertThat(tried(Matrix.base(), peer)).as(peer.name()).isEqualTo(MatrixPage.GREEN);
    }
    List<Matrix.Cell> cells = Matrix.cells();
    Map<String, String> outcomes = new ConcurrentHashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (Peer peer : peers) {
        for (Matrix.Cell cell : cells) {
          all.add(
              threads.submit(
                  () -> outcomes.put(MatrixPage.key(cell, peer.name()), outcome(cell, peer))));
        }
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    assertThat(outcomes.entrySet())
        .as("cells that are neither green nor out of reach")
        .allMatch(each -> MatrixPage.isGood(each.getValue()));
    agrees(MatrixPage.text(cells, versions(), outcomes));
  }

  private static String outcome(Matrix.Cell cell, Peer peer) throws InterruptedException {
    peer.turns().acquire();
    try {
      String ours = tried(cell, peer);
      if (ours.equals(MatrixPage.GREEN)) {
        return ours;
      }
      boolean asked = cell.axis() != Matrix.Axis.COMPRESSION; // ssh offers `none` with it, always
      Ended theirs = openssh(cell, peer);
      if (asked && theirs.out().equals(HELLO)) {
        return "red where ssh gets through: " + ours;
      }
      boolean knows = !theirs.err().contains("Bad SSH2");
      return ours.equals(MatrixPage.ABSENT) || !knows ? ours : MatrixPage.NEITHER;
    } finally {
      peer.turns().release();
    }
  }

  private static String tried(Matrix.Cell cell, Peer peer) {
    int port = peer.port().applyAsInt(cell.hostKey());
    Path known = keys.knownHosts(peer.hostKey().apply(cell.hostKey()), port, List.of(HOST));
    ConnectionOptions options =
        ConnectionOptions.of(
            List.of(Caller.load(keys.key(cell.userKey()), Passphrase.none())), Caller.trust(known));
    try (Caller caller = Caller.with(options).offering(cell.offered())) {
      Caller.Said said = caller.run(HOST, port, "cat", INPUT);
      byte[] echo = said.out().getBytes(StandardCharsets.ISO_8859_1);
      return Arrays.equals(echo, INPUT) && said.end().equals(new SessionEnd.Exited(0))
          ? MatrixPage.GREEN
          : "red: " + echo.length + " bytes came back, " + said.end();
    } catch (AssertionError e) {
      String message = String.valueOf(e.getMessage());
      return message.contains("no common") ? MatrixPage.ABSENT : "red: " + message;
    }
  }

  private static Ended openssh(Matrix.Cell cell, Peer peer) {
    int port = peer.port().applyAsInt(cell.hostKey());
    Path known = keys.knownHosts(peer.hostKey().apply(cell.hostKey()), port, List.of(HOST));
    Ssh ssh = new Ssh(port, System.getProperty("user.name"), keys.key(cell.userKey()), List.of());
    for (String option : cell.options()) {
      ssh = ssh.with(option);
    }
    return ssh.knowing(known).run(HOST, "echo hello");
  }

  private static Map<String, String> versions() throws IOException {
    Map<String, String> versions = new LinkedHashMap<>();
    for (Peer peer : peers) {
      int port = peer.port().applyAsInt(KeyKind.ED25519);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
        versions.put(peer.name(), in.readLine().replaceFirst("SSH-2.0-", "").split(" ", 2)[0]);
      }
    }
    return versions;
  }

  private static void agrees(String page) throws IOException {
    Path file = root().resolve("docs/interop.md");
    if (Boolean.getBoolean("interop.write")) {
      Files.writeString(file, page);
    }
    String written = Files.readString(file);
    if (MatrixPage.versions(written).equals(MatrixPage.versions(page))) {
      assertThat(written)
          .as("%s; write it anew with -Dinterop.write=true if that is as it should be", file)
          .isEqualTo(page);
    }
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/features.md"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
