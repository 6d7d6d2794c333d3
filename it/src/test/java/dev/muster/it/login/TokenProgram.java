package dev.muster.it.login;

import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.HostKeys;
import dev.muster.model.Login;
import dev.muster.model.Passphrases;
import dev.muster.model.Proofs;
import dev.muster.model.Result;
import dev.muster.model.SshSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A program that uses the library with tokens, in a process of its own, because their libraries
/// are told by the environment where they are.
///
/// Says which PINs it was asked for, what it was told, and what became of each host.
final class TokenProgram {

  private TokenProgram() {}

  /// Runs it.
  ///
  /// @param arguments hosts, port, `known_hosts`, the library, and key files
  public static void main(String[] arguments) throws Exception {
    Login login =
        Login.standard()
            .withAgent("none")
            .withProofs(Proofs.none().withTokenLibrary(arguments[3]))
            .withIdentitiesOnly(arguments.length > 4);
    for (String file : List.of(arguments).subList(4, arguments.length)) {
      login = login.withIdentity(Path.of(file));
    }
    SshSettings settings =
        SshSettings.standard()
            .withPort(Integer.parseInt(arguments[1]))
            .withHostKeys(HostKeys.standard().withUserFiles(List.of(Path.of(arguments[2]))))
            .withLogin(login)
            .withConnectTimeout(Duration.ofSeconds(60));
    Map<String, String> environment = System.getenv();
    MusterOptions options =
        MusterOptions.standard()
            .withSsh(settings)
            .withPassphrases(new Known(environment.getOrDefault("TEST_PIN", "")));
    try (Muster muster = Muster.open(options)) {
      var done = muster.group(arguments[0]).oneShot().run(Command.of("echo", "in"));
      muster.notes().forEach(note -> System.out.println("note: " + note));
      for (Result<Completed> result : done) {
        boolean in = result.failure().isEmpty();
        System.out.println(in ? result.host() + ": in" : "out: " + result.message());
      }
    } catch (IllegalArgumentException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }

  private record Known(String pin) implements Passphrases {

    @Override
    public Optional<char[]> forKey(String file, int attempt) {
      throw new IllegalStateException("no key file is encrypted here");
    }

    @Override
    public Optional<char[]> forToken(String token) {
      System.out.println("asked for " + token);
      return pin.isEmpty() ? Optional.empty() : Optional.of(pin.toCharArray());
    }
  }
}
