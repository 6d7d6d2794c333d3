package dev.muster.ssh.forward;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A forwarding from its beginning to its end, and the connections that lead through it.
///
/// Confined to the loop, but for the methods of [Forwarding].
abstract class Lane implements Forwarding, Carrier.Tenant, Passage.Home {

  private final Forwards all;
  private final ForwardingListener listener;
  private final Set<Passage> passages = new HashSet<>(4);
  private volatile Endpoint address;
  private @Nullable ForwardingEnd end;
  private boolean told;

  /// @param asked where connections are to be taken
  Lane(Forwards all, Endpoint asked, ForwardingListener listener) {
    this.all = all;
    this.address = asked;
    this.listener = listener;
  }

  @Override
  public final Endpoint address() {
    return address;
  }

  /// Begins, unless it is over by then or the far side is not to be trusted with it.
  @Override
  public final void due() {
    if (isOver()) {
      return;
    }
    String distrust = all.carrier().distrust();
    if (distrust.isEmpty()) {
      begin();
    } else {
      end(new ForwardingEnd.Distrusted(all.carrier().address(), address, distrust));
    }
  }

  /// Begins: the user is authenticated.
  abstract void begin();

  @Override
  public final void close() {
    all.carrier().post(() -> end(new ForwardingEnd.Closed()));
  }

  /// Frees the address.
  ///
  /// @param alive whether the connection goes on, so that the server can be spoken to
  /// @param then to be run once the address is free
  abstract void release(boolean alive, Runnable then);

  final Forwards all() {
    return all;
  }

  final Carrier carrier() {
    return all.carrier();
  }

  final boolean isOver() {
    return end != null;
  }

  final void opened(Endpoint at) {
    address = at;
    listener.opened(this);
  }

  /// Ends it: what leads through it first; when its address is free the listener hears.
  final void end(ForwardingEnd how) {
    if (end != null) {
      return;
    }
    end = how;
    for (Passage passage : List.copyOf(passages)) {
      passage.close();
    }
    release(true, () -> tell(how));
  }

  @Override
  public final void lost(String why) {
    ForwardingEnd how = end;
    if (how == null) {
      how = new ForwardingEnd.Lost(why);
      end = how;
    }
    for (Passage passage : List.copyOf(passages)) {
      passage.lost();
    }
    passages.clear();
    ForwardingEnd known = how;
    release(false, () -> tell(known));
  }

  private void tell(ForwardingEnd how) {
    if (!told) {
      told = true;
      carrier().leave(this);
      listener.ended(this, how);
    }
  }

  /// Lets another connection through.
  ///
  /// @return false if there are as many as there may be, which the listener hears of
  final boolean admits() {
    if (all.enter()) {
      return true;
    }
    refused(Forwards.FULL);
    return false;
  }

  final void add(Passage passage) {
    passages.add(passage);
  }

  /// Puts one in the place of another, which came to be it.
  final void replace(Passage before, Passage after) {
    passages.remove(before);
    passages.add(after);
  }

  @Override
  public final void left(Passage passage) {
    if (passages.remove(passage)) {
      all.leave();
    }
  }

  @Override
  public final void refused(String why) {
    if (end == null) {
      listener.refused(this, why);
    }
  }
}
