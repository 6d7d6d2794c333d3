package dev.muster.agent;

import dev.muster.wire.Channel;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Inbox;
import dev.muster.wire.Offer;
import dev.muster.wire.Payload;
import dev.muster.wire.Received;
import dev.muster.wire.message.RemoteFailure;
import dev.muster.wire.message.Start;
import dev.muster.wire.start.StartReader;
import dev.muster.wire.start.StartStep;
import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Agents that this one has started: their pipes, passed on to the controller.
///
/// The start-up is done from here: the further agent gets the copy of the jar that this one runs
/// from.
final class Relays {

  private static final ValueCodec CODEC = ValueCodec.of(Types.none());
  private static final Duration LONG = Duration.ofDays(3650);
  private static final int CHUNK = 32 << 10;

  private final CodeCache cache;
  private final Path jar;
  private final Prints prints;
  private final long graceMillis;
  private final Set<Process> processes = ConcurrentHashMap.newKeySet();

  /// @param cache the files that those behind this agent get from here
  /// @param jar the one that this agent runs from
  /// @param graceMillis how long a process may take to end once its input has
  Relays(CodeCache cache, Path jar, Prints prints, long graceMillis) {
    this.cache = cache;
    this.jar = jar;
    this.prints = prints;
    this.graceMillis = graceMillis;
  }

  /// Begins one: the first item that comes is what the start reads, all others are passed on.
  ChannelHandler begin(Channel channel, Payload header) throws ValueException {
    byte[] bytes = header.toBytes();
    Start start = Start.read(CODEC.reader(bytes, 0, bytes.length));
    Inbox inbox = new Inbox();
    Calls.daemon(() -> run(channel, inbox, start), "relay " + channel.id()).start();
    return inbox;
  }

  private void run(Channel channel, Inbox inbox, Start start) {
    ProcessBuilder builder = new ProcessBuilder(start.words());
    builder.environment().putAll(start.environment());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      channel.close(
          Failures.bytes(
              RemoteFailure.of(RemoteFailure.Kind.REFUSED, String.valueOf(e.getMessage()))));
      return;
    }
    processes.add(process);
    Thread in = Calls.daemon(() -> pumpIn(inbox, process), "relay " + channel.id() + " in");
    Thread err = Calls.daemon(() -> pumpErr(channel, process), "relay " + channel.id() + " err");
    in.start();
    err.start();
    try {
      pumpOut(channel, process, new StartReader(start.nonce()));
      err.join(graceMillis);
      channel.close();
    } catch (IOException e) {
      channel.close(
          Failures.bytes(
              RemoteFailure.of(RemoteFailure.Kind.ENDED, String.valueOf(e.getMessage()))));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(process);
    }
  }

  private void pumpOut(Channel channel, Process process, StartReader reader)
      throws IOException, InterruptedException {
    InputStream out = process.getInputStream();
    byte[] bytes = new byte[CHUNK];
    boolean starting = true;
    for (int count = out.read(bytes); count >= 0; count = out.read(bytes)) {
      if (starting) {
        starting = goesOn(process, reader, ByteBuffer.wrap(bytes, 0, count));
      }
      byte[] item = Arrays.copyOf(bytes, count);
      if (channel.send(item, LONG) == Offer.ENDED) {
        return;
      }
    }
  }

  /// Answers what the start asks for; what it wants besides the jar, the controller sends.
  ///
  /// @return whether the start goes on
  private boolean goesOn(Process process, StartReader reader, ByteBuffer bytes) throws IOException {
    StartStep step = reader.read(bytes);
    while (step instanceof StartStep.Needs needs) {
      if (needs.what().isEmpty()) {
        OutputStream in = process.getOutputStream();
        in.write(Files.readAllBytes(jar));
        in.flush();
      }
      step = reader.read(bytes);
    }
    return step instanceof StartStep.More;
  }

  private void pumpIn(Inbox inbox, Process process) {
    OutputStream in = process.getOutputStream();
    try {
      Received next = inbox.receive(LONG);
      while (next instanceof Received.Item item) {
        in.write(item.bytes().size() > 0 ? item.bytes().toBytes() : referred(inbox));
        in.flush();
        next = inbox.receive(LONG);
      }
      in.close();
      if (next
          instanceof Received.Ended) { // the controller wants no more of it, not even its output
        end(process);
      }
    } catch (IOException e) {
      process.destroy(); // it reads no more: who reads its output hears of that
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Returns the file that an empty item stands for: the next item is its SHA-256.
  private byte[] referred(Inbox inbox) throws IOException, InterruptedException {
    byte[] file =
        inbox.receive(LONG) instanceof Received.Item name
            ? cache.file(HexFormat.of().formatHex(name.bytes().toBytes()))
            : null;
    if (file == null) {
      throw new IOException("a file was to come and is not here");
    }
    return file;
  }

  private void pumpErr(Channel channel, Process process) {
    byte[] bytes = new byte[CHUNK];
    try (InputStream err = process.getErrorStream()) {
      for (int count = err.read(bytes); count >= 0; count = err.read(bytes)) {
        prints.pass(channel.id(), bytes, count);
      }
    } catch (IOException e) {
      // It has ended, which is told elsewhere.
    }
  }

  /// Lets a process end by itself for the time of grace, then asks it to, then kills it and what it
  /// started.
  private void end(Process process) {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It has ended.
    }
    try {
      if (!process.waitFor(graceMillis, TimeUnit.MILLISECONDS)) {
        process.destroy();
        process.waitFor(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      kill(process);
      processes.remove(process);
    }
  }

  private static void kill(Process process) {
    if (process.isAlive()) {
      for (ProcessHandle each : process.descendants().toList()) {
        each.destroyForcibly();
      }
      process.destroyForcibly();
    }
  }

  /// Ends the inputs of all, which end by that.
  void endInputs() {
    for (Process process : processes) {
      try {
        process.getOutputStream().close();
      } catch (IOException e) {
        // it has ended
      }
    }
  }

  /// Waits until all have ended, and kills those that have not by `deadline`.
  void close(long deadline) throws InterruptedException {
    for (Process process : processes) {
      process.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      kill(process);
    }
  }
}
