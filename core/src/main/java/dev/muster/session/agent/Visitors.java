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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What an agent opens channels for: classes and resources that it asks for late, and what was
/// printed and logged there.
///
/// All of it comes from a host: it is read as text and numbers, and no more is given than
/// [LateClasses] allows.
final class Visitors {

  static final ValueCodec CODEC = ValueCodec.of(Types.of());

  private static final Duration LONG = Duration.ofDays(1);
  private static final int CHUNK = 32 << 10;

  private final AgentLink link;
  private final AgentLink.Owner owner;

  /// Who takes what a call prints, by the call's channel.
  private final Map<Integer, OutputSink> sinks = new ConcurrentHashMap<>();

  Visitors(AgentLink link, AgentLink.Owner owner) {
    this.link = link;
    this.owner = owner;
  }

  void sink(int channel, OutputSink sink) {
    sinks.put(channel, sink);
  }

  void forget(int channel) {
    sinks.remove(channel);
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
    Deaf deaf = new Deaf();
    Thread.ofVirtual()
        .name("late class")
        .start(() -> {
          try {
            byte[] bytes = header.toBytes();
            ClassRequest request = ClassRequest.read(CODEC.reader(bytes, 0, bytes.length));
            answer(channel, request, isClass);
          } catch (ValueException e) {
            channel.close(bytes(String.valueOf(e.getMessage())));
          } catch (IOException e) {
            channel.abandon(bytes("it could not be read to its end"));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return deaf;
  }

  private void answer(Channel channel, ClassRequest request, boolean isClass)
      throws IOException, InterruptedException {
    Pushes pushes = link.pushes();
    LateClasses late = pushes == null ? null : pushes.late(number(request.space()));
    if (late == null) {
      channel.close(bytes("there is no space " + request.space().length() + " characters long"));
      return;
    }
    Answer answer = isClass ? late.findClass(request.name()) : late.findResource(request.name());
    switch (answer) {
      case Answer.Found(var file) -> {
        byte[] copy = new byte[file.size()];
        file.bytes().get(copy);
        channel.sendAndClose(ByteBuffer.wrap(copy));
      }
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
        channel.close(bytes(String.valueOf(e.getMessage())));
        return;
      }
      byte[] printed = new byte[piece.bytes().remaining()];
      piece.bytes().get(printed);
      StdStream stream = piece.stream() == 1 ? StdStream.OUT : StdStream.ERR;
      OutputSink sink = sinks.getOrDefault(piece.channel(), owner::printed);
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
        channel.close(bytes(String.valueOf(e.getMessage())));
      }
    }

    @Override
    public void closed(Channel channel, ChannelEnd end) {}
  }
}
