package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.Answer;
import dev.muster.fleet.Behaviour;
import dev.muster.fleet.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `--proxy` and what belongs to it.
class ProxyOptionTest {

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --proxy proxy:1080                                                    | --proxy "proxy:1080": wanted socks5://[USER@]HOST:PORT or http://[USER@]HOST:PORT
          --proxy https://proxy:1                                               | --proxy "https://proxy:1": TLS to a proxy is not spoken here; wanted socks5://[USER@]HOST:PORT or http://[USER@]HOST:PORT
          --proxy socks5://amy:s3cret@proxy:1                                   | --proxy: a password does not belong in an address, which others can read; wanted socks5://[USER@]HOST:PORT or http://[USER@]HOST:PORT
          --proxy http://amy@proxy:1                                            | --proxy names user amy; give the password by --proxy-ask-pass, --proxy-password-file, --proxy-password-command or --proxy-password-env
          --proxy-password-env X                                                | there is a password for a proxy, but --proxy names no user
          --proxy http://proxy:1 --proxy-password-file x                        | there is a password for a proxy, but --proxy names no user
          --proxy http://a@p:1 --proxy-password-file x --proxy-password-env y   | --proxy-password-file and --proxy-password-env both give the password
          --proxy http://a@p:1 --proxy-password-env NO_SUCH_VARIABLE            | --proxy-password-env NO_SUCH_VARIABLE: there is no such variable
          """)
  void whatCannotBeMeansThatNothingRuns(String options, String told) throws Exception {
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, _ -> hello())) {
      String[] words = (options + " x").split(" ", -1);
      Cli cli = fleet.run("run", "127.0.1.1", words);
      assertThat(cli.err()).isEqualTo("muster: " + told + "\n");
      assertThat(cli.status()).isEqualTo(2);
      assertThat(fleet.fleet().counters().accepted()).isZero();
    }
  }

  private static Behaviour hello() {
    return Behaviour.of(Script.always(Answer.of("here\n")));
  }

  /// What the proxy is asked, and that nothing goes to the host itself.
  @Test
  void hostsAreReachedThroughTheProxyOnlyAndItsPasswordComesFromAFile() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "open sesame\nmore\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    CompletableFuture<String> request = new CompletableFuture<>();
    try (LoopbackFleet fleet = LoopbackFleet.of(folder, _ -> hello());
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> refuse(server, request));
      Cli cli =
          fleet.run(
              "ping",
              "127.0.1.1",
              "--proxy=http://Aladdin@127.0.0.1:" + server.getLocalPort(),
              "--proxy-password-file",
              secret.toString());
      String address = "127.0.1.1:" + fleet.fleet().port();
      assertThat(request.get(30, TimeUnit.SECONDS))
          .startsWith("CONNECT " + address + " HTTP/1.1\r\n")
          .contains("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n");
      assertThat(cli.err())
          .startsWith(
              "127.0.1.1: connect: %s through http://127.0.0.1:%d: it answered: HTTP/1.1 403 Never\n"
                  .formatted(address, server.getLocalPort()));
      assertThat(cli.status()).isEqualTo(3);
      assertThat(fleet.fleet().counters().accepted()).isZero();
    }
  }

  private static void refuse(ServerSocket server, CompletableFuture<String> request) {
    try (Socket socket = server.accept()) {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) socket.getInputStream().read());
      }
      request.complete(head.toString());
      socket
          .getOutputStream()
          .write("HTTP/1.1 403 Never\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      request.completeExceptionally(e);
    }
  }
}
