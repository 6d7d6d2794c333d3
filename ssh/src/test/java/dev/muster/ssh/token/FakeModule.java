package dev.muster.ssh.token;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/// A library of PKCS#11 that is not native: slots of tokens without keys, of which some are broken.
final class FakeModule {

  private static final long TOKEN_INITIALIZED = 0x400;
  private static final long DEVICE_ERROR = 0x30;
  private static final int FLAGS = 96;

  /// What is opened and not closed yet, each as its slot's number and 100.
  final List<Long> sessions = new CopyOnWriteArrayList<>();

  /// Taken before a session is opened, given back by whoever lets it.
  final Semaphore mayOpen = new Semaphore(1000);

  /// Given when one is about to be opened.
  final Semaphore opening = new Semaphore(0);

  /// Never freed: a call may be on its way back when a test ends.
  private final Arena arena = Arena.global();

  private final MemorySegment table;
  private final long slots;
  private final long broken;

  /// Makes one.
  ///
  /// @param broken the slot that opens no session
  FakeModule(long slots, long broken) throws ReflectiveOperationException {
    this.slots = slots;
    this.broken = broken;
    this.table = arena.allocate(8L + 8L * Cryptoki.FUNCTIONS, 8);
    put(Cryptoki.GET_SLOT_LIST, "slotList", byte.class, MemorySegment.class, MemorySegment.class);
    put(Cryptoki.GET_TOKEN_INFO, "tokenInfo", long.class, MemorySegment.class);
    put(
        Cryptoki.OPEN_SESSION,
        "openSession",
        long.class,
        long.class,
        MemorySegment.class,
        MemorySegment.class,
        MemorySegment.class);
    put(Cryptoki.CLOSE_SESSION, "closeSession", long.class);
  }

  Cryptoki library() {
    return new Cryptoki("fake", table);
  }

  @SuppressWarnings("restricted") // what is called is below
  private void put(int function, String name, Class<?>... parameters)
      throws ReflectiveOperationException {
    MethodHandle method =
        MethodHandles.lookup().bind(this, name, MethodType.methodType(long.class, parameters));
    MemoryLayout[] layouts = new MemoryLayout[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      layouts[i] =
          parameters[i] == long.class
              ? JAVA_LONG
              : parameters[i] == byte.class ? JAVA_BYTE : ADDRESS;
    }
    MemorySegment stub =
        Linker.nativeLinker().upcallStub(method, FunctionDescriptor.of(JAVA_LONG, layouts), arena);
    table.set(ADDRESS, 8L + 8L * function, stub);
  }

  @SuppressWarnings("restricted")
  private static MemorySegment at(MemorySegment pointer, long bytes) {
    return pointer.reinterpret(bytes);
  }

  long slotList(byte present, MemorySegment list, MemorySegment count) {
    MemorySegment numbers = at(list, 8 * slots);
    for (long i = 0; i < slots; i++) {
      numbers.setAtIndex(JAVA_LONG, i, i);
    }
    at(count, 8).set(JAVA_LONG, 0, slots);
    return present == 1 ? 0 : DEVICE_ERROR;
  }

  long tokenInfo(long slot, MemorySegment info) {
    at(info, FLAGS + 8).set(JAVA_LONG, FLAGS, TOKEN_INITIALIZED);
    return slot < slots ? 0 : DEVICE_ERROR;
  }

  long openSession(
      long slot, long flags, MemorySegment application, MemorySegment notify, MemorySegment out) {
    opening.release();
    mayOpen.acquireUninterruptibly();
    if (slot == broken || flags == 0 || !application.equals(notify)) {
      return DEVICE_ERROR;
    }
    sessions.add(slot + 100);
    at(out, 8).set(JAVA_LONG, 0, slot + 100);
    return 0;
  }

  long closeSession(long session) {
    synchronized (sessions) {
      boolean was = sessions.remove(session);
      sessions.notifyAll();
      return was ? 0 : DEVICE_ERROR;
    }
  }

  /// Waits until no session is open.
  ///
  /// @return whether none is
  boolean awaitNone() throws InterruptedException {
    long end = System.nanoTime() + 20_000_000_000L;
    synchronized (sessions) {
      while (!sessions.isEmpty() && System.nanoTime() < end) {
        sessions.wait(100);
      }
    }
    return sessions.isEmpty();
  }
}
