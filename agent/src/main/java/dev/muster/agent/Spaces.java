package dev.muster.agent;

import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Inbox;
import dev.muster.wire.Mux;
import dev.muster.wire.Payload;
import dev.muster.wire.Received;
import dev.muster.wire.message.Call;
import dev.muster.wire.message.ClassRequest;
import dev.muster.wire.message.ClassesOffer;
import dev.muster.wire.message.RemoteFailure;
import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The spaces of one agent, and the conversations that fill them. Safe for use by many threads.
final class Spaces implements Call.Spaces {

  /// How long the controller may take to answer for a class.
  private static final Duration ANSWER = Duration.ofSeconds(60);

  /// Longer names are none, for the controller.
  private static final int LONGEST_NAME = 1000;

  private static final ValueCodec CODEC = ValueCodec.of(Types.none());

  /// Questions under way: the controller takes 256 channels at most, and some of them are open for
  /// longer, for what is printed or a resource that is read slowly.
  private static final int QUESTIONS = 64;

  private final Semaphore questions = new Semaphore(QUESTIONS);
  private final Map<String, Space> spaces = new ConcurrentHashMap<>();
  private final CodeCache cache;
  private final Runnable onLogging;
  private volatile @Nullable Mux mux;

  /// @param cache where classes may be that were not pushed for a space
  Spaces(CodeCache cache, Runnable onLogging) {
    this.cache = cache;
    this.onLogging = onLogging;
  }

  void on(Mux its) {
    mux = its;
  }

  /// Returns the loader of a space; made when it is first named.
  Space loader(String space) {
    Space known = spaces.get(space);
    if (known != null) {
      return known;
    }
    Space made = new Space(new Controller(space), onLogging);
    known = spaces.putIfAbsent(space, made);
    return known == null ? made : known;
  }

  Class<?> load(String space, String type) throws Invoker.RefusedException {
    try {
      return loader(space).loadClass(type);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new Invoker.RefusedException("class " + type + " cannot be loaded: " + e);
    }
  }

  /// Returns the records and enums of a space: the controller may name any class, as it may run
  /// any.
  @Override
  public Types types(String space) {
    return loader(space);
  }

  /// Takes the offer of classes: asks for those that are nowhere here.
  ChannelHandler offered(Channel channel, Payload header) throws ValueException {
    byte[] bytes = header.toBytes();
    ClassesOffer offer = ClassesOffer.read(CODEC.reader(bytes, 0, bytes.length));
    Space space = loader(offer.space());
    List<ClassesOffer.Entry> wanted = new ArrayList<>();
    int[] places = new int[offer.classes().size()];
    for (int i = 0; i < offer.classes().size(); i++) {
      ClassesOffer.Entry entry = offer.classes().get(i);
      if (!isThere(space, entry)) {
        places[wanted.size()] = i;
        wanted.add(entry);
      }
    }
    channel.trySend(CODEC.encode(Arrays.copyOf(places, wanted.size())));
    return new Push(channel, space, wanted);
  }

  /// Returns whether a space has a class, from now on maybe.
  private boolean isThere(Space space, ClassesOffer.Entry entry) {
    byte[] cached = space.has(entry.name()) ? null : cache.file(entry.sha256());
    if (cached != null) {
      space.add(entry.name(), cached);
    }
    return space.has(entry.name());
  }

  /// Takes classes that were asked for, in the order asked.
  private static final class Push implements ChannelHandler {

    private final Channel channel;
    private final Space space;
    private final List<ClassesOffer.Entry> wanted;
    private int next;

    Push(Channel channel, Space space, List<ClassesOffer.Entry> wanted) {
      this.channel = channel;
      this.space = space;
      this.wanted = wanted;
      if (wanted.isEmpty()) {
        channel.close();
      }
    }

    @Override
    public void item(Channel from, Payload item) {
      channel.taken(item);
      if (next < wanted.size()) {
        ClassesOffer.Entry entry = wanted.get(next++);
        byte[] file = item.toBytes();
        if (!Digests.is(file, entry.sha256())) {
          refuse(entry.name() + " arrived with another SHA-256");
          return;
        }
        space.add(entry.name(), file);
      }
      if (next == wanted.size()) {
        channel.close();
      }
    }

    private void refuse(String why) {
      channel.close(Failures.bytes(RemoteFailure.of(RemoteFailure.Kind.REFUSED, why)));
    }

    @Override
    public void closed(Channel of, ChannelEnd how) {}
  }

  /// Asks the controller for what a space lacks.
  private final class Controller implements Space.Source {

    private final String space;

    Controller(String space) {
      this.space = space;
    }

    @Override
    public byte @Nullable [] classFile(String name) {
      Received answer = ask(Purpose.CLASS, name, new Inbox());
      return answer instanceof Received.Item item ? item.bytes().toBytes() : null;
    }

    @Override
    public @Nullable InputStream resource(String name) {
      Inbox answer = new Inbox();
      Received first = ask(Purpose.RESOURCE, name, answer);
      return first == null ? null : ResourceStream.of(answer, first);
    }

    /// Asks, and returns the first that comes of it.
    private @Nullable Received ask(int purpose, String name, Inbox answer) {
      Mux open = mux;
      if (open == null || name.length() > LONGEST_NAME) {
        return null;
      }
      questions.acquireUninterruptibly(); // for no longer than ANSWER
      try {
        byte[] header = new ClassRequest(space, name).encode(CODEC);
        open.open(purpose, ByteBuffer.wrap(header), answer);
        return receive(answer);
      } catch (ValueException | IllegalStateException e) {
        return null;
      } finally {
        questions.release();
      }
    }
  }

  /// An interrupt does not end the wait: a class that is missing for that reason would be missing
  /// for ever.
  static Received receive(Inbox answer) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return answer.receive(ANSWER);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
