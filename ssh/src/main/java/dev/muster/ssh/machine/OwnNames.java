package dev.muster.ssh.machine;

import dev.muster.ssh.auth.Hostbased;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The names of this machine's addresses, as others would look them up. Blocks at the first
/// question for each. Safe for use by many threads.
final class OwnNames implements Hostbased.Names {

  private static final long LIMIT_SECONDS = 5;

  private final String hostName;
  private final Map<String, String> known = new ConcurrentHashMap<>();

  /// @param hostName the name of the machine itself, for an address that has none
  OwnNames(String hostName) {
    this.hostName = hostName;
  }

  @Override
  public String of(String address) throws InterruptedException {
    if (address.isEmpty()) {
      return hostName;
    }
    String name = known.get(address);
    if (name == null) {
      name = lookUp(address);
      known.put(address, name);
    }
    return name;
  }

  /// A name that does not lead back to the address is not taken: Java returns the address then. A
  /// name server that says nothing is not waited for until the connection's time is over.
  private String lookUp(String address) throws InterruptedException {
    InetAddress own = InetAddress.ofLiteral(address);
    FutureTask<String> task = new FutureTask<>(own::getCanonicalHostName);
    Thread.ofVirtual().name("own name").start(task);
    try {
      String name = task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return name.equals(own.getHostAddress()) ? hostName : name;
    } catch (TimeoutException | ExecutionException e) {
      return hostName;
    }
  }
}
