package dev.muster.ssh.trust;

import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPublicKey;
import dev.muster.ssh.trust.HostKeyLookup.Changed;
import dev.muster.ssh.trust.HostKeyLookup.Revoked;
import dev.muster.ssh.trust.HostKeyLookup.Trusted;
import dev.muster.ssh.trust.HostKeyLookup.Unknown;
import dev.muster.ssh.trust.KnownHostsIndex.Line;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The host keys on file: an index over `known_hosts` files as they were when read.
///
/// Immutable; any thread may look up at any time: nothing here touches the disk. A host whose key
/// is the one on file costs a hash table's lookup, in hashed files too. A host that is unknown or
/// whose key changed costs one HMAC for each hashed line, once, and so does a look at the types of
/// its keys where hashed lines are of several types; event loops ask first whether it is quick.
public final class KnownHosts {

  /// The largest file that is read, in bytes.
  public static final int MAX_BYTES = 256 << 20;

  private static final int MAX_REMEMBERED = 1 << 17;

  /// So many HMACs are made on an event loop: fewer than a signature costs.
  private static final int QUICK_LINES = 64;

  private final List<String> files;
  private final KnownHostsIndex index;
  private final Set<String> hashedTypes;
  private final List<String> warnings;
  private final Map<String, List<KnownHostKey>> hashedByName = new ConcurrentHashMap<>();

  private KnownHosts(List<String> files, Map<String, byte[]> contents, List<String> unreadable) {
    this.files = List.copyOf(files);
    this.index = new KnownHostsIndex();
    List<String> allWarnings = new ArrayList<>(unreadable);
    for (Map.Entry<String, byte[]> content : contents.entrySet()) {
      KnownHostsReader reader = new KnownHostsReader(content.getKey(), content.getValue(), index);
      reader.read();
      allWarnings.addAll(reader.warnings());
    }
    this.warnings = List.copyOf(allWarnings);
    this.hashedTypes = new LinkedHashSet<>();
    index.keys().hashed().forEach(line -> hashedTypes.add(line.key().keyType()));
  }

  /// Returns one with nothing on file.
  public static KnownHosts none() {
    return new KnownHosts(List.of(), Map.of(), List.of());
  }

  /// Reads files, the user's own first. A file that does not exist holds nothing.
  ///
  /// @throws KnownHostsException if one is there and cannot be read
  public static KnownHosts read(List<Path> files) throws KnownHostsException {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    for (Path file : files) {
      add(file, contents);
    }
    return new KnownHosts(names(files), contents, List.of());
  }

  /// Reads files, where it matters more to go on than to know all that is on file: one that is
  /// there and cannot be read is among the warnings.
  static KnownHosts readable(List<Path> files) {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    List<String> unreadable = new ArrayList<>();
    for (Path file : files) {
      try {
        add(file, contents);
      } catch (KnownHostsException e) {
        unreadable.add(e.getMessage() + "; a host whose key it says has changed goes unnoticed");
      }
    }
    return new KnownHosts(names(files), contents, unreadable);
  }

  private static List<String> names(List<Path> files) {
    List<String> names = new ArrayList<>(files.size());
    for (Path file : files) {
      names.add(file.toString());
    }
    return names;
  }

  /// Takes the bytes of one file; `file` stands in messages.
  public static KnownHosts of(String file, byte[] bytes) {
    return new KnownHosts(List.of(file), Map.of(file, bytes), List.of());
  }

  private static void add(Path file, Map<String, byte[]> contents) throws KnownHostsException {
    Optional<byte[]> bytes = bytes(file);
    if (bytes.isPresent()) {
      contents.put(file.toString(), bytes.get());
    }
  }

