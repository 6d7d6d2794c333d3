package dev.muster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RehearsalTest {

  @Test
  void runsAndCallsAndLeavesNothing() throws Exception {
    Set<Path> before = folders();
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            out,
            err,
            false,
            false,
            Map.of(),
            Terminal.Asker.nobody());
    assertThat(Rehearsal.rehearse(terminal)).isZero();
    assertThat(err.toString(UTF_8))
        .contains("50 hosts: 50 ok in ")
        .contains("2 hosts: 2 ok in ")
        .contains("1 host: 1 ok in ");
    assertThat(out.toString(UTF_8)).contains("A fleet of 50 hosts").contains("muster-rehearsal-");
    assertThat(folders()).isEqualTo(before);
  }

  private static Set<Path> folders() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<Path> all = Files.list(temporary)) {
      return all.filter(path -> path.getFileName().toString().startsWith("muster-rehearsal-"))
          .collect(Collectors.toSet());
    }
  }
}
