package dev.muster.agent;

import dev.muster.wire.Mux;
import dev.muster.wire.MuxEnd;
import dev.muster.wire.Pipe;
import dev.muster.wire.PipeDriver;
import dev.muster.wire.Settings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// The agent's program: says that it is ready, answers until the connection ends, and ends for
/// sure.
///
/// ```
/// connection ends ─▶ calls are interrupted ─▶ time of grace ─▶ processes are killed ─▶ halt
/// System.exit     ─▶ BYE with that reason  ─▶ time of grace ─▶ halt
/// ```
public final class Main {

  static final long STARTED_MILLIS = System.currentTimeMillis();

  private static final String VERSION = "1";

  /// What this agent can do besides, as HELLO says it: a map of "cache" to true.
  private static final byte[] OFFERS = {34, 1, 10, 10, 'c', 'a', 'c', 'h', 'e', 2};

  private static final int IN = 3;
  private static final int OUT = 4;
  private static final Duration LAST_WORD = Duration.ofSeconds(1);

  private final Mux mux;
  private final Conversations conversations;
  private final Calls calls;
  private final Relays relays;
  private final long graceMillis;
  private final AtomicBoolean logging = new AtomicBoolean();
  private volatile boolean ending;

  /// The process that started this one; 0 before that was looked up, or if nobody can tell.
  private volatile long parent;

  private Main(long graceMillis) {
    this.graceMillis = graceMillis;
    Prints prints = new Prints();
    prints.install();
    CodeCache cache = new CodeCache();
    Spaces spaces = new Spaces(cache, new Logging());
    this.calls = new Calls(spaces, prints);
    this.relays = new Relays(cache, jar(), prints, graceMillis);
    this.conversations = new Conversations(cache, spaces, calls, relays);
    this.mux = new Mux(Settings.of(Settings.Side.AGENT), OFFERS, conversations);
    prints.on(mux);
    spaces.on(mux);
  }

  /// Becomes an agent.
  ///
  /// @param arguments the nonce of the start, the time of grace in milliseconds, the socket where
  ///   the controller listens, or nothing
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length < 2) {
      complain("muster starts this over a pipe; by hand it does nothing");
      Runtime.getRuntime().halt(2);
    }
    Pipe pipe = Pipe.ofDescriptors(IN, OUT);
    String java = System.getProperty("java.runtime.version", "");
    String ready = "muster-" + arguments[0] + " ready " + VERSION + " " + java + "\n";
    Pipe frames = arguments.length > 2 ? called(arguments[2], arguments[0], pipe) : pipe;
    pipe.write(ByteBuffer.wrap(ready.getBytes(StandardCharsets.US_ASCII)));
    Main main = new Main(Long.parseLong(arguments[1])); // what the controller sends waits meanwhile
    PipeDriver driver = PipeDriver.start(main.mux, frames, "muster");
    Runtime.getRuntime().addShutdownHook(main.new Exit(driver));
    main.parent = Parent.pid();
    MuxEnd how = main.conversations.await();
    if (how instanceof MuxEnd.Lost lost && lost.cause() != null) {
      complain("the connection " + lost.message() + " (" + lost.cause() + ")");
    }
    long grace = how instanceof MuxEnd.Bye bye ? main.grace(bye) : main.graceMillis;
    main.end(how instanceof MuxEnd.Bye ? 0 : 1, grace, how instanceof MuxEnd.Lost);
  }

  /// Calls where the controller listens, if it does. The controller looks for the nonce when it
  /// hears `ready`, so what may fail is done before the nonce is said.
  private static Pipe called(String socket, String nonce, Pipe otherwise) {
    if (socket.isEmpty()) {
      return otherwise;
    }
    Pipe made = null;
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      made = Pipe.of(channel); // does not block: a call that would have to wait is none
      byte[] said = nonce.getBytes(StandardCharsets.US_ASCII);
      if (channel.connect(UnixDomainSocketAddress.of(socket))
          && channel.write(ByteBuffer.wrap(said)) == said.length) {
        return made;
      }
    } catch (IOException | RuntimeException e) {
      // Then it is the pipes.
    }
    if (made != null) {
      made.endInput();
      made.endOutput();
    }
    return otherwise;
  }

  /// A controller that says goodbye may say how long it waits.
  private long grace(MuxEnd.Bye bye) {
    long wanted = Failures.number(bye.reason());
    return wanted < 0 ? graceMillis : Math.min(wanted, graceMillis);
  }

  private void end(int status, long grace, boolean alone) throws InterruptedException {
    ending = true;
    Calls.daemon(() -> haltAfter(grace + 2 * LAST_WORD.toMillis(), status), "halt").start();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(grace);
    relays.endInputs();
    calls.end(grace);
    relays.close(deadline);
    killChildren(alone);
    Runtime.getRuntime().halt(status);
  }

  /// Kills what code left behind: all that descends from this, and the process groups among that.
  /// The shell that started this kills the rest of its group; if it is gone, that is done here, and
  /// ends this too.
  ///
  /// @param alone whether that shell may be going just now: what held the connection is gone, and
  ///   takes the shell with it where that was of its group
  private void killChildren(boolean alone) {
    StringBuilder line = new StringBuilder("kill -KILL");
    ProcessHandle self = ProcessHandle.current();
    int known = line.length();
    for (ProcessHandle each : self.descendants().toList()) {
      line.append(" -").append(each.pid());
      each.destroyForcibly();
    }
    boolean left = parent != 0 && parent != Parent.pid();
    if (alone || left) {
      line.append(" -").append(self.pid());
    }
    if (line.length() > known) {
      try {
        Process kill = new ProcessBuilder("/bin/sh", "-c", line.toString()).start();
        kill.waitFor(1, TimeUnit.SECONDS);
      } catch (IOException e) {
        // No shell: nothing else can be done.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Code has called `System.exit`, or a signal came: the controller is told, and nothing that code
  /// left behind keeps the process from ending.
  private final class Exit extends Thread {

    private final PipeDriver driver;

    Exit(PipeDriver driver) {
      super("muster exit");
      this.driver = driver;
    }

    @Override
    public void run() {
      if (ending) {
        killChildren(false); // somebody has lost patience
        return;
      }
      Calls.daemon(() -> haltAfter(graceMillis + LAST_WORD.toMillis(), 1), "halt").start();
      mux.bye(
          Failures.text(
              "code that was called ended the agent's Java (System.exit), or a signal did"));
      driver.close(LAST_WORD);
      killChildren(false);
    }
  }

  private static void haltAfter(long millis, int status) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(status);
  }

  /// Says why it ends where the carrier reads it: `System.err` needs the connection.
  private static void complain(String why) {
    try {
      byte[] line = ("muster agent: " + why + "\n").getBytes(StandardCharsets.UTF_8);
      new FileOutputStream(FileDescriptor.err).write(line);
    } catch (IOException e) {
      // then nobody is left to hear it
    }
  }

  /// Forwards what code logs, from the moment at which there may be some.
  private final class Logging implements Runnable {
    @Override
    public void run() {
      boolean there = ModuleLayer.boot().findModule("java.logging").isPresent();
      if (there && mux.end().isEmpty() && logging.compareAndSet(false, true)) {
        Logs.install(mux);
      }
    }
  }

  private static Path jar() {
    return Path.of(System.getProperty("java.class.path", ""));
  }
}
