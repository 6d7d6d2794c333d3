package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `muster call` makes of its words; nothing is called.
class CallVerbTest {

  @TempDir Path folder;

  private static String classes() {
    try {
      return Path.of(Sample.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Cli dry(String input, String... words) {
    List<String> all = new ArrayList<>(List.of("call", "-w", "local:", "--dry-run"));
    all.addAll(List.of("--classpath", classes()));
    all.addAll(List.of(words));
    return Cli.runWith(input, all.toArray(String[]::new));
  }

  /// The words are divided at blanks; S stands for the class.
  private static Cli dry(String line) {
    return dry("", line.replace("S::", Sample.class.getName() + "::").split(" ", -1));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          S::check x                       | check("x")
          S::check x 3                     | check("x", 3)
          S::check "x\\u0041"              | check("xA")
          S::check null                    | check("null")
          S::check -- 3                    | check("--", 3)
          S::twin(String) 5                | twin("5")
          S::twin(int) 5                   | twin(5)
          S::twin(java.lang.String) 5      | twin("5")
          S::many low                      | many("LOW", [])
          S::many HIGH a [b                | many("HIGH", ["a","[b"])
          S::scalars -5 true LOW 1m30s /a  | scalars(-5, true, "LOW", "PT1M30S", "/a")
          S::scalars 5 false LOW PT1S a/b  | scalars(5, false, "LOW", "PT1S", "a/b")
          S::maybe 5 x 7                   | maybe(5, "x", 7)
          S::maybe null null null          | maybe(null, null, null)
          S::parts [{"name":"x"}] {"a":"low"} | parts([{"name":"x","number":null}], {"a":"LOW"})
          S::bytes AP8= x                  | bytes("AP8=", "x")
          S::bytes [0,-1] x                | bytes("AP8=", "x")
          S::any [1,{"a":null}]            | any([1,{"a":null}])
          """)
  void theTypesDecideHowWordsAreRead(String line, String call) {
    Cli cli = dry(line);
    assertThat(cli.err()).isEmpty();
    assertThat(cli.out()).startsWith("local: local: dev.muster.cli.Sample::" + call + "\n");
    assertThat(cli.out()).contains(" would travel to each; they need Java ");
    assertThat(cli.status()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          S::chek x             | dev.muster.cli.Sample has no method chek; its static ones are any(Object), bytes(byte[], String), check(String),
          S::check              | dev.muster.cli.Sample::check does not take 0 arguments; there are check(String), check(String, int)
          S::any 1 2            | dev.muster.cli.Sample::any does not take 2 arguments; it is any(Object)
          S::many               | dev.muster.cli.Sample::many does not take 0 arguments; it is many(Level, String[])
          S::twin 1             | dev.muster.cli.Sample::twin with 1 argument may be twin(String), twin(int); say which, as in 'dev.muster.cli.Sample::twin(
          S::twin(long) 1       | dev.muster.cli.Sample has no twin(long); there are twin(String), twin(int)
          S::own                | dev.muster.cli.Sample::own is not static; only a static method can be called by its name
          S::thread x           | argument 1 of dev.muster.cli.Sample::thread (Thread thread): no java.lang.Thread can be given; records,
          S::list []            | argument 1 of dev.muster.cli.Sample::list (ArrayList<String> list): no java.util.ArrayList travels: collections arrive as List
          S::check x many       | argument 2 of dev.muster.cli.Sample::check (int times): wanted a whole number, -2147483648 to 2147483647, got "many"
          S::check "x           | argument 1 of dev.muster.cli.Sample::check (String name): column 1: the text that begins here does not end; a " is missing
          S::any abc            | argument 1 of dev.muster.cli.Sample::any (Object value): column 1: no JSON: wanted a value; a text stands between double quotes, got 'a'
          S::parts [{"nam":1}] {} | argument 1 of dev.muster.cli.Sample::parts (List<Part> parts): column 9 ([0]): a Part has no "nam"; it has name, number
          S::bytes ???? x       | argument 1 of dev.muster.cli.Sample::bytes (byte[] bytes): wanted bytes in base 64: Illegal base64 character 3f
          S::bytes @/no/such x  | argument 1 of dev.muster.cli.Sample::bytes (byte[] bytes): there is no file /no/such; a text that begins with @
          S::bytes - -          | - stands for standard input, which can be read once only
          no.Such::x            | there is no class no.Such in [
          jdk.internal.misc.VM::x | jdk.internal.misc.VM is internal to the JDK and cannot be called from outside
          S                     | wanted CLASS::METHOD, as com.example.Health::check, got "S"
          ::x                   | wanted CLASS::METHOD, as com.example.Health::check, got "::x"
          files.stat /          | files.stat is a tool; call it by --tool files.stat
          --check S::any 1      | --check is for tools; a method of your own takes DRY_RUN as an argument if it has one
          --java= S::any 1      | --java wants a folder or program over there, got ""
          --runtime=pull S::any 1 | --runtime: wanted push, or push:MODULE,MODULE with further modules of the JDK, got "pull"
          --runtime=push:no.such S::any 1 | a runtime to be pushed wants the module no.such, which the JDK here has not (
          --json -b S::any 1    | --json has a line for each host, and -b puts hosts together
          --tool files.nope     | there is no tool files.nope; there are files.readString, files.readStringUpTo,
          --tool nope.nope      | there is no tool nope.nope; their names begin with files, disk, processes,
          --tool files.stat     | --tool files.stat takes files.stat PATH, got 0
          --tool facts.all x    | --tool facts.all takes no arguments, got 1
          --tool packages.install | --tool packages.install takes packages.install NAMES..., got 0
          --check --tool files.stat / | --check: files.stat cannot be tried without being done, or changes nothing
          --tool files.setAccess / {"mode":"0640"} | argument 2 of files.setAccess (OPTIONS): column 9: a FileOptions has no "mode"; it has permissions,
          --classpath /no/such S::any 1 | --classpath: /no/such does not exist
          --classpath /no/such/* S::any 1 | --classpath: /no/such is no folder that can be read
          """)
  void saysWhatIsWrong(String line, String message) {
    Cli cli = dry(line);
    assertThat(cli.err()).startsWith("muster: " + message);
    assertThat(cli.err().lines()).hasSize(1);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.status()).isEqualTo(2);
  }

  @Test
  void filesAndStandardInputAreArguments() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "a \"b\"\n");
    Path json = Files.writeString(folder.resolve("json"), "[ {\"name\" : \"x\"} ]\n");
    Path bad = Files.writeString(folder.resolve("bad"), "[\n  {\"name\" : 5}]\n");
    Path number = Files.writeString(folder.resolve("number"), "5\n");
    Path bytes = Files.write(folder.resolve("bytes"), new byte[] {0, -1});
    String sample = Sample.class.getName();
    assertThat(dry("", sample + "::check", "@" + text, "@" + number).out())
        .contains("check(\"a \\\"b\\\"\\n\", 5)\n");
    assertThat(dry("from here", sample + "::check", "-").out()).contains("check(\"from here\")\n");
    assertThat(dry("{\"a\":\"HIGH\"}", sample + "::parts", "@" + json, "-").out())
        .contains("parts([{\"name\":\"x\",\"number\":null}], {\"a\":\"HIGH\"})\n");
    assertThat(dry("", sample + "::bytes", "@" + bytes, "\"@x\"").out())
        .contains("bytes(\"AP8=\", \"@x\")\n");
    assertThat(dry("", sample + "::parts", "@" + bad, "{}").err())
        .contains(
            "(List<Part> parts): " + bad + ": line 2, column 13 ([0].name): wanted a text, got 5");
  }

  @Test
  void innerClassesAreNamedWithDotsOrAsInClassFiles() {
    String sample = Sample.class.getName();
    for (String name : List.of(sample + ".Inner::run", sample + "$Inner::run")) {
      assertThat(dry("", name).out()).contains("Sample$Inner::run()\n");
    }
  }

  @Test
  void methodsOfTheJdkNeedNoClasses() {
    assertThat(dry("java.lang.Math::max(int,int) 1 2").out())
        .isEqualTo(
            """
            local: local: java.lang.Math::max(1, 2)
            no classes would travel: it is in every Java
            """);
  }

  @Test
  void theProgramsOwnClassesAreNotSeen() {
    Cli cli = Cli.run("call", "-w", "local:", Main.class.getName() + "::main");
    assertThat(cli.err())
        .isEqualTo(
            "muster: there is no class dev.muster.cli.Main in the JDK; say with --classpath where it is\n");
  }

  @Test
  void aToolsLastListIsWords() {
    assertThat(dry("--tool processes.exec ls -l /").out())
        .contains("processes.exec([\"ls\",\"-l\",\"/\"])\n");
    assertThat(dry("--tool packages.install [\"a\",\"b\"]").out())
        .contains("packages.install([\"a\",\"b\"], \"APPLY\")\n");
    assertThat(dry("--tool keys.only amy a b").out())
        .contains("keys.only(\"amy\", [\"a\",\"b\"], \"APPLY\")\n");
  }

  @Test
  void specsStandAmongHosts() {
    Cli cli =
        Cli.run(
            "call",
            "-w",
            "local:a[1-2],web1",
            "-w",
            "command:sudo -n -u app",
            "-w",
            "command:env A=b",
            "-w",
            "command:env A=c",
            "-w",
            "command:env//id=x",
            "-x",
            "local:a2",
            "-l",
            "me",
            "--java",
            "/opt/jdk",
            "--dry-run",
            "--tool",
            "facts.os");
    assertThat(cli.out().lines().toList())
        .startsWith(
            "a1: a1: facts.os()",
            "web1: me@web1:22: facts.os()",
            "sudo-app: sudo -n -u app: facts.os()",
            "env: env A=b: facts.os()",
            "env-2: env A=c: facts.os()",
            "x: env: facts.os()")
        .hasSize(7);
  }

  @Test
  void optionsAfterTheMethodAreTakenForArguments() {
    Cli cli = Cli.run("call", "--tool", "files.stat", "/", "-w", "a");
    assertThat(cli.err())
        .isEqualTo(
            "muster: no hosts are named; options such as -w come before what is called, as in muster call -w HOSTS files.stat\n");
    assertThat(Cli.run("call", "--tool", "files.stat", "-w", "a", "--dry-run", "/").status())
        .isZero();
  }
}
