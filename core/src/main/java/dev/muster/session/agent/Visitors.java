package dev.muster.session.agent;

import dev.muster.call.LateClasses;
import dev.muster.call.LateClasses.Answer;
import dev.muster.model.StdStream;
import dev.muster.model.Thrown;
import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Payload;
import dev.muster.wire.message.ClassRequest;
import dev.muster.wire.message.LogPiece;
import dev.muster.wire.message.OutputPiece;
import dev.muster.wire.message.RemoteFailure;
import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What an agent opens channels for: classes and resources that it asks for late, and what was
/// printed and logged there.
///
/// All of it comes from a host: it is read as text and numbers, and no more is given than
/// [LateClasses] allows.
final class Visitors {

  static final ValueCodec CODEC = ValueCodec.of(Types.of());

  private static final Duration LONG = Duration.ofDays(1);

  /// Requests that may be at work for one agent: it may have 256 channels, and open the next as
  /// soon as it has given one up.
  private static final int MOST_REQUESTS = 256;

  private static final int MOST_MUTED = 1024;
  private static final long MOMENT_NANOS = 20_000_000;

  private static final int CHUNK = 32 << 10;

  private final AgentLink link;
  private final AgentLink.Owner owner;

  /// Who takes what a call prints, by the call's channel.
  private final Map<Integer, OutputSink> sinks = new ConcurrentHashMap<>();

  /// The same for calls alone, in the order in which they began.
  private final ConcurrentSkipListMap<Integer, OutputSink> calls = new ConcurrentSkipListMap<>();

