package dev.muster.ssh.token;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.muster.ssh.data.StrangeText;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.WrongMethodTypeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The functions of one PKCS#11 library (Cryptoki 2.40), as many as reading keys and signing takes.
///
/// A library is loaded and told to begin once in the life of the process, and never unloaded: it
/// may be somebody else's too. Its calls block and are not interruptible. One call at a time.
final class Cryptoki {

  static final long RSA = 0;
  static final long EC = 3;
  static final long EC_EDWARDS = 0x40;

  static final long CERTIFICATE = 1;
  static final long PUBLIC_KEY = 2;
  static final long PRIVATE_KEY = 3;

  static final long CLASS = 0;
  static final long LABEL = 3;
  static final long VALUE = 0x11;
  static final long KEY_TYPE = 0x100;
  static final long ID = 0x102;
  static final long SIGN = 0x108;
  static final long MODULUS = 0x120;
  static final long PUBLIC_EXPONENT = 0x122;
  static final long EC_PARAMS = 0x180;
  static final long EC_POINT = 0x181;
  static final long ALWAYS_AUTHENTICATE = 0x202;

  static final long USER = 1;
  static final long FOR_ONE_SIGNATURE = 2;

  static final long ALREADY_LOGGED_IN = 0x100;

  private static final long ALREADY_INITIALIZED = 0x191;
  private static final long NO_SUCH_ATTRIBUTE = 0x12;
  private static final long SECRET_ATTRIBUTE = 0x11;
  private static final long THREADS_OF_THE_SYSTEM = 2;
  private static final long SERIAL_SESSION = 4;

  /// Where the functions stand in the library's table.
  private static final int INITIALIZE = 0;

  static final int GET_SLOT_LIST = 4;
  static final int GET_TOKEN_INFO = 6;
  static final int OPEN_SESSION = 12;
  static final int CLOSE_SESSION = 13;
  private static final int LOGIN = 18;
  private static final int GET_ATTRIBUTE_VALUE = 24;
  private static final int FIND_OBJECTS_INIT = 26;
  private static final int FIND_OBJECTS = 27;
  private static final int FIND_OBJECTS_FINAL = 28;
  private static final int SIGN_INIT = 42;
  private static final int SIGN_DATA = 43;
  static final int FUNCTIONS = 68;

  private static final int MAX_SLOTS = 64;
  private static final int MAX_OBJECTS = 256;
  private static final int MAX_ATTRIBUTE_BYTES = 1 << 16;
  private static final int MAX_SIGNATURE_BYTES = 4096;
  private static final int INFO_BYTES = 256;
  private static final int LABEL_BYTES = 32;
  private static final int FLAGS_OFFSET = 96;

  /// What a token says of itself.
  record Info(String label, long flags) {

    boolean isReady() {
      return has(0x400);
    }

    boolean wantsLogin() {
      return has(4);
    }

    /// The PIN is typed at the reader, and nobody else hears of it.
    boolean asksItself() {
      return has(0x100);
    }

    boolean isOnLastTry() {
      return has(0x20000);
    }

    boolean isLocked() {
      return has(0x40000);
    }

    private boolean has(long flag) {
      return (flags & flag) != 0;
    }
  }

  private final String name;
  private final MemorySegment table;
  private final @Nullable MethodHandle[] handles = new MethodHandle[FUNCTIONS];

  /// Makes one.
  ///
  /// @param table what the library's `C_GetFunctionList` leads to
  Cryptoki(String name, MemorySegment table) {
    this.name = name;
    this.table = table;
  }

  /// Loads a library, and tells it to begin unless somebody has.
  ///
  /// @param library a file, or a name that the system's loader finds
  /// @throws TokenException if it is not there, or is no library of PKCS#11
  static Cryptoki load(String library) throws TokenException {
    String name = StrangeText.shown(library);
    MemoryLayout number = Linker.nativeLinker().canonicalLayouts().get("long");
    if (number == null || number.byteSize() != JAVA_LONG.byteSize()) {
      throw new TokenException(name + ": tokens are used only where C's long has 64 bits");
    }
    Cryptoki loaded = new Cryptoki(name, table(library, name));
    loaded.initialize();
    return loaded;
  }

