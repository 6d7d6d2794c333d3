package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.fleet.ScriptedClient.Outcome;
import dev.muster.ssh.transport.Message;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A fleet over sockets, with canned and with real commands.
class FleetTest {

  private static final int PATIENCE = 20_000;

  @AfterEach
  void leavesNoThread() {
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("fleet-"));
  }

  @Test
  void playsAnotherHostAtEachAddress() throws Exception {
    FleetOptions options =
        FleetOptions.of(Behaviour.of(Script.shell()))
            .withLoops(2)
            .behaving(address ->
                Behaviour.of(Script.always(Answer.of("I am " + address.getHostAddress()))));
    try (Fleet fleet = Fleet.start(options)) {
      for (String host : List.of("127.0.0.1", "127.0.3.4", "127.255.255.254")) {
        try (ScriptedClient client = connect(fleet, host)) {
          assertThat(client.run("x").out()).isEqualTo("I am " + host);
        }
      }
      assertThat(fleet.counters().accepted()).isEqualTo(3);
      assertThat(fleet.counters().commands()).isEqualTo(3);
    }
  }

  @Test
  void servesManyConnectionsAtOnce() throws Exception {
    int count = 300;
    Behaviour behaviour = Behaviour.of(Script.always(Answer.of("hello\n")));
    try (Fleet fleet = Fleet.start(FleetOptions.of(behaviour).withLoops(2));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<ScriptedClient> clients = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        clients.add(connect(fleet, "127.0." + i / 250 + "." + (1 + i % 250)));
      }
      assertThat(fleet.counters().connections()).isEqualTo(count);
      assertThat(fleet.counters().peak()).isEqualTo(count);
      List<Future<Outcome>> outcomes = new ArrayList<>();
      for (ScriptedClient client : clients) {
        outcomes.add(threads.submit(() -> client.run("x")));
      }
      for (Future<Outcome> outcome : outcomes) {
        assertThat(outcome.get().out()).isEqualTo("hello\n");
      }
      for (ScriptedClient client : clients) {
        client.close();
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          echo out; echo err >&2; exit 3 | out   | err | exit-status 3
          kill -KILL $$                  |       |     | exit-signal KILL
          kill -TERM $$                  |       |     | exit-signal TERM
          echo $0                        | sh    |     | exit-status 0
          nonsense 2>/dev/null           |       |     | exit-status 127
          echo ${SSH_CONNECTION##* } >&2; true |  | PORT | exit-status 0
          """)
  void runsRealCommands(String command, String out, String err, String end) throws Exception {
    try (Fleet fleet = Fleet.start(FleetOptions.of(Behaviour.of(Script.shell())));
        ScriptedClient client = connect(fleet, "127.0.0.1")) {
      String port = Integer.toString(fleet.port());
      Outcome outcome = client.run(command);
      assertThat(outcome.out().strip().replace("/bin/", "")).isEqualTo(out == null ? "" : out);
      assertThat(outcome.err().strip().replace(port, "PORT")).isEqualTo(err == null ? "" : err);
      assertThat(outcome.end()).isEqualTo(end);
    }
  }

  @Test
  void givesVariablesToRealCommands() throws Exception {
    try (Fleet fleet = Fleet.start(FleetOptions.of(Behaviour.of(Script.shell())));
        ScriptedClient client = connect(fleet, "127.0.0.1")) {
      int channel = client.open(100, 100);
      client.send(client.request(channel, "env", false).putString("WHO").putString("a b"));
      client.exec(channel, "echo \"$WHO\"");
      client.expect(Message.CHANNEL_SUCCESS);
      assertThat(client.outcome(channel).out()).isEqualTo("a b\n");
    }
  }

  @Test
  void movesManyBytesThroughARealCommandAndLosesNone() throws Exception {
    try (Fleet fleet = Fleet.start(FleetOptions.of(Behaviour.of(Script.shell())));
        ScriptedClient client = connect(fleet, "127.0.0.1")) {
      assertThat(client.run("yes | head -c 5000000").out())
          .hasSize(5_000_000)
          .isEqualTo("y\n".repeat(2_500_000));
    }
  }

  @Test
  void feedsInputToARealCommand() throws Exception {
    try (Fleet fleet = Fleet.start(FleetOptions.of(Behaviour.of(Script.shell())));
        ScriptedClient client = connect(fleet, "127.0.0.1")) {
      int channel = client.open(1 << 20, 1 << 15);
      client.exec(channel, "tr a-z A-Z; echo done >&2");
      client.expect(Message.CHANNEL_SUCCESS);
      for (String piece : List.of("one ", "two ", "three")) {
        byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
        client.send(client.to(Message.CHANNEL_DATA, channel).putString(bytes));
      }
      client.send(client.to(Message.CHANNEL_EOF, channel));
      assertThat(client.outcome(channel))
          .isEqualTo(new Outcome("ONE TWO THREE", "done\n", "exit-status 0"));
    }
  }

  @Test
  void sendsARealCommandASignal() throws Exception {
    try (Fleet fleet = Fleet.start(FleetOptions.of(Behaviour.of(Script.shell())));
        ScriptedClient client = connect(fleet, "127.0.0.1")) {
      int channel = client.open(100, 100);
      client.exec(channel, "trap 'echo caught; exit 5' USR1; echo ready; while :; do :; done");
      client.expect(Message.CHANNEL_SUCCESS);
      client.expect(Message.CHANNEL_DATA);
      client.send(client.request(channel, "signal", false).putString("USR1"));
      assertThat(client.outcome(channel)).isEqualTo(new Outcome("caught\n", "", "exit-status 5"));
    }
  }

  @ParameterizedTest
  @CsvSource({"channel", "connection", "fleet"})
  void leavesNothingOfACommandWhose(String ends) throws Exception {
    List<ProcessHandle> begun;
    try (Fleet fleet = Fleet.start(FleetOptions.of(Behaviour.of(Script.shell())));
        ScriptedClient client = connect(fleet, "127.0.0.1")) {
      int channel = client.open(1000, 1000);
      client.exec(channel, "sleep 1000 & (sleep 1001; true) & echo $$; wait");
      client.expect(Message.CHANNEL_SUCCESS);
      var body = client.expect(Message.CHANNEL_DATA);
      body.readInt();
      ProcessHandle shell = ProcessHandle.of(Long.parseLong(body.readText().strip())).orElseThrow();
      begun = new ArrayList<>(shell.descendants().toList());
      begun.add(shell);
      AutoCloseable ending =
          switch (ends) {
            case "channel" -> () -> client.send(client.to(Message.CHANNEL_CLOSE, channel));
            case "connection" -> client;
            default -> fleet;
          };
      ending.close();
      for (ProcessHandle process : begun) {
        process.onExit().get(20, java.util.concurrent.TimeUnit.SECONDS);
      }
    }
    assertThat(begun).hasSizeGreaterThanOrEqualTo(2).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void closesWhileOutputIsUnderWay() throws Exception {
    Behaviour behaviour = Behaviour.of(Script.always(Answer.of("flood").endless()));
    Fleet fleet = Fleet.start(FleetOptions.of(behaviour));
    try (ScriptedClient client = connect(fleet, "127.0.0.1")) {
      int channel = client.open(Integer.MAX_VALUE, 1 << 15);
      client.exec(channel, "x");
      client.expect(Message.CHANNEL_SUCCESS);
    } finally {
      fleet.close();
    }
    assertThat(fleet.counters().connections()).isZero();
  }

  @Test
  void writesWhatAClientChecksItsKeysBy() {
    try (Fleet fleet =
        Fleet.start(
            FleetOptions.of(Behaviour.of(Script.shell()))
                .withHostKeys(List.of(MemoryServer.HOST_KEY)))) {
      assertThat(fleet.knownHosts("127.*"))
          .isEqualTo(
              "[127.*]:%d %s\n"
                  .formatted(fleet.port(), MemoryServer.HOST_KEY.publicKey().line("")));
    }
  }

  @Test
  void saysThatAPortIsTaken() {
    FleetOptions options = FleetOptions.of(Behaviour.of(Script.shell()));
    try (Fleet fleet = Fleet.start(options)) {
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> Fleet.start(options.withPort(fleet.port())))
          .withMessageStartingWith("no fleet at port " + fleet.port() + ": ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          127.0.0.1    | 127.0.0.1   | true
          127.9.8.7    | 127.0.0.1   | true
          192.0.2.1    | 192.0.2.2   | false
          192.0.2.1    | 192.0.2.1   | false
          192.0.2.1    | 127.0.0.1   | false
          127.0.0.1    | 192.0.2.2   | false
          0.0.0.0      | 127.0.0.1   | false
          """)
  void talksWithinThisMachineOnly(String local, String remote, boolean talks) {
    assertThat(Fleet.isWithin(InetAddress.ofLiteral(local), InetAddress.ofLiteral(remote)))
        .isEqualTo(talks);
  }

  @Test
  void letsInTheKeysItIsGiven() throws Exception {
    FleetOptions options =
        FleetOptions.of(Behaviour.of(Script.always(Answer.of("in"))))
            .authorizing(new Authorized.Keys(Set.of(ScriptedClient.KEY.publicKey())));
    try (Fleet fleet = Fleet.start(options);
        ScriptedClient client = connect(fleet, "127.0.0.1")) {
      assertThat(client.run("x").out()).isEqualTo("in");
    }
  }

  @Test
  void misbehavesAtOneHostOnly() throws Exception {
    Behaviour good =
        Behaviour.of(Script.of(Map.of(), Answer.of("fine").after(Duration.ofMillis(1))));
    FleetOptions options =
        FleetOptions.of(good)
            .behaving(address ->
                address.getHostAddress().equals("127.0.0.13")
                    ? good.with(new Trouble.Close(Point.ACCEPTED, true))
                    : good);
    try (Fleet fleet = Fleet.start(options);
        ScriptedClient client = connect(fleet, "127.0.0.12")) {
      assertThat(client.run("x").out()).isEqualTo("fine");
      assertThatExceptionOfType(java.io.IOException.class)
          .isThrownBy(() -> connect(fleet, "127.0.0.13"));
    }
  }

  private static ScriptedClient connect(Fleet fleet, String host) throws Exception {
    ScriptedClient client = new ScriptedClient(Wire.connect(host, fleet.port(), PATIENCE));
    client.handshake();
    client.login();
    return client;
  }
}
