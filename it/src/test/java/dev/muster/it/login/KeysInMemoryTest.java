package dev.muster.it.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.it.peer.KeyKind;
import dev.muster.it.peer.OpenSshServer;
import dev.muster.it.peer.UserKeys;
import dev.muster.model.Command;
import dev.muster.model.HostKeys;
import dev.muster.model.Login;
import dev.muster.model.SshSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Keys that a program keeps elsewhere than on the disk, at a real server.
@Tag("peers")
class KeysInMemoryTest {

  private final List<String> asked = new ArrayList<>();

  private MusterOptions options(OpenSshServer server, UserKeys keys, Path key, String passphrase) {
    Path known = keys.knownHosts(server.hostKey(KeyKind.ED25519), server.port(), List.of("127.*"));
    Path name = Path.of("of-the-store");
    SshSettings settings =
        SshSettings.standard()
            .withPort(server.port())
            .withHostKeys(HostKeys.standard().withUserFiles(List.of(known)))
            .withLogin(Login.standard().withAgent("none").withIdentity(name));
    return MusterOptions.standard()
        .withSsh(settings)
        .withKeyFiles(wanted -> {
          asked.add(wanted.toString());
          return wanted.equals(name) ? Optional.of(content(key)) : Optional.empty();
        })
        .withPassphrases((file, attempt) -> {
          asked.add("passphrase of " + file);
          return Optional.of(passphrase.toCharArray());
        });
  }

  private static byte[] content(Path key) {
    try {
      return Files.readAllBytes(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aKeyAndItsPassphraseComeFromTheProgram() throws Exception {
    try (UserKeys keys = UserKeys.make();
        OpenSshServer server = OpenSshServer.start(keys)) {
      Path key = keys.encrypted(KeyKind.ED25519, "a secret");
      try (Muster muster = Muster.open(options(server, keys, key, "a secret"))) {
        var done = muster.group("127.1.8.[1-20]").oneShot().run(Command.of("true"));
        assertThat(done.failures()).isEmpty();
      }
      assertThat(asked).containsExactly("of-the-store", "passphrase of of-the-store");
    }
  }

  @Test
  void aWrongPassphraseOrADamagedKeyStopsEverything() throws Exception {
    try (UserKeys keys = UserKeys.make();
        OpenSshServer server = OpenSshServer.start(keys)) {
      Path key = keys.encrypted(KeyKind.ED25519, "a secret");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Muster.open(options(server, keys, key, "another")))
          .withMessageContaining("of-the-store");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Muster.open(options(server, keys, UserKeys.publicHalf(key), "x")))
          .withMessageContaining("of-the-store");
    }
  }
}
