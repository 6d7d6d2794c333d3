package dev.muster.ssh.fuzz;

import dev.muster.ssh.ConnectionFuzz;
import dev.muster.ssh.agent.AgentFuzz;
import dev.muster.ssh.auth.AuthFuzz;
import dev.muster.ssh.channel.ChannelsFuzz;
import dev.muster.ssh.config.ConfigFuzz;
import dev.muster.ssh.data.TextFuzz;
import dev.muster.ssh.forward.ForwardFuzz;
import dev.muster.ssh.key.CertificateFuzz;
import dev.muster.ssh.key.KeyFileFuzz;
import dev.muster.ssh.key.PublicKeyFuzz;
import dev.muster.ssh.packet.InflateFuzz;
import dev.muster.ssh.packet.PacketFuzz;
import dev.muster.ssh.proxy.ProxyFuzz;
import dev.muster.ssh.transport.HandshakeFuzz;
import dev.muster.ssh.trust.KnownHostsFuzz;
import dev.muster.ssh.trust.RevokedKeysFuzz;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/// All targets, by name.
public final class Targets {

  private static final TreeMap<String, Supplier<FuzzTarget>> ALL = new TreeMap<>();

  static {
    ALL.put("agent", AgentFuzz::new);
    ALL.put("auth", AuthFuzz::new);
    ALL.put("certificates", CertificateFuzz::new);
    ALL.put("channels", ChannelsFuzz::new);
    ALL.put("connection", ConnectionFuzz::new);
    ALL.put("forward", ForwardFuzz::new);
    ALL.put("handshake", HandshakeFuzz::new);
    ALL.put("inflate", InflateFuzz::new);
    ALL.put("keyfiles", KeyFileFuzz::new);
    ALL.put("knownhosts", KnownHostsFuzz::new);
    ALL.put("packets", PacketFuzz::new);
    ALL.put("proxies", ProxyFuzz::new);
    ALL.put("publickeys", PublicKeyFuzz::new);
    ALL.put("revokedkeys", RevokedKeysFuzz::new);
    ALL.put("sshconfig", ConfigFuzz::new);
    ALL.put("texts", TextFuzz::new);
  }

  private Targets() {}

  /// Returns the names in order.
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /// Makes the target of that name.
  public static FuzzTarget named(String name) {
    Supplier<FuzzTarget> target = ALL.get(name);
    if (target == null) {
      throw new IllegalArgumentException("no fuzz target \"" + name + "\"; there are " + names());
    }
    return target.get();
  }
}
