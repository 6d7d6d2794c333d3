package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  @TempDir Path folder;

  @ParameterizedTest(name = "muster {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          frobnicate                        | unknown command frobnicate; see muster help
          run true                          | no hosts are named; say which with -w HOSTS, such as -w web[1-3]
          run -w a                          | no command is given; say what to run: muster run -w HOSTS COMMAND
          run -w                            | option -w needs a value
          run -w a --frob x                 | unknown option --frob for run; see muster help run
          run -w a -J b,:1 x                | option "ProxyJump b,:1": ProxyJump: wanted [USER@]HOST[:PORT] with commas between, or none, got "b,:1"
          run -w a -bZ x                    | unknown option -Z for run; see muster help run
          run -w a --fold=1 x               | option --fold takes no value
          run -w web[1- x                   | host set "web[1-": bracket opened at column 4 is never closed
          run -w a -x a x                   | -x leaves no host of those that -w names
          run -w a -f 0 x                   | -f 0: wanted a number, 1 to 1000000
          run -w a -f many x                | -f many: wanted a number, 1 to 1000000
          run -w a -p 70000 x               | -p 70000: wanted a number, 1 to 65535
          run -w a --connect-rate 0 x       | --connect-rate 0: wanted more than 0, at most 1000000/s
          run -w a --connect-rate fast x    | --connect-rate fast: wanted hosts a second, as 100/s
          run -w a --timeout 5x x           | --timeout: "5x" is no time; write it like 250ms, 10s, 1m30s, 2h or 1d
          run -w a --deadline 0 x           | --deadline 0: the time must be more than nothing
          run -w a --host-keys maybe x      | --host-keys maybe: wanted strict, accept-new or off
          run -w a --color blue x           | --color blue: wanted auto, always or never
          run -w a -F cfg x                 | cfg: there is no such file
          run -w a -o Prot=2 x              | option "Prot=2": "prot" is no keyword that is known; IgnoreUnknown passes one over
          run -w a -o Ciphers=none x        | option "Ciphers=none": Ciphers: "none" is no algorithm that is known; see ssh -Q help
          run -w a -i /no/such/key x        | /no/such/key: there is no such file; check the name of the key
          run -w a:99999 x                  | host "a:99999": port must be 1 to 65535, was 99999
          run -w @/no/such/file x           | host file /no/such/file does not exist
          run -w a --input /no/such/file x  | input file /no/such/file cannot be read:
          run -w - --input - x              | -w - and --input - both want standard input; give one of them a file
          run -w a[1-2] -F none -L 8080:b:80 x | -L listens here, for one host; -w names 2
          run -w a[1-2] -F none -D 1080 x      | -D listens here, for one host; -w names 2
          run -w a -F none -L 0:b:80 x         | a forward takes any free port here, which nobody would know; say which port
          run -w a -F none -R 0:b:80 x         | each host chooses the port of a forward; have it put in the place of {port}
          run -w a -F none -R 80 x             | remote forward "80": wanted [HOST:]PORT:HOST:PORT, or paths of sockets
          run -w a -F none -D 80:b:80 x        | dynamic forward "80:b:80": wanted [HOST:]PORT
          ping -w a -A                      | unknown option -A for ping; see muster help ping
          run -w a --sudo-ask-pass x        | --sudo-ask-pass is of use with --sudo only, which is not given
          run -w a --sudo --sudo-ask-pass x | --sudo-ask-pass: there is no terminal to ask on
          run -w a --sudo --sudo-password-env A --sudo-password-env B --sudo-ask-pass x | --sudo-ask-pass and --sudo-password-env both give the password
          run -w a --sudo-user= x           | the user for sudo has no name
          run -w a --shell= x               | the shell has no name; wanted one such as /bin/bash -c
          ping -w a --sudo                  | unknown option --sudo for ping; see muster help ping
          call                              | no method is given; say what to call: muster call -w HOSTS CLASS::METHOD ARG..., or --tool for a list of tools
          call a.B::c                       | no hosts are named; say which with -w HOSTS, such as -w web[1-3]
          call -w - --tool files.stat -     | -w - and the argument - both want standard input; give one of them a file
          call -w a --sudo x                | unknown option --sudo for call; see muster help call
          run -w a --json x                 | unknown option --json for run; see muster help run
          ping                              | no hosts are named; say which with -w HOSTS, such as -w web[1-3]
          ping -w a uname                   | ping runs no command, got "uname"; use muster run
          ping -w a -b                      | unknown option -b for ping; see muster help ping
          hosts                             | muster hosts: say what to do: expand, fold, count or split
          hosts frob a                      | muster hosts: unknown operation frob; there are expand, fold, count and split
          hosts split x a                   | muster hosts split: "x" is no number of parts
          hosts split 0 a                   | muster hosts split: say into how many parts: split N HOSTS
          help frob                         | no help for frob; there is help for [run, call, ping, hosts, demo]
          demo --hosts 0                    | --hosts 0: wanted a number, 1 to 60000
          demo x                            | demo takes no command, got "x"
          """)
  void saysInALineWhatIsWrongAndRunsNothing(String line, String message) {
    Cli cli = Cli.run(line.split(" ", -1));
    assertThat(cli.err()).startsWith("muster: " + message);
    assertThat(cli.err().lines()).hasSizeLessThanOrEqualTo(2);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.status()).isEqualTo(2);
  }

  @Test
  void showsWhatThereIsIfNothingIsSaid() {
    Cli cli = Cli.run();
    assertThat(cli.err()).startsWith("muster commands many machines as one");
    assertThat(cli.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "--help", "-h"})
  void helps(String word) {
    assertThat(Cli.run(word).out()).startsWith("muster commands many machines as one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "call", "ping", "hosts", "demo"})
  void helpsWithEachCommand(String verb) {
    String text = Cli.run("help", verb).out();
    assertThat(text).startsWith("muster " + verb);
    assertThat(Cli.run(verb, "--help").out()).isEqualTo(text);
    assertThat(Cli.run(verb, "-h").status()).isZero();
  }

  /// What is an option is in the help, and what is in the help is an option.
  @Test
  void theHelpOfRunAndCallNamesEveryOption() {
    String text = Cli.run("help", "run").out() + Cli.run("help", "call").out();
    for (Option option : Option.values()) {
      if (option != Option.COUNT && option != Option.VERSION) {
        assertThat(text).contains(option.toString());
      }
    }
  }

  @Test
  void tellsItsVersion() {
    assertThat(Cli.run("--version").out()).startsWith("muster ");
  }

  @Test
  void aDryRunSaysWhatWouldRunWhere() {
    Cli cli =
        Cli.run(
            "run",
            "-w",
            "web[1-2],amy@db:23",
            "-l",
            "me",
            "-p2222",
            "--dry-run",
            "--host-words",
            "--",
            "echo",
            "{host}",
            "{rank}");
    assertThat(cli.out())
        .isEqualTo(
            """
            web1: me@web1:2222: echo web1 0
            web2: me@web2:2222: echo web2 1
            amy@db:23: amy@db:23: echo db 2
            """);
    assertThat(cli.status()).isZero();
  }

  @ParameterizedTest(name = "run {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --shell bash ls -l         | bash -c 'ls -l'
          --shell=/bin/bash\\ -lc ls  | /bin/bash -lc ls
          --merge-errors --shell sh ls | /bin/sh -c 'exec "$@" 2>&1' sh sh -c ls
          --sudo ls -l               | sudo -S -p MARK -u root -- /bin/sh -c 'SAY && exec "$@"' sh /bin/sh -c 'ls -l'
          --sudo-user app --shell bash ls | sudo -S -p MARK -u app -- /bin/sh -c 'SAY && exec "$@"' sh bash -c ls
          --sudo --merge-errors ls   | sudo -S -p MARK -u root -- /bin/sh -c 'SAY && exec "$@" 2>&1' sh /bin/sh -c ls
          """)
  void aDryRunShowsWhatStandsAroundTheCommand(String words, String line) {
    List<String> all = new ArrayList<>(List.of("run", "-w", "a", "--dry-run"));
    for (String word : words.split("(?<!\\\\) ", -1)) {
      all.add(word.replace("\\ ", " "));
    }
    String shown =
        Cli.run(all.toArray(String[]::new))
            .out()
            .replaceAll("muster-[0-9a-f]{32}:", "MARK")
            .replaceAll("printf %s%s%s[.] [0-9a-f]{16} [0-9a-f]{16} [$][$] >&2", "SAY");
    assertThat(shown).endsWith(": " + line + "\n");
  }

  @Test
  void optionsEndWhereTheCommandBegins() {
    assertThat(Cli.run("run", "-w", "a", "--dry-run", "ls", "-l", "--all").out())
        .endsWith(": ls -l --all\n");
    assertThat(Cli.run("run", "-wa", "--dry-run", "--", "-x").out()).endsWith(": -x\n");
  }

  @ParameterizedTest(name = "muster hosts {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          expand web[08-10]       | web08,web09,web10
          expand a b -x a         | b
          fold web1 web2 web3     | web[1-3]
          count web[01-20],!web07 | 19
          split 2 web[1-4]        | web[1-2],web[3-4]
          """)
  void worksWithHostSets(String line, String expected) {
    Cli cli = Cli.run(("hosts " + line).split(" ", -1));
    assertThat(cli.out().strip().replace('\n', ',')).isEqualTo(expected);
    assertThat(cli.status()).isZero();
  }

  @Test
  void readsHostsFromAFileAndFromStandardInput() throws Exception {
    Path file = Files.writeString(folder.resolve("hosts"), "# racks\nweb[1-2]\n\ndb1 # last\n");
    assertThat(Cli.run("hosts", "fold", "@" + file).out()).isEqualTo("db1,web[1-2]\n");
    assertThat(Cli.runWith("b\na\n", "hosts", "expand").out()).isEqualTo("b\na\n");
    assertThat(Cli.runWith("b\na\n", "hosts", "expand", "-").out()).isEqualTo("b\na\n");
    assertThat(Cli.runWith("x1\nx2\n", "run", "-w", "-", "--dry-run", "id").out())
        .startsWith("x1: ")
        .contains("\nx2: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"command:/bin/true", "local:", "docker:app", "podman:app//id=x"})
  void aListOfHostsRunsNothingHere(String spec) throws Exception {
    Path file = Files.writeString(folder.resolve("list"), "web1\n" + spec + "\n");
    for (Cli cli :
        List.of(
            Cli.run("run", "-w", "@" + file, "--dry-run", "id"),
            Cli.runWith("web1\n" + spec + "\n", "ping", "-w", "-"))) {
      assertThat(cli.status()).isEqualTo(2);
      assertThat(cli.err()).contains(spec + "\" would run on this machine");
    }
    assertThat(Cli.run("run", "-w", spec, "--dry-run", "id").status()).isZero();
    Files.writeString(file, "web1//chdir=/srv\nssh:web2\n");
    assertThat(Cli.run("run", "-w", "@" + file, "--dry-run", "id").status()).isZero();
  }
}
