package dev.muster.it.call;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.model.HostKeys;
import dev.muster.model.SshSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ways to a target that the same tests are run over.
enum Way {
  /// A process on this machine.
  LOCAL("local:t%d"),
  /// A process in namespaces of its own, as in a container: what `docker exec -i` gives.
  CONTAINER("command:unshare --user --map-root-user --mount --uts --ipc --//id=t%d"),
  /// A real OpenSSH server.
  SSH("ssh:127.1.0.%d//id=t%d"),
  /// The `ssh` program as the command.
  SSH_PROGRAM(""),
  /// A process that another gateway started.
  VIA("local://id=t%d//via=way");

  private final String spec;

  Way(String spec) {
    this.spec = spec;
  }

  /// Opens what is needed and returns a group of `count` targets, `t1`, `t2` and so on.
  Reached open(int count) {
    return open(Collections.nCopies(count, ""));
  }

  /// Opens a target for each of `options`, which end its spec, such as `//nice=1`.
  Reached open(List<String> options) {
    int count = options.size();
    UserKeys keys = UserKeys.make();
    @Nullable OpenSshServer server =
        this == SSH || this == SSH_PROGRAM ? OpenSshServer.start(keys) : null;
    SshSettings settings = SshSettings.standard();
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      names.add(spec.replace("%d", Integer.toString(i)));
    }
    if (server != null) {
      Path known =
          keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), List.of("127.1.0.*"));
      settings = settings(server, keys, known);
      if (this == SSH_PROGRAM) {
        names.replaceAll(_ -> "");
        for (int i = 0; i < count; i++) {
          names.set(i, program(server, keys, known, i + 1));
        }
      }
    }
    if (this == VIA) {
      names.add("local://id=way");
    }
    List<String> specs = new ArrayList<>(names);
    for (int i = 0; i < count; i++) {
      specs.set(i, names.get(i) + options.get(i));
    }
    Muster muster = Muster.open(MusterOptions.standard().withSsh(settings));
    return new Reached(muster, muster.groupOf(specs), specs, server, keys, count);
  }

  private static SshSettings settings(OpenSshServer server, UserKeys keys, Path known) {
    return SshSettings.standard()
        .withUser(server.user())
        .withPort(server.port())
        .withIdentity(keys.ed25519())
        .withHostKeys(HostKeys.standard().withUserFiles(List.of(known)));
  }

  private static String program(OpenSshServer server, UserKeys keys, Path known, int number) {
    return "command:ssh -T -F none -o BatchMode=yes -o UserKnownHostsFile=%s -i %s -p %d -l %s 127.1.0.%d//id=t%d"
        .formatted(known, keys.ed25519(), server.port(), server.user(), number, number);
  }

  /// What was opened.
  record Reached(
      Muster muster,
      Group group,
      List<String> specs,
      @Nullable OpenSshServer server,
      UserKeys keys,
      int count)
      implements AutoCloseable {

    /// Returns what another program needs to log in to the server; empty if there is none.
    List<String> login() {
      if (server == null) {
        return List.of();
      }
      Path known =
          keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), List.of("127.1.0.*"));
      return List.of(
          server.user(),
          Integer.toString(server.port()),
          keys.ed25519().toString(),
          known.toString());
    }

    @Override
    public void close() {
      group.close();
      muster.close();
      if (server != null) {
        server.close();
      }
      keys.close();
    }
  }
}
