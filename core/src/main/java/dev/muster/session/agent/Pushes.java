package dev.muster.session.agent;

import dev.muster.call.Closure;
import dev.muster.call.LateClasses;
import dev.muster.call.PushedClass;
import dev.muster.call.Spaces;
import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Payload;
import dev.muster.wire.message.ClassesOffer;
import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The classes that one agent has, and how it gets more. Safe for use by many threads.
final class Pushes {

  private static final ValueCodec CODEC = ValueCodec.of(Types.of());

  private static final int LONGEST_ANSWER = 1 << 20;
  private static final Duration LONG = Duration.ofDays(1);

  private final AgentLink link;
  private final Spaces spaces;
  private final Map<Integer, CompletableFuture<String>> offers = new ConcurrentHashMap<>();

  /// @param java the release of the agent's Java, such as 17
  Pushes(AgentLink link, int java) {
    this.link = link;
    this.spaces = new Spaces(java);
  }

  /// Sees to it that the agent has the classes of `closure`.
  ///
  /// @param then is given the space once they are there
  /// @param failed is told in words why they are not
  void push(Closure closure, IntConsumer then, Consumer<String> failed) {
    Spaces.Place place = spaces.place(closure);
    List<CompletableFuture<String>> awaited = new ArrayList<>(0);
    for (int offer : place.awaits()) {
      awaited.add(offers.getOrDefault(offer, CompletableFuture.completedFuture("")));
    }
    if (place.offer() != 0) {
      awaited.add(offer(place));
    }
    if (awaited.isEmpty()) {
      then.accept(place.space());
      return;
    }
    var _ =
        CompletableFuture.allOf(awaited.toArray(CompletableFuture[]::new))
            .whenComplete((_, _) -> {
              String trouble = trouble(awaited);
              if (trouble.isEmpty()) {
                then.accept(place.space());
              } else {
                failed.accept(trouble);
              }
            });
  }

  private static String trouble(Collection<CompletableFuture<String>> offers) {
    for (CompletableFuture<String> offer : offers) {
      String trouble = offer.getNow("");
      if (!trouble.isEmpty()) {
        return trouble;
      }
    }
    return "";
  }

  private CompletableFuture<String> offer(Spaces.Place place) {
    CompletableFuture<String> done = new CompletableFuture<>();
    offers.put(place.offer(), done);
    List<ClassesOffer.Entry> entries = new ArrayList<>(place.classes().size());
    for (PushedClass file : place.classes()) {
      entries.add(new ClassesOffer.Entry(file.name(), file.sha256(), file.size()));
    }
    try {
      byte[] header = new ClassesOffer(Integer.toString(place.space()), entries).encode(CODEC);
      var _ = link.mux().open(Purpose.CLASSES, ByteBuffer.wrap(header), new Talk(place, done));
    } catch (ValueException | IllegalArgumentException | IllegalStateException e) {
      over(place, done, "classes cannot be offered: " + e.getMessage());
    }
    return done;
  }

  private void over(Spaces.Place place, CompletableFuture<String> done, String trouble) {
    if (trouble.isEmpty()) {
      spaces.arrived(place.offer());
    } else {
      spaces.failed(place.offer());
    }
    offers.remove(place.offer());
    done.complete(trouble);
  }

  /// Returns what answers late requests for a space; null if a host names one that is none.
  @Nullable LateClasses late(int space) {
    return spaces.late(space);
  }

  /// One offer, until the agent has what it lacks.
  private final class Talk implements ChannelHandler {

    private final Spaces.Place place;
    private final CompletableFuture<String> done;
    private boolean answered;

    Talk(Spaces.Place place, CompletableFuture<String> done) {
      this.place = place;
      this.done = done;
    }

    @Override
    public void item(Channel channel, Payload item) {
      channel.taken(item);
      int[] lacking = answered ? null : lacking(item);
      answered = true;
      if (lacking == null) {
        link.broken("an answer to an offer of classes that is none");
      } else if (lacking.length > 0) { // else CLOSE is next
        Thread.ofVirtual().name("push of classes").start(() -> send(channel, lacking));
      }
    }

    /// Returns which places the agent names, each of them one and in order; null if it does not.
    private int @Nullable [] lacking(Payload item) {
      int most = place.classes().size();
      try {
        if (item.size() <= LONGEST_ANSWER
            && CODEC.decode(item.toBytes()) instanceof int[] places
            && places.length <= most) {
          int last = -1;
          for (int at : places) {
            if (at <= last || at >= most) {
              return null;
            }
            last = at;
          }
          return places;
        }
      } catch (ValueException e) {
        return null;
      }
      return null;
    }

    private void send(Channel channel, int[] lacking) {
      try {
        List<PushedClass> files = new ArrayList<>(lacking.length);
        for (int at : lacking) {
          files.add(place.classes().get(at));
        }
        link.leave(files, channel::isOpen);
        for (PushedClass file : files) {
          channel.send(file.bytes(), LONG);
        }
        channel.finish();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IllegalStateException | IllegalArgumentException e) {
        over(place, done, "classes cannot be sent: " + e.getMessage());
      }
    }

    @Override
    public void closed(Channel channel, ChannelEnd end) {
      over(
          place,
          done,
          switch (end) {
            case ChannelEnd.Closed(Payload failure) when failure.size() == 0 -> "";
            case ChannelEnd.Closed(Payload failure) ->
                "classes were refused: " + RemoteFailures.words(failure);
            case ChannelEnd.Here() -> "the push was given up";
            case ChannelEnd.Lost(var why) ->
                "contact was lost while classes were sent: it " + why.message();
            case ChannelEnd.TooLarge(int size, int largest) ->
                "a class of " + size + " bytes is larger than the " + largest + " that it takes";
          });
    }
  }
}