  private static Optional<byte[]> bytes(Path file) throws KnownHostsException {
    if (Files.isDirectory(file)) {
      throw new KnownHostsException(
          file.toString(),
          "is a directory where a known_hosts file is wanted; name the file in it");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new KnownHostsException(
            file.toString(), "has more than " + MAX_BYTES + " bytes; name another file");
      }
      return Optional.of(bytes);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw KnownHostsException.unreadable(file.toString(), e);
    }
  }

  /// Returns the names of the files as they were given, those that do not exist too.
  public List<String> files() {
    return files;
  }

  /// Returns what is wrong with lines and files that were passed over, each as `file:line: what` or
  /// `file: what`.
  public List<String> warnings() {
    return warnings;
  }

  /// Looks up a host and the key it offers.
  ///
  /// As in OpenSSH, a port other than 22 is looked up as `[host]:port`; where nothing is on file
  /// for that, a key that is on file for the host without its port is trusted too. A key that is
  /// revoked under either name is revoked.
  ///
  /// @param host the name or address that the caller connects to, or an alias with port 22
  /// @throws IllegalArgumentException if the port is none
  public HostKeyLookup lookup(String host, int port, SshPublicKey key) {
    Optional<KnownHostKey> revoked = revocation(host, port, key);
    if (revoked.isPresent()) {
      return new Revoked(revoked.get());
    }
    HostKeyLookup found = lookup(HostName.of(host, port), key);
    if (port == HostName.DEFAULT_PORT || !(found instanceof Unknown)) {
      return found;
    }
    HostKeyLookup withoutPort = lookup(HostName.of(host, HostName.DEFAULT_PORT), key);
    return switch (withoutPort) {
      case Trusted _ -> withoutPort;
      case Changed _, Revoked _, Unknown _ -> found;
    };
  }

  private HostKeyLookup lookup(String name, SshPublicKey key) {
    KnownHostKey onFile = index.keys().find(name, new HostHash.Matcher(name), key);
    if (onFile != null) {
      return new Trusted(onFile);
    }
    List<KnownHostKey> others = new ArrayList<>(index.keys().unhashed(name));
    others.addAll(hashed(name));
    if (others.isEmpty()) {
      return new Unknown(hasAuthority(name));
    }
    String type = key.type().wireName();
    others.sort((one, two) -> Boolean.compare(isOf(two, type), isOf(one, type)));
    return new Changed(others);
  }

  private static boolean isOf(KnownHostKey key, String type) {
    return key.keyType().equals(type);
  }

  /// Returns where a key, of a host or of an authority, is marked as revoked for the host.
  public Optional<KnownHostKey> revocation(String host, int port, SshPublicKey key) {
    List<Line> lines = index.revoked(key);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    for (String name : HostName.all(host, port)) {
      HostHash.Matcher hashes = new HostHash.Matcher(name);
      for (Line line : lines) {
        if (line.names().match(name, hashes)) {
          return Optional.of(line.key());
        }
      }
    }
    return Optional.empty();
  }

  /// Returns where an authority is on file that may speak for the host: for `[host]:port` or, as in
  /// OpenSSH, for the host without its port.
  public Optional<KnownHostKey> authority(String host, int port, SshPublicKey authority) {
    for (String name : HostName.all(host, port)) {
      KnownHostKey onFile = index.authorities().find(name, new HostHash.Matcher(name), authority);
      if (onFile != null) {
        return Optional.of(onFile);
      }
    }
    return Optional.empty();
  }

  /// Returns all authorities that may speak for the host.
  public List<KnownHostKey> authorities(String host, int port) {
    if (index.authorities().isEmpty()) {
      return List.of();
    }
    List<KnownHostKey> all = new ArrayList<>();
    for (String name : HostName.all(host, port)) {
      all.addAll(index.authorities().unhashed(name));
      all.addAll(index.authorities().hashed(name));
    }
    return all;
  }

  /// Returns whether an authority may speak for the host.
  boolean hasAuthority(String host, int port) {
    if (index.authorities().isEmpty()) {
      return false;
    }
    return hasAuthority(HostName.of(host, port))
        || (port != HostName.DEFAULT_PORT
            && hasAuthority(HostName.of(host, HostName.DEFAULT_PORT)));
  }

  private boolean hasAuthority(String name) {
    KnownLines authorities = index.authorities();
    return !authorities.isEmpty()
        && !(authorities.unhashed(name).isEmpty() && authorities.hashed(name).isEmpty());
  }

  /// Returns the keys on the hashed lines for a name. It is the one thing that costs much, so some
  /// answers are remembered.
  private List<KnownHostKey> hashed(String name) {
    if (index.keys().hashed().isEmpty()) {
      return List.of();
    }
    List<KnownHostKey> keys = hashedByName.get(name);
    if (keys == null) {
      keys = List.copyOf(index.keys().hashed(name));
      if (hashedByName.size() >= MAX_REMEMBERED) {
        hashedByName.clear();
      }
      hashedByName.put(name, keys);
    }
    return keys;
  }

  /// Returns whether nothing at all is on file.
  boolean isEmpty() {
    return index.isEmpty();
  }

  /// Returns whether [#lookup] makes no more than a few HMACs.
  boolean isQuick(String host, int port, SshPublicKey key) {
    if (index.keys().hashed().size() <= QUICK_LINES) {
      return true;
    }
    for (String name : HostName.all(host, port)) {
      if (index.keys().find(name, new HostHash.Matcher(name), key) != null) {
        return true;
      }
      if (!hashedByName.containsKey(name)) {
        return false;
      }
    }
    return true;
  }

  /// Returns whether [#keyTypesOnFile] makes no more than a few HMACs; after one call it does not.
  boolean areTypesQuick(String host, int port) {
    if (hashedTypes.size() <= 1 || index.keys().hashed().size() <= QUICK_LINES) {
      return true;
    }
    for (String name : HostName.all(host, port)) {
      if (!index.keys().unhashed(name).isEmpty()) {
        return true;
      }
      if (!hashedByName.containsKey(name)) {
        return false;
      }
    }
    return true;
  }

  /// Returns the types of key to prefer in the key exchange, so that the host shows one that is on
  /// file for it; none if nothing is.
  ///
  /// Every line that names the host counts. Hashed lines count if no other line names it; if all of
  /// those in the files are of one type, that type is the answer without a look at whose they are.
  public List<KeyType> keyTypesOnFile(String host, int port) {
    List<KeyType> types = keyTypes(HostName.of(host, port));
    return types.isEmpty() && port != HostName.DEFAULT_PORT
        ? keyTypes(HostName.of(host, HostName.DEFAULT_PORT))
        : types;
  }

  private List<KeyType> keyTypes(String name) {
    Set<String> types = new LinkedHashSet<>();
    addTypes(index.keys().unhashed(name), types);
    if (types.isEmpty() && hashedTypes.size() == 1) {
      types.addAll(hashedTypes);
    } else if (types.isEmpty()) {
      addTypes(hashed(name), types);
    }
    if (types.isEmpty()) {
      return List.of();
    }
    List<KeyType> known = new ArrayList<>(types.size());
    for (String type : types) {
      KeyType.named(type).ifPresent(known::add);
    }
    return known;
  }

  private static void addTypes(List<KnownHostKey> keys, Set<String> types) {
    for (KnownHostKey key : keys) {
      types.add(key.keyType());
    }
  }
}
