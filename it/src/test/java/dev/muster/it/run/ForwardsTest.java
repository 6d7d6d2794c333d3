package dev.muster.it.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.Forwarded;
import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.Run;
import dev.muster.fleet.Answer;
import dev.muster.fleet.Behaviour;
import dev.muster.fleet.Exit;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetOptions;
import dev.muster.fleet.Script;
import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.Forwards;
import dev.muster.model.GroupResult;
import dev.muster.model.HostKeys;
import dev.muster.model.Reached;
import dev.muster.model.Result;
import dev.muster.model.RunOptions;
import dev.muster.model.SshSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Forwards of a group of loopback hosts, through the library.
class ForwardsTest {

  @TempDir private Path folder;

  private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();
  private final AtomicInteger served = new AtomicInteger();
  private Fleet fleet;
  private Muster muster;
  private ServerSocket service;

  /// Hosts whose commands run for ever, and a service here that says hello.
  @BeforeEach
  void start() throws Exception {
    Answer forEver = Answer.of("").withExit(new Exit.Never());
    Script script =
        new Script.Canned(line -> {
          commands.add(line);
          return line.equals("true") ? Answer.of("") : forEver;
        });
    fleet = Fleet.start(FleetOptions.of(Behaviour.of(script)));
    service = new ServerSocket(0, 300, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofPlatform().daemon().start(this::serve);
    Path key = folder.resolve("id");
    byte[] bytes =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    Files.writeString(
        key,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(bytes)
            + "\n-----END PRIVATE KEY-----\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    SshSettings ssh =
        SshSettings.standard()
            .withPort(fleet.port())
            .withIdentity(key)
            .withHostKeys(HostKeys.standard().withMode(HostKeys.Mode.OFF));
    muster = Muster.open(MusterOptions.standard().withSsh(ssh));
  }

  @AfterEach
  void stop() throws IOException {
    muster.close();
    fleet.close();
    service.close();
  }

  private void serve() {
    try {
      while (true) {
        try (Socket socket = service.accept()) {
          served.incrementAndGet();
          socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      // closed
    }
  }

  private String toService(int port) {
    return port + ":127.0.0.1:" + service.getLocalPort();
  }

  private static String hear(String host, int port) throws IOException {
    try (Socket socket = new Socket(host, port)) {
      socket.setSoTimeout(20_000);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String command() throws InterruptedException {
    String line = commands.poll(30, TimeUnit.SECONDS);
    assertThat(line).as("a command").isNotNull();
    return line;
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  @Test
  void twoHundredHostsReachAPortHereWhileTheirCommandRuns() throws Exception {
    Group group = muster.group("127.1.0.[1-200]").forwarding(Forwards.none().remote(toService(0)));
    Command command = Command.shell("serve {host} {port}").withHostWords();
    try (Run<Completed> run = group.start(command, RunOptions.standard().withFanOut(200))) {
      for (int i = 0; i < 200; i++) {
        String[] words = command().split(" ", -1);
        assertThat(hear(words[1], Integer.parseInt(words[2]))).isEqualTo("hello");
      }
      assertThat(run.results()).isEmpty();
      run.cancel();
      assertThat(run.await().failures()).hasSize(200);
    }
    assertThat(served).hasValue(200);
    assertThat(fleet.counters().broken()).isZero();
  }

  @Test
  void nothingRunsOnAHostThatCannotHaveAllOfThem() throws Exception {
    int taken;
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.1.0.2"))) {
      taken = other.getLocalPort();
      Forwards both = Forwards.none().remote(toService(0)).remote(toService(taken));
      Command command = Command.shell("true").withHostWords();
      GroupResult<Completed> done = muster.group("127.1.0.[1-2]").forwarding(both).run(command);
      assertThat(done.results().get(0).ok()).isTrue();
      assertThat(done.results().get(1))
          .isInstanceOfSatisfying(
              Result.Unreached.class,
              unreached ->
                  assertThat(unreached.message())
                      .contains(
                          "open: 127.1.0.2:%d does not listen on localhost:%d for us"
                              .formatted(fleet.port(), taken)));
    }
    assertThat(commands).containsExactly("true");
  }

  /// Connections that are kept: what one command has forwarded is free for the next.
  @Test
  void theNextCommandHasTheSamePorts() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.1.0.1"))) {
      port = free.getLocalPort();
    }
    Group group = muster.group("127.1.0.1").forwarding(Forwards.none().remote(toService(port)));
    for (int i = 0; i < 20; i++) {
      assertThat(group.run(Command.shell("true")).results().getFirst().message())
          .doesNotContain("open:");
    }
    assertThat(fleet.counters().accepted()).isEqualTo(1);
    awaitRefused("127.1.0.1", port);
  }

  @Test
  void forwardsStayForAsLongAsTheyAreHeld() throws Exception {
    Group group = muster.group("127.1.0.[1-3]");
    List<String> addresses;
    try (Forwarded held = group.forward(Forwards.none().remote(toService(0)))) {
      GroupResult<Reached> hosts = held.hosts();
      assertThat(hosts.failures()).isEmpty();
      addresses = List.of(held.addresses(0).getFirst(), held.addresses(2).getFirst());
      assertThat(hear("127.1.0.1", port(addresses.getFirst()))).isEqualTo("hello");
      assertThat(hear("127.1.0.3", port(addresses.getLast()))).isEqualTo("hello");
      assertThat(group.run(Command.shell("true")).failures()).isEmpty();
      assertThat(fleet.counters().accepted()).as("over the same connections").isEqualTo(3);
    }
    awaitRefused("127.1.0.1", port(addresses.getFirst()));
  }

  /// The host hears of the end a moment later.
  private static void awaitRefused(String host, int port) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    boolean refused = false;
    while (!refused) {
      assertThat(System.nanoTime()).as("it still listens").isLessThan(until);
      try {
        hear(host, port);
      } catch (ConnectException e) {
        refused = true;
      } catch (IOException e) {
        Thread.onSpinWait(); // it was taken, and is cut off
      }
    }
  }

  @Test
  void aHostWithoutAForwardSaysWhyAndTheOthersHaveTheirs() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.1.0.2"))) {
      int taken = other.getLocalPort();
      try (Forwarded held =
          muster.group("127.1.0.[1-2]").forward(Forwards.none().remote(toService(taken)))) {
        assertThat(held.hosts().results().get(0).ok()).isTrue();
        assertThat(held.hosts().results().get(1).message()).contains("does not listen on");
        assertThat(held.addresses(0)).containsExactly("localhost:" + taken);
        assertThat(held.addresses(1)).isEmpty();
        assertThat(hear("127.1.0.1", taken)).isEqualTo("hello");
      }
    }
  }

  @Test
  void aRunThatIsStoppedWhileForwardsAreMadeEndsAsCancelled() throws Exception {
    Group group = muster.group("127.1.0.[1-5]").forwarding(Forwards.none().remote(toService(0)));
    Command command = Command.shell("x {port}").withHostWords();
    for (int i = 0; i < 20; i++) {
      try (Run<Completed> run = group.start(command)) {
        run.cancel();
        assertThat(run.await().failures()).hasSize(5);
      }
    }
    assertThat(fleet.counters().broken()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "80",
        "80:host",
        "80:host:",
        "80:host:0",
        "80::80",
        "80:*:80",
        "70000:host:80",
        "a:b:c:d:e",
        "[::1:80:host:80",
        "/x"
      })
  void refusesForwardsThatAreNone(String text) {
    Group group = muster.group("127.1.0.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> group.forwarding(Forwards.none().remote(text)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> group.forwarding(Forwards.none().local(text)));
  }

  @Test
  void refusesWhatCannotBeShared() throws Exception {
    Group one = muster.group("127.1.0.1");
    Group two = muster.group("127.1.0.[1-2]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> two.forwarding(Forwards.none().local("8080:localhost:80")))
        .withMessage("local and dynamic forwards listen here, for one host; there are 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> two.forward(Forwards.none().dynamic("1080")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> one.forwarding(Forwards.none().local("0:localhost:80")))
        .withMessageContaining("say which port");
    Group choosing = two.forwarding(Forwards.none().remote(toService(0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> choosing.start(Command.shell("x")))
        .withMessageContaining("{port}");
    assertThatIllegalArgumentException().isThrownBy(() -> one.forward(Forwards.none()));
    try (Forwarded held = one.forward(Forwards.none().local("0:localhost:80").dynamic("0"))) {
      assertThat(held.addresses(0)).hasSize(2).allMatch(at -> at.matches("localhost:[1-9]\\d+"));
    }
  }
}
