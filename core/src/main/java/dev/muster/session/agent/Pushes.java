package dev.muster.session.agent;

import dev.muster.call.Closure;
import dev.muster.call.LateClasses;
import dev.muster.call.PushedClass;
import dev.muster.call.Spaces;
import dev.muster.wire.Channel;
import dev.muster.wire.ChannelEnd;
import dev.muster.wire.ChannelHandler;
import dev.muster.wire.Offer;
import dev.muster.wire.Payload;
import dev.muster.wire.message.ClassesOffer;
import dev.muster.wire.value.Types;
import dev.muster.wire.value.ValueCodec;
import dev.muster.wire.value.ValueException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The classes that one agent has, and how it gets more. Safe for use by many threads.
final class Pushes {

  private static final ValueCodec CODEC = ValueCodec.of(Types.of());

  private static final int LONGEST_ANSWER = 1 << 20;

  private final AgentLink link;
  private final Spaces spaces;
  private final Map<Integer, CompletableFuture<String>> offers = new ConcurrentHashMap<>();

  /// @param java the release of the agent's Java, such as 17
  Pushes(AgentLink link, int java) {
    this.link = link;
    this.spaces = new Spaces(java);
  }

  /// Who waits for classes; told by any thread, and does not block.
  interface Waiter {

    /// They are there.
    void placed(int space);

    /// They are not, and why, in words.
    void notPlaced(String trouble);
  }

  /// Sees to it that the agent has the classes of `closure`.
  void push(Closure closure, Waiter waiter) {
    Spaces.Place place = spaces.place(closure);
    List<CompletableFuture<String>> awaited = new ArrayList<>(0);
    for (int offer : place.awaits()) {
      awaited.add(offers.getOrDefault(offer, CompletableFuture.completedFuture("")));
    }
    if (place.offer() != 0) {
      awaited.add(offer(place));
    }
    await(awaited, place.space(), waiter);
  }

  /// As [#push(Closure, Waiter)].
  ///
  /// @return completed with why they are not there, in words; empty once they are
  CompletableFuture<String> push(Closure closure) {
    CompletableFuture<String> done = new CompletableFuture<>();
    push(
        closure,
        new Waiter() {
          @Override
          public void placed(int space) {
            done.complete("");
          }

          @Override
          public void notPlaced(String trouble) {
            done.complete(trouble);
          }
        });
    return done;
  }

  /// Waits for one offer after the other, the newest first; the first trouble is told at once.
  private static void await(List<CompletableFuture<String>> offers, int space, Waiter waiter) {
    if (offers.isEmpty()) {
      waiter.placed(space);
      return;
    }
    var _ =
        offers
            .removeLast()
            .thenAccept(trouble -> {
              if (trouble.isEmpty()) {
                await(offers, space, waiter);
              } else {
                waiter.notPlaced(trouble);
              }
            });
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

    /// What the agent lacks, and how many of them were sent. Of whoever sends: when the queue is
    /// full, that is who hears of room next.
    private List<PushedClass> files = List.of();

    private int sent;

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
        send(channel, lacking);
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
      List<PushedClass> wanted = new ArrayList<>(lacking.length);
      for (int at : lacking) {
        wanted.add(place.classes().get(at));
      }
      files = wanted;
      if (link.isBehindOthers()) {
        Thread.ofVirtual().name("push of classes").start(() -> leaveAndSend(channel, wanted));
      } else {
        send(channel);
      }
    }

    private void leaveAndSend(Channel channel, List<PushedClass> wanted) {
      try {
        link.leave(wanted, channel::isOpen);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      send(channel);
    }

    @Override
    public void writable(Channel channel) {
      send(channel);
    }

    private void send(Channel channel) {
      try {
        sendWhatFits(channel);
      } catch (IllegalStateException | IllegalArgumentException e) {
        over(place, done, "classes cannot be sent: " + e.getMessage());
      }
    }

    /// Sends until the queue is full, and goes on when there is room again.
    private void sendWhatFits(Channel channel) {
      while (sent < files.size()) {
        if (channel.trySend(files.get(sent).bytes()) != Offer.TAKEN) {
          return; // or it has ended, which is heard elsewhere
        }
        sent++;
      }
      channel.finish();
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
