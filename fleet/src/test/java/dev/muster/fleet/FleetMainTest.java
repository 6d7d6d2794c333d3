package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetMainTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --nonsense     | fleet: unknown option "--nonsense"
          --port         | fleet: --port wants a value
          --port 70000   | fleet: --port wants a number from 0 to 65535, got "70000"
          --bytes -1     | fleet: --bytes wants a number from 0 to 9223372036854775807, got "-1"
          --delay 1s     | fleet: --delay wants a number from 0 to 86400000, got "1s"
          """)
  void saysWhatIsWrongWithItsArguments(String arguments, String message) throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        FleetMain.run(
            List.of(arguments.split(" ")),
            InputStream.nullInputStream(),
            new PrintStream(new ByteArrayOutputStream(), true),
            new PrintStream(err, true));
    assertThat(status).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith(message + "\n").contains("usage:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --delay 1              | hello world
          --bytes 5 --loops 2    | hello
          --real                 | echo
          """)
  void servesUntilItsInputEnds(String arguments, String out, @TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("known_hosts");
    List<String> words =
        List.of((arguments + " --known-hosts " + file).replaceAll(" +", " ").split(" "));
    PipedOutputStream input = new PipedOutputStream();
    PipedInputStream ready = new PipedInputStream();
    PrintStream said = new PrintStream(new PipedOutputStream(ready), true);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      PipedInputStream in = new PipedInputStream(input);
      Future<Integer> status = threads.submit(() -> FleetMain.run(words, in, said, System.err));
      String line = new String(ready.readNBytes(40), StandardCharsets.UTF_8);
      assertThat(line).startsWith("fleet ready at 127.0.0.0/8 port ");
      String known = Files.readString(file);
      int port = Integer.parseInt(known.substring(known.indexOf(':') + 1, known.indexOf(' ')));
      try (ScriptedClient client = new ScriptedClient(Wire.connect("127.0.0.1", port, 20_000))) {
        client.handshake();
        client.login();
        assertThat(client.run("echo echo").out().strip()).isEqualTo(out);
        assertThat(known).contains(client.hostKey().line(""));
      }
      input.close();
      assertThat(status.get()).isZero();
    }
  }
}
