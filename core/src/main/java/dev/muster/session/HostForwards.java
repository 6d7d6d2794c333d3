package dev.muster.session;

import dev.muster.model.Failure;
import dev.muster.model.Phase;
import dev.muster.session.Leads.Lead;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.forward.Endpoint;
import dev.muster.ssh.forward.Forwarding;
import dev.muster.ssh.forward.ForwardingEnd;
import dev.muster.ssh.forward.ForwardingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The forwards of one host for as long as they are needed: all of them, or none.
///
/// Its monitor guards its fields and is never held during a call.
final class HostForwards {

  private final List<Lead> leads;
  private final boolean gateway;
  private final String address;
  private final Runnable opened;
  private final Consumer<Failure> failed;
  private final List<Forwarding> begun = new ArrayList<>(1);
  private final @Nullable Forwarding[] open;
  private int opens;
  private int here;
  private int all;
  private boolean closing;
  private boolean told;
  private boolean waitsForAll;
  private @Nullable Runnable afterwards;

  /// @param address the host's, for messages
  /// @param opened is called once all are open
  /// @param failed is called once if one of them cannot be had; the others are closed then
  HostForwards(
      List<Lead> leads,
      boolean gateway,
      String address,
      Runnable opened,
      Consumer<Failure> failed) {
    this.leads = leads;
    this.open = new Forwarding[leads.size()];
    this.gateway = gateway;
    this.address = address;
    this.opened = opened;
    this.failed = failed;
  }

  void begin(SshConnection connection) {
    for (int i = 0; i < leads.size(); i++) {
      Lead lead = leads.get(i);
      Endpoint at = lead.at(gateway);
      Hears hears = new Hears(i, lead.kind() != Leads.Kind.REMOTE);
      Optional<Endpoint> target = lead.target();
      synchronized (this) {
        if (closing) {
          return;
        }
        here += hears.local ? 1 : 0;
        all++;
      }
      Forwarding made =
          switch (lead.kind()) {
            case REMOTE -> connection.forwardRemote(at, target.orElseThrow(), hears);
            case LOCAL -> connection.forwardLocal(at, target.orElseThrow(), hears);
            case DYNAMIC -> connection.forwardDynamic(at, hears);
          };
      boolean late;
      synchronized (this) {
        begun.add(made);
        late = closing;
      }
      if (late) {
        made.close();
      }
    }
  }

  /// Hears one of them.
  private final class Hears implements ForwardingListener {
    private final int index;
    private final boolean local;

    Hears(int index, boolean local) {
      this.index = index;
      this.local = local;
    }

    @Override
    public void opened(Forwarding forwarding) {
      boolean last;
      synchronized (HostForwards.this) {
        open[index] = forwarding;
        opens++;
        last = opens == leads.size() && !closing;
      }
      if (last) {
        opened.run();
      }
    }

    @Override
    public void ended(Forwarding forwarding, ForwardingEnd how) {
      boolean failure;
      Runnable then = null;
      synchronized (HostForwards.this) {
        failure = opens < leads.size() && !closing && !told;
        told |= failure;
        here -= local ? 1 : 0;
        all--;
        if (isFree()) {
          then = afterwards;
          afterwards = null;
        }
      }
      if (failure) {
        failed.accept(failure(how));
      }
      if (then != null) {
        then.run();
      }
    }
  }

  private Failure failure(ForwardingEnd how) {
    String message = "open: " + how.message();
    return switch (how) {
      case ForwardingEnd.NotBound _ -> new Failure.Internal(Phase.OPEN, address, message);
      case ForwardingEnd.Refused _ -> new Failure.Refused(Phase.OPEN, address, message);
      case ForwardingEnd.Distrusted _ -> new Failure.HostKey(address, message);
      case ForwardingEnd.Closed _ -> new Failure.Cancelled(Phase.OPEN, address);
      case ForwardingEnd.Lost(String why) -> new Failure.Network(Phase.OPEN, address, why);
    };
  }

  /// Closes them, and runs `then` once the places here are free.
  ///
  /// @param everywhere whether those over there have to be free too, which takes a round trip:
  ///   somebody else may want them next
  void close(boolean everywhere, Runnable then) {
    List<Forwarding> closed;
    boolean now;
    synchronized (this) {
      closing = true;
      waitsForAll = everywhere;
      closed = List.copyOf(begun);
      now = isFree();
      if (!now) {
        afterwards = then;
      }
    }
    for (Forwarding each : closed) {
      each.close();
    }
    if (now) {
      then.run();
    }
  }

  private boolean isFree() {
    return waitsForAll ? all == 0 : here == 0;
  }

  /// Returns where connections are taken, in the order of the leads: with the ports that were
  /// given, where they are open.
  synchronized List<Endpoint> addresses() {
    List<Endpoint> addresses = new ArrayList<>(leads.size());
    for (int i = 0; i < open.length; i++) {
      Forwarding there = open[i];
      addresses.add(there == null ? leads.get(i).at(gateway) : there.address());
    }
    return addresses;
  }

  /// Returns the first port that the host listens on for us; 0 if there is none.
  int port() {
    List<Endpoint> addresses = addresses();
    for (int i = 0; i < addresses.size(); i++) {
      boolean remote = leads.get(i).kind() == Leads.Kind.REMOTE;
      if (remote && addresses.get(i) instanceof Endpoint.Tcp(_, int port)) {
        return port;
      }
    }
    return 0;
  }
}
