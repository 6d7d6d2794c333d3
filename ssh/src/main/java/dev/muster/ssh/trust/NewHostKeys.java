package dev.muster.ssh.trust;

import dev.muster.ssh.key.SshPublicKey;
import dev.muster.ssh.trust.HostKeyVerdict.AddThenTrust;
import dev.muster.ssh.trust.HostKeyVerdict.Refused;
import dev.muster.ssh.trust.HostKeyVerdict.Trusted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/// The keys that were put on file since the files were read.
///
/// Additions that come while a write is under way wait and go out together in the next one. The
/// writes run on a thread of their own, which lives while there is something to write, so that no
/// caller that is interrupted closes the file under the others.
final class NewHostKeys {

  private final KnownHostsFile file;

  /// What is on file by now, by the name looked up.
  private final Map<String, KnownHostKey> byName = new ConcurrentHashMap<>();

  private final ReentrantLock lock = new ReentrantLock();

  // guarded by lock
  private List<Pending> pending = new ArrayList<>();
  private boolean writing;

  /// An addition that somebody waits for.
  private record Pending(AddThenTrust addition, CompletableFuture<HostKeyVerdict> verdict) {

    String name() {
      return HostName.of(addition.host(), addition.port());
    }
  }

  /// @param hashed whether names are written hashed
  NewHostKeys(Path file, boolean hashed) {
    this.file = new KnownHostsFile(file, hashed, KnownHostsFile.LOCK_LIMIT);
  }

  /// Returns the verdict if a key for that host was added before.
  Optional<HostKeyVerdict> added(AddThenTrust addition) {
    String name = HostName.of(addition.host(), addition.port());
    return Optional.ofNullable(byName.get(name))
        .map(onFile -> verdict(name, addition.key(), onFile));
  }

  private static HostKeyVerdict verdict(String name, SshPublicKey key, KnownHostKey onFile) {
    return onFile.is(key)
        ? new Trusted()
        : new Refused(new HostKeyFailure.Changed(name, key, List.of(onFile)));
  }

  /// Adds a key and waits until it is on the disk.
  HostKeyVerdict add(AddThenTrust addition) throws KnownHostsException, InterruptedException {
    Pending own = new Pending(addition, new CompletableFuture<>());
    boolean first;
    lock.lock();
    try {
      pending.add(own);
      first = !writing;
      writing = true;
    } finally {
      lock.unlock();
    }
    if (first) {
      Thread.ofVirtual().name("known_hosts").start(this::writeAll);
    }
    try {
      return own.verdict.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KnownHostsException cause) {
        throw new KnownHostsException(cause);
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private void writeAll() {
    for (List<Pending> batch = take(); !batch.isEmpty(); batch = take()) {
      List<Pending> all = batch;
      try {
        write(all);
      } catch (KnownHostsException | RuntimeException | Error e) {
        all.forEach(each -> each.verdict.completeExceptionally(e));
      }
    }
  }

  /// Returns what is to be written next; the writer ends if it is nothing.
  private List<Pending> take() {
    lock.lock();
    try {
      List<Pending> batch = pending;
      pending = new ArrayList<>();
      writing = !batch.isEmpty();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void write(List<Pending> batch) throws KnownHostsException {
    Map<Pending, HostKeyVerdict> verdicts = new LinkedHashMap<>();
    Map<String, SshPublicKey> lines = new LinkedHashMap<>();
    byName.putAll(
        file.append(onFile -> {
          for (Pending each : batch) {
            Optional<HostKeyVerdict> known = known(each, onFile);
            known.ifPresent(verdict -> verdicts.put(each, verdict));
            if (known.isEmpty()) {
              lines.putIfAbsent(each.name(), each.addition.key());
            }
          }
          return lines;
        }));
    for (Pending each : batch) {
      HostKeyVerdict verdict = verdicts.get(each);
      each.verdict.complete(verdict == null ? added(each.addition).orElseThrow() : verdict);
    }
  }

  /// Returns the verdict on a host that came to be on file since, through us or another process.
  private Optional<HostKeyVerdict> known(Pending each, KnownHosts onFile) {
    Optional<HostKeyVerdict> before = added(each.addition);
    if (before.isPresent()) {
      return before;
    }
    String name = each.name();
    SshPublicKey key = each.addition.key();
    return switch (onFile.lookup(each.addition.host(), each.addition.port(), key)) {
      case HostKeyLookup.Trusted(KnownHostKey same) -> {
        byName.put(name, same);
        yield Optional.of(new Trusted());
      }
      case HostKeyLookup.Changed(List<KnownHostKey> others) ->
          Optional.of(new Refused(new HostKeyFailure.Changed(name, key, others)));
      case HostKeyLookup.Revoked(KnownHostKey revoked) ->
          Optional.of(new Refused(new HostKeyFailure.Revoked(name, key, revoked)));
      case HostKeyLookup.Unknown _ -> Optional.empty();
    };
  }
}
