package dev.muster.it.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may know whom. A room that is not built yet may stand here already; a room that is built
/// must.
class ArrowsTest {

  private static final List<String> MODULES =
      List.of("ssh", "wire", "agent", "core", "tools", "fleet", "cli", "examples");

  private static final String[] PROTOCOL =
      Stream.of("data", "crypto", "packet", "transport", "kex", "auth", "channel", "proxy")
          .map(room -> "dev.muster.ssh." + room + "..")
          .toArray(String[]::new);

  private static final JavaClasses MAIN = compiled("classes");
  private static final JavaClasses TESTS = compiled("test-classes");

  /// What every room may use: the JDK and the null marks.
  private static final List<String> GROUND =
      List.of("java..", "javax.crypto..", "javax.security..", "jdk.jfr..", "org.jspecify..");

  @ParameterizedTest(name = "{0} knows {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # room              | may know                          | because
          dev.muster.ssh..     | org.conscrypt.. org.bouncycastle.. org.ietf.jgss.. | the engine is usable alone
          dev.muster.wire..    |                                    | both ends speak it, and one of them may be an old Java with nothing else
          dev.muster.agent..   | wire                               | every byte of the agent is sent to every host
          dev.muster.tools..   |                                    | tools are pushed to hosts where nothing but the JDK waits for them
          dev.muster.host..    |                                    | a host set is text and arithmetic
          dev.muster.model..   | host                               | requests and results are values, and values know no machinery
          dev.muster.plan..    | model host                         | a plan is a pure function of a request and a host set
          dev.muster.fan..     | plan model host                    | admission and deadlines must be testable without a socket
          dev.muster.call..    | plan model host                    | taking a lambda apart needs no connection
          dev.muster.copy..    | plan model host                    | what to copy is decided before anybody connects
          dev.muster.output..  | plan model host                    | folding lines needs no connection
          dev.muster.session.. | fan call copy output plan model host ssh wire | the only room of core that touches the world
          dev.muster           | session fan call copy output plan model host wire.remote | the front door wires the rooms and opens no socket itself
          dev.muster.fleet..   | ssh                                | the fleet plays servers; it must not need the client's upper floors to do it
          dev.muster.examples.. | muster model host tools wire.remote | an example is a user's program, which has the front door and what it hands out
          dev.muster.cli..     | muster model host tools fleet org.jline.. sun.misc.. | the command is a user of the library like any other
          """)
  void pointDown(String room, @Nullable String known, String because) {
    classes()
        .that()
        .resideInAPackage(room)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed(room, known))
        .because(because)
        .allowEmptyShould(true)
        .check(MAIN);
  }

  @Test
  void protocolCodeDoesNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAnyPackage(PROTOCOL)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.channels..", "java.net..", "dev.muster.ssh.loop..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, ExecutorService.class)
        .because(
            "it takes bytes and gives bytes, in memory too; whoever drives it owns the socket and the thread")
        .check(MAIN);
  }

  @Test
  void oneRoomChoosesTheCryptography() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.muster.ssh.crypto..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.conscrypt..", "org.bouncycastle..")
        .because("which provider computes an algorithm is decided in one place")
        .check(MAIN);
  }

  @Test
  void oneRoomKnowsKerberosAndOneCallsNativeLibraries() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.muster.ssh.kerberos..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.ietf.jgss..", "javax.security.auth.kerberos..")
        .because("a program that uses no tickets runs on a Java without them")
        .check(MAIN);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.muster.ssh.token..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .because("what native code does wrong ends the process, so there is one place to look")
        .check(MAIN);
  }

  @Test
  void theWiresDataTypesStandOnNothing() {
    classes()
        .that()
        .resideInAPackage("dev.muster.ssh.data..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed("dev.muster.ssh.data..", ""))
        .because("everything else in the engine reads and writes through them")
        .check(MAIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev.muster.(*)..", "dev.muster.ssh.(*).."})
  void roomsHaveNoCycles(String rooms) {
    slices()
        .matching(rooms)
        .should()
        .beFreeOfCycles()
        .because("rooms in a circle are one room")
        .allowEmptyShould(true)
        .check(MAIN);
  }

  @Test
  void onlyProgramsSpeakToTheTerminal() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.muster.cli..", "dev.muster.examples..")
        .and()
        .doNotHaveFullyQualifiedName("dev.muster.fleet.FleetMain")
        .should(ACCESS_STANDARD_STREAMS)
        .because("a library that prints takes the terminal from its user")
        .check(MAIN);
  }

  @Test
  void noTestCanSkipItself() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "org\\.junit\\.jupiter\\.api\\.(Disabled|Assumptions|condition\\..*)"
                + "|org\\.assertj\\.core\\.api\\.Assumptions"
                + "|org\\.opentest4j\\.TestAbortedException")
        .because("which tests run is chosen by tag and profile, where everybody sees it")
        .check(TESTS);
  }

  @Test
  void noTestSleeps() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", Duration.class)
        .because("a test waits for what it wants to see, not for a while")
        .check(TESTS);
  }

  @Test
  void theRulesSawEveryClass() {
    List<String> sources = new ArrayList<>();
    for (Path source : House.sources("main")) {
      String name = House.name(source);
      if (MODULES.contains(name.substring(0, name.indexOf('/'))) && !name.endsWith("-info.java")) {
        sources.add(
            name.substring(name.indexOf("dev/muster"), name.length() - ".java".length())
                .replace('/', '.'));
      }
    }
    assertThat(sources).isNotEmpty();
    assertThat(MAIN.stream().map(JavaClass::getName)).containsAll(sources);
    assertThat(TESTS.stream().map(JavaClass::getName)).contains(ArrowsTest.class.getName());
  }

  @Test
  void everyRoomOfTheHouseHasARule() {
    List<String> rooms = roomsWithRules();
    assertThat(MAIN.stream().map(JavaClass::getPackageName).distinct())
        .allMatch(name ->
            name.equals("dev.muster")
                || rooms.stream().anyMatch(room -> (name + ".").startsWith(room + ".")));
  }

  private static JavaClasses compiled(String kind) {
    List<Path> folders =
        Stream.concat(MODULES.stream(), Stream.of("it"))
            .map(module -> House.ROOT.resolve(module).resolve("target").resolve(kind))
            .filter(Files::isDirectory)
            .toList();
    return new ClassFileImporter().importPaths(folders);
  }

  private static List<String> roomsWithRules() {
    Method rule =
        Arrays.stream(ArrowsTest.class.getDeclaredMethods())
            .filter(method -> method.getName().equals("pointDown"))
            .findFirst()
            .orElseThrow();
    return rule.getAnnotation(CsvSource.class)
        .textBlock()
        .lines()
        .map(line -> line.substring(0, line.indexOf('|')).strip())
        .filter(room -> room.endsWith(".."))
        .map(room -> room.substring(0, room.length() - 2))
        .toList();
  }

  /// The ground, the room itself, and what the row names: a word is a room of ours unless it ends
  /// in `..`.
  private static String[] allowed(String room, @Nullable String known) {
    List<String> packages = new ArrayList<>(GROUND);
    packages.add(room);
    if (known != null) {
      for (String word : known.split(" ", -1)) {
        switch (word) {
          case "" -> {}
          case "muster" -> packages.add("dev.muster");
          default -> packages.add(word.endsWith("..") ? word : "dev.muster." + word + "..");
        }
      }
    }
    return packages.toArray(String[]::new);
  }
}
