package dev.muster.session.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// N9: a host whose system is another says so before it asks for anything.
class RuntimeScriptTest {

  /// What the script of the start defines, as far as this one needs it.
  private static final String START =
      "n=0; c=$1; say() { echo \"say $*\"; }; die() { say fail \"$@\"; exit 1; };"
          + " line() { IFS= read -r \"$1\" || exit 1; }; umask 077; line x; eval \"$x\"; echo $home";

  private static final Jdk HERE = Jdk.current();

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Linux riscv64 | ''                         | and the one that can be pushed is for Linux riscv64
          Darwin arm64  | ''                         | and the one that can be pushed is for Darwin arm64
          here          | /lib/no-musl-processor.so.1 | with that of /lib/no-musl-processor.so.1
          """)
  void anotherSystemIsNamed(String system, String loader, String said) throws Exception {
    String name = system.equals("here") ? HERE.system() : system;
    String line = run(new Jdk(Path.of("/jdk"), "25", 25, name, loader), "");
    assertThat(line).startsWith("say fail other-system " + HERE.system()).contains(said);
    assertThat(line.lines()).hasSize(1);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theSameOneAsksAndAnEndOfItsInputEndsIt() throws Exception {
    assertThat(run(HERE, "").strip()).isEqualTo("say need sizes gzip");
    assertThat(run(HERE, "9 0123 20\nonly").lines().toList())
        .hasSize(3)
        .startsWith("say need sizes gzip", "say need archive " + folder + "/muster")
        .last()
        .asString()
        .startsWith("say fail cut " + folder + "/muster, 4 of 9 bytes came");
    assertThat(folder.resolve("muster")).isEmptyDirectory();
  }

  private String run(Jdk jdk, String more) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of("/bin/sh", "-c", START, "sh", folder.resolve("muster").toString()));
    builder.environment().put("TMPDIR", folder.toString());
    Process process = builder.redirectErrorStream(true).start();
    try (var in = process.getOutputStream()) {
      in.write((RuntimeScript.line("0", jdk) + more).getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}