  /// Calls that were given up, whose output nobody wants; the last ones, since it stops soon.
  private final Map<Integer, OutputSink> muted =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, OutputSink> eldest) {
              return size() > MOST_MUTED;
            }
          });

  /// How many threads are about to note the id of a call.
  private final AtomicInteger opening = new AtomicInteger();

  private final AtomicInteger requests = new AtomicInteger();

  Visitors(AgentLink link, AgentLink.Owner owner) {
    this.link = link;
    this.owner = owner;
  }

  /// Has `sink` take what is printed for a conversation.
  void sink(int channel, OutputSink sink) {
    sinks.put(channel, sink);
  }

  /// Opens the channel of a call.
  ///
  /// @param sink takes what it prints, and what comes from its process while it is the first of
  ///   those under way
  /// @throws IllegalStateException if too many are open
  Channel call(int purpose, ByteBuffer header, ChannelHandler hears, OutputSink sink) {
    opening.incrementAndGet();
    try {
      Channel opened = link.mux().open(purpose, header, hears);
      sinks.put(opened.id(), sink);
      calls.put(opened.id(), sink);
      return opened;
    } finally {
      opening.decrementAndGet();
    }
  }

  /// Returns who takes what a call prints. It may print before whoever opened it has noted its id,
  /// which is a matter of microseconds.
  private OutputSink sinkOf(int channel) {
    OutputSink sink = sinks.get(channel);
    long end = System.nanoTime() + MOMENT_NANOS;
    while (sink == null && opening.get() > 0 && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
      sink = sinks.get(channel);
    }
    if (sink == null) {
      sink = sinks.get(channel);
    }
    return sink == null ? muted.getOrDefault(channel, owner::printed) : sink;
  }

  void forget(int channel) {
    sinks.remove(channel);
    calls.remove(channel);
  }

  /// Drops what a conversation prints from now on: it was given up.
  void mute(int channel) {
    muted.put(channel, OutputSink.none());
    forget(channel);
  }

  /// Takes what came from the agent's process and not through the connection: what child processes
  /// print, or native code. It is of some call under way; which one nobody knows.
  void printed(StdStream stream, byte[] bytes, Runnable credit) {
    Map.Entry<Integer, OutputSink> first = calls.firstEntry();
    if (first == null) {
      owner.printed(stream, bytes, credit);
    } else {
      first.getValue().printed(stream, bytes, credit);
    }
  }

  ChannelHandler opened(Channel channel, int purpose, Payload header) {
    return switch (purpose) {
      case Purpose.CLASS -> ask(channel, header, true);
      case Purpose.RESOURCE -> ask(channel, header, false);
      case Purpose.OUTPUT -> new Outputs();
      case Purpose.LOG -> new Logs();
      default -> refuse(channel, "purpose " + purpose + " is not known here");
    };
  }

  private static ChannelHandler refuse(Channel channel, String why) {
    channel.close(bytes(why));
    return new Deaf();
  }

  private static byte[] bytes(String why) {
    try {
      return RemoteFailure.of(RemoteFailure.Kind.REFUSED, why).encode(CODEC);
    } catch (ValueException e) {
      return new byte[0]; // a text can always be written
    }
  }

  /// Files are read on a thread of their own.
  private ChannelHandler ask(Channel channel, Payload header, boolean isClass) {
    ClassRequest request;
    try {
      byte[] bytes = header.toBytes();
      request = ClassRequest.read(CODEC.reader(bytes, 0, bytes.length));
    } catch (ValueException e) {
      link.broken("a request that cannot be read: " + e.getMessage());
      return new Deaf();
    }
    if (requests.incrementAndGet() > MOST_REQUESTS) {
      link.broken("more than " + MOST_REQUESTS + " requests for classes and resources at once");
      return new Deaf();
    }
    Thread.ofVirtual()
        .name(link.address() + " late class")
        .start(() -> {
          try {
            answer(channel, request, isClass);
          } catch (IOException
              | RuntimeException e) { // names of a host may upset who looks for them
            channel.abandon(bytes("it could not be read to its end"));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            requests.decrementAndGet();
          }
        });
    return new Deaf();
  }

  private void answer(Channel channel, ClassRequest request, boolean isClass)
      throws IOException, InterruptedException {
    Pushes pushes = link.pushes();
    LateClasses late = pushes == null ? null : pushes.late(number(request.space()));
    if (late == null) {
      channel.close(bytes("there is no space of that number"));
      return;
    }
    Answer answer = isClass ? late.findClass(request.name()) : late.findResource(request.name());
    switch (answer) {
      case Answer.Found(var file) -> channel.sendAndClose(file.bytes());
      case Answer.Opened(InputStream content) -> {
        try (content) {
          send(channel, content);
        }
      }
      case Answer.Refused(String why) -> channel.close(bytes(why));
    }
  }

  private static void send(Channel channel, InputStream content)
      throws IOException, InterruptedException {
    byte[] chunk = new byte[CHUNK];
    for (int count = content.read(chunk); count >= 0; count = content.read(chunk)) {
      if (count > 0) {
        channel.send(Arrays.copyOf(chunk, count), LONG);
      }
    }
    channel.close();
  }

  private static int number(String space) {
    try {
      return Integer.parseInt(space);
    } catch (NumberFormatException e) {
      return 0; // which is no space
    }
  }

  private static final class Deaf implements ChannelHandler {
    @Override
    public void item(Channel channel, Payload item) {
      channel.taken(item); // nothing is wanted
    }

    @Override
    public void closed(Channel channel, ChannelEnd end) {}
  }

  /// What was printed.
  private final class Outputs implements ChannelHandler {
    @Override
    public void item(Channel channel, Payload item) {
      OutputPiece piece;
      try {
        byte[] bytes = item.toBytes();
        piece = OutputPiece.read(CODEC.reader(bytes, 0, bytes.length));
      } catch (ValueException e) {
        link.broken("output that cannot be read: " + e.getMessage());
        return;
      }
      byte[] printed = new byte[piece.bytes().remaining()];
      piece.bytes().get(printed);
      StdStream stream = piece.stream() == 1 ? StdStream.OUT : StdStream.ERR;
      OutputSink sink = sinkOf(piece.channel());
      sink.printed(stream, printed, () -> channel.taken(item));
    }

    @Override
    public void closed(Channel channel, ChannelEnd end) {}
  }

  /// What was logged.
  private final class Logs implements ChannelHandler {
    @Override
    public void item(Channel channel, Payload item) {
      channel.taken(item);
      try {
        byte[] bytes = item.toBytes();
        LogPiece piece = LogPiece.read(CODEC.reader(bytes, 0, bytes.length));
        RemoteFailure failure = piece.thrown();
        Optional<Thrown> thrown =
            failure == null ? Optional.empty() : Optional.of(RemoteFailures.thrown(failure));
        owner.logged(
            new LogLine(
                piece.time(),
                piece.logger(),
                piece.level(),
                piece.levelName(),
                piece.message(),
                piece.thread(),
                thrown));
      } catch (ValueException e) {
        link.broken("a log record that cannot be read: " + e.getMessage());
      }
    }

    @Override
    public void closed(Channel channel, ChannelEnd end) {}
  }
}