  @SuppressWarnings("restricted") // the user named the library as one to load
  private static MemorySegment table(String library, String name) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment getTable =
          SymbolLookup.libraryLookup(library, Arena.global())
              .find("C_GetFunctionList")
              .orElse(null);
      if (getTable == null) {
        throw new TokenException(name + " is no library of PKCS#11");
      }
      MemorySegment place = arena.allocate(ADDRESS);
      MethodHandle function =
          Linker.nativeLinker().downcallHandle(getTable, FunctionDescriptor.of(JAVA_LONG, ADDRESS));
      long status = called(function, List.of(place));
      if (status != 0) {
        throw new TokenException(name + " does not begin: " + Status.text(status));
      }
      return place.get(ADDRESS, 0).reinterpret(8L + 8L * FUNCTIONS);
    } catch (IllegalArgumentException e) {
      throw new TokenException(name + " cannot be loaded as a library", e);
    }
  }

  private void initialize() throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment arguments = arena.allocate(48, 8);
      arguments.set(JAVA_LONG, 32, THREADS_OF_THE_SYSTEM);
      long status = call(INITIALIZE, arguments);
      if (status != 0 && status != ALREADY_INITIALIZED) {
        throw new TokenException(name + " does not begin: " + Status.text(status));
      }
    }
  }

  /// Returns the slots with a token in them.
  List<Long> slots() throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_LONG);
      MemorySegment slots = arena.allocate(JAVA_LONG, MAX_SLOTS);
      count.set(JAVA_LONG, 0, MAX_SLOTS);
      expect(call(GET_SLOT_LIST, (byte) 1, slots, count), "lists no tokens");
      return numbers(slots, count, MAX_SLOTS);
    }
  }

  Info info(long slot) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(INFO_BYTES, 8);
      expect(call(GET_TOKEN_INFO, slot, info), "says nothing of a token");
      byte[] label = bytes(info, LABEL_BYTES);
      String text = new String(label, StandardCharsets.UTF_8).replace('\0', ' ').strip();
      return new Info(StrangeText.shown(text), info.get(JAVA_LONG, FLAGS_OFFSET));
    }
  }

  long openSession(long slot) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment session = arena.allocate(JAVA_LONG);
      MemorySegment nothing = MemorySegment.NULL;
      expect(
          call(OPEN_SESSION, slot, SERIAL_SESSION, nothing, nothing, session), "opens no session");
      return session.get(JAVA_LONG, 0);
    }
  }

  void closeSession(long session) {
    call(CLOSE_SESSION, session);
  }

  /// Logs in.
  ///
  /// @param pin the caller's; nothing: it is typed at the reader
  /// @return what the library says; 0: it is done
  long login(long session, long user, Optional<byte[]> pin) {
    try (Arena arena = Arena.ofConfined()) {
      if (pin.isEmpty()) {
        return call(LOGIN, session, user, MemorySegment.NULL, 0L);
      }
      MemorySegment secret = arena.allocate(Math.max(1, pin.get().length));
      MemorySegment.copy(MemorySegment.ofArray(pin.get()), 0, secret, 0, pin.get().length);
      try {
        return call(LOGIN, session, user, secret, (long) pin.get().length);
      } finally {
        secret.fill((byte) 0);
      }
    }
  }

  /// Returns the objects that have all of these attributes.
  List<Long> find(long session, Map<Long, byte[]> attributes) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment template = arena.allocate(24L * Math.max(1, attributes.size()), 8);
      long at = 0;
      for (Map.Entry<Long, byte[]> attribute : attributes.entrySet()) {
        MemorySegment value = arena.allocate(Math.max(1, attribute.getValue().length), 8);
        value.copyFrom(MemorySegment.ofArray(attribute.getValue()));
        put(template, at, attribute.getKey(), value, attribute.getValue().length);
        at += 24;
      }
      expect(call(FIND_OBJECTS_INIT, session, template, (long) attributes.size()), "finds no keys");
      MemorySegment found = arena.allocate(JAVA_LONG, MAX_OBJECTS);
      MemorySegment count = arena.allocate(JAVA_LONG);
      long status = call(FIND_OBJECTS, session, found, (long) MAX_OBJECTS, count);
      call(FIND_OBJECTS_FINAL, session);
      expect(status, "finds no keys");
      return numbers(found, count, MAX_OBJECTS);
    }
  }

  /// Returns an attribute of an object; nothing if it has none, or keeps it to itself.
  Optional<byte[]> attribute(long session, long object, long type) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment template = arena.allocate(24, 8);
      put(template, 0, type, MemorySegment.NULL, 0);
      long status = call(GET_ATTRIBUTE_VALUE, session, object, template, 1L);
      long length = template.get(JAVA_LONG, 16);
      if (status == NO_SUCH_ATTRIBUTE || status == SECRET_ATTRIBUTE || length == -1) {
        return Optional.empty();
      }
      expect(status, "shows no attribute of a key");
      if (length < 0 || length > MAX_ATTRIBUTE_BYTES) {
        throw new TokenException(name + " has an attribute of " + length + " bytes");
      }
      MemorySegment value = arena.allocate(Math.max(1, length), 8);
      put(template, 0, type, value, length);
      expect(call(GET_ATTRIBUTE_VALUE, session, object, template, 1L), "shows no attribute");
      return Optional.of(bytes(value, Math.min(length, template.get(JAVA_LONG, 16))));
    }
  }

  /// Begins a signature.
  void beginSignature(long session, long mechanism, long key) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment how = arena.allocate(24, 8);
      put(how, 0, mechanism, MemorySegment.NULL, 0);
      expect(call(SIGN_INIT, session, how, key), "does not sign");
    }
  }

  /// Returns the signature that was begun.
  byte[] signature(long session, byte[] data) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment in = arena.allocate(Math.max(1, data.length), 8);
      in.copyFrom(MemorySegment.ofArray(data));
      MemorySegment out = arena.allocate(MAX_SIGNATURE_BYTES, 8);
      MemorySegment length = arena.allocate(JAVA_LONG);
      length.set(JAVA_LONG, 0, MAX_SIGNATURE_BYTES);
      expect(call(SIGN_DATA, session, in, (long) data.length, out, length), "does not sign");
      return bytes(out, Math.clamp(length.get(JAVA_LONG, 0), 0, MAX_SIGNATURE_BYTES));
    }
  }

  /// Returns a number as the library has it in memory.
  static byte[] number(long value) {
    MemorySegment place = MemorySegment.ofArray(new long[] {value});
    return bytes(place, Long.BYTES);
  }

  /// Returns the number that an attribute is; nothing if it is none.
  static Optional<Long> number(byte[] attribute) {
    return attribute.length == Long.BYTES
        ? Optional.of(MemorySegment.ofArray(attribute).get(JAVA_LONG.withByteAlignment(1), 0))
        : Optional.empty();
  }

  private static void put(
      MemorySegment place, long at, long type, MemorySegment value, long length) {
    place.set(JAVA_LONG, at, type);
    place.set(ADDRESS, at + 8, value);
    place.set(JAVA_LONG, at + 16, length);
  }

  private static byte[] bytes(MemorySegment from, long length) {
    byte[] bytes = new byte[(int) length];
    MemorySegment.copy(from, 0, MemorySegment.ofArray(bytes), 0, length);
    return bytes;
  }

  /// A library that counts more than there was room for is not believed.
  private static List<Long> numbers(MemorySegment from, MemorySegment count, int most) {
    List<Long> numbers = new ArrayList<>();
    long all = Math.clamp(count.get(JAVA_LONG, 0), 0, most);
    for (int i = 0; i < all; i++) {
      numbers.add(from.getAtIndex(JAVA_LONG, i));
    }
    return numbers;
  }

  private void expect(long status, String what) throws TokenException {
    if (status != 0) {
      throw new TokenException(name + " " + what + ": " + Status.text(status));
    }
  }

  /// Calls a function of the table and returns its status.
  private long call(int function, Object... arguments) {
    MethodHandle handle = handles[function];
    if (handle == null) {
      handle = handle(function, arguments);
      handles[function] = handle;
    }
    return called(handle, List.of(arguments));
  }

  @SuppressWarnings("restricted") // the table is the library's own
  private MethodHandle handle(int function, Object... arguments) {
    MemoryLayout[] layouts =
        Arrays.stream(arguments).map(Cryptoki::layout).toArray(MemoryLayout[]::new);
    return Linker.nativeLinker()
        .downcallHandle(
            table.get(ADDRESS, 8 + 8L * function), FunctionDescriptor.of(JAVA_LONG, layouts));
  }

  private static MemoryLayout layout(Object argument) {
    return switch (argument) {
      case Long _ -> JAVA_LONG;
      case Byte _ -> JAVA_BYTE;
      default -> ADDRESS;
    };
  }

  private static long called(MethodHandle handle, List<Object> arguments) {
    try {
      return (long) handle.invokeWithArguments(arguments);
    } catch (WrongMethodTypeException | ClassCastException e) {
      throw new IllegalStateException("a function of PKCS#11 has other parameters", e);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
