package dev.muster.it.command;

import dev.muster.MusterOptions;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.RealServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.model.Completed;
import dev.muster.model.HostKeys;
import dev.muster.model.Output;
import dev.muster.model.Result;
import dev.muster.model.SshSettings;
import java.nio.file.Path;
import java.util.List;

/// What it takes to reach a server through the library.
final class Reach {

  static final String HOST = "127.0.0.1";

  private Reach() {}

  /// Reaches every address of 127.0.0.0/8, whose host key is on file.
  static MusterOptions to(RealServer server, UserKeys keys) {
    Path known = keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), List.of("127.*"));
    return MusterOptions.standard()
        .withSsh(
            SshSettings.standard()
                .withPort(server.port())
                .withIdentity(keys.ed25519())
                .withHostKeys(HostKeys.standard().withUserFiles(List.of(known))));
  }

  /// Reaches a port that nobody listens on any more.
  static MusterOptions toNobody(UserKeys keys) {
    RealServer gone = OpenSshServer.start(keys);
    MusterOptions options = to(gone, keys);
    gone.close();
    return options;
  }

  /// Returns what a command printed that came to its end.
  ///
  /// @throws AssertionError if it did not; says why
  static Output output(Result<Completed> result) {
    if (result instanceof Result.Done<Completed>(_, _, _, Completed how)) {
      return how.output();
    }
    throw new AssertionError(result.message());
  }
}
