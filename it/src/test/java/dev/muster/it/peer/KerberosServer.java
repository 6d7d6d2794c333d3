package dev.muster.it.peer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// OpenSSH's `sshd` with a key table of a realm.
public final class KerberosServer {

  private KerberosServer() {}

  /// Starts one that knows the keys of these hosts as they are now.
  ///
  /// @param settings more lines of `sshd_config`
  public static OpenSshServer start(
      Kdc kdc, UserKeys keys, List<String> hosts, List<String> settings) {
    String[] principals = hosts.stream().map(host -> "host/" + host).toArray(String[]::new);
    Map<String, String> environment = new HashMap<>(kdc.environment());
    environment.put("KRB5_KTNAME", kdc.keyTable(principals).toString());
    List<String> lines = new ArrayList<>(settings);
    lines.addAll(0, List.of("GSSAPIAuthentication yes", "GSSAPIStrictAcceptorCheck no"));
    return OpenSshServer.start(
        keys,
        List.of(KeyKind.ED25519),
        lines,
        Programs.find("sshd", "openssh-server"),
        environment);
  }
}
