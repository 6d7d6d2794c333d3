package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.MusterOptions;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where the password of a run comes from.
class PasswordTest {

  private static final FileAttribute<?> OWN =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  @TempDir Path folder;

  private final AtomicInteger questions = new AtomicInteger();

  private Terminal terminal(Terminal.Asker asker) {
    return new Terminal(
        InputStream.nullInputStream(),
        OutputStream.nullOutputStream(),
        OutputStream.nullOutputStream(),
        false,
        false,
        Map.of("SECRET", "of the environment"),
        asker);
  }

  private Password read(String... words) throws Exception {
    Terminal.Asker asker =
        question -> {
          assertThat(question).isEqualTo("Password: ");
          questions.incrementAndGet();
          return Optional.of("typed".toCharArray());
        };
    Arguments arguments = Arguments.parse("run", List.of(words), Password.OPTIONS, true);
    return Password.of(arguments, terminal(asker));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --ask-pass         |                              | typed
          --password-file    | FILE                         | of the file, grüße
          --password-command | echo of a command; echo more | of a command
          --password-command | printf 'no end of line'      | no end of line
          --password-env     | SECRET                       | of the environment
          """)
  void isReadOnceAndOverwritten(String option, String value, String secret) throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "of the file, grüße\r\nmore\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    String word = value == null ? "" : value.replace("FILE", file.toString());
    Password password = word.isEmpty() ? read(option) : read(option, word);

    char[] first = password.of("me@web1").orElseThrow();
    assertThat(new String(first)).isEqualTo(secret);
    assertThat(password.of("me@web2").orElseThrow()).isEqualTo(first).isNotSameAs(first);
    assertThat(questions).hasValueLessThanOrEqualTo(1);
    password.close();
    assertThat(new String(password.of("me@web3").orElseThrow()))
        .isEqualTo("\0".repeat(first.length));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --password-file /no/such/file         | --password-file /no/such/file: cannot be read:
          --password-file OPEN                  | --password-file OPEN: others may read or change the password; run chmod 600 on it
          --password-file EMPTY                 | --password-file: the password is empty
          --password-file LONG                  | --password-file LONG: cannot be read:
          --password-file LATIN                 | --password-file LATIN: cannot be read: the password is not in UTF-8
          --password-command exit 3             | --password-command ended with status 3
          --password-command true               | --password-command: the password is empty
          --password-env NO_SUCH                | --password-env NO_SUCH: there is no such variable
          --ask-pass --password-env SECRET      | --ask-pass and --password-env both give the password
          """)
  void saysWhyThereIsNone(String line, String message) throws Exception {
    file("OPEN", "secret\n", "rw-r--r--");
    file("EMPTY", "\n", "rw-------");
    file("LONG", "x".repeat(5000), "rw-------");
    Files.write(
        Files.createFile(folder.resolve("LATIN"), OWN), new byte[] {'g', (byte) 0xfc, '\n'});
    String[] words = located(line).split(" ", line.contains("command") ? 2 : -1);
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> read(words))
        .satisfies(e -> assertThat(e.text()).startsWith(located(message)));
  }

  private void file(String name, String text, String mode) throws Exception {
    Path file = Files.writeString(folder.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private String located(String text) {
    return text.replaceAll("(OPEN|EMPTY|LONG|LATIN)", folder + "/$1");
  }

  /// The one of the log-in is never taken for `sudo`.
  @Test
  void theOneForSudoIsAnother() throws Exception {
    List<String> questionsAsked = new ArrayList<>();
    Terminal.Asker asker =
        question -> {
          questionsAsked.add(question);
          return Optional.of(("answer " + questionsAsked.size()).toCharArray());
        };
    Set<Option> known = EnumSet.copyOf(Password.OPTIONS);
    known.addAll(Password.SUDO_OPTIONS);
    known.add(Option.SUDO);
    List<String> words = List.of("--sudo", "--sudo-ask-pass", "--ask-pass");
    Arguments arguments = Arguments.parse("run", words, known, true);
    GivenPasswords given = GivenPasswords.of(arguments, terminal(asker));
    assertThat(questionsAsked).containsExactly("Password: ", "Password for sudo: ");
    MusterOptions options = given.into(MusterOptions.standard());
    assertThat(options.secrets().passwords().of("me@a")).map(String::new).hasValue("answer 1");
    assertThat(options.secrets().sudoPasswords().of("me@a")).map(String::new).hasValue("answer 2");
    given.close();
    assertThat(given.login().of("me@a")).map(String::new).hasValue("\0".repeat(8));
    assertThat(given.sudo().of("me@a")).map(String::new).hasValue("\0".repeat(8));

    Arguments alone = Arguments.parse("run", List.of("--sudo", "--ask-pass"), known, true);
    assertThat(GivenPasswords.of(alone, terminal(asker)).sudo().isGiven()).isFalse();
  }

  @Test
  void saysThatNobodyIsThereToBeAsked() throws Exception {
    Arguments arguments = Arguments.parse("run", List.of("--ask-pass"), Password.OPTIONS, true);
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Password.of(arguments, terminal(Terminal.Asker.nobody())))
        .satisfies(
            e -> assertThat(e.text()).isEqualTo("--ask-pass: there is no terminal to ask on"));
  }

  @Test
  void isNotThereUnlessAnOptionSaysSo() throws Exception {
    assertThat(read().isGiven()).isFalse();
    assertThat(read().of("me@web1")).isEmpty();
  }
}
