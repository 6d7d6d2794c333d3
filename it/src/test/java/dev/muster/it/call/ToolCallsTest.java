package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Group;
import dev.muster.it.call.Way.Reached;
import dev.muster.model.GroupResult;
import dev.muster.model.Result;
import dev.muster.tools.Captured;
import dev.muster.tools.Change;
import dev.muster.tools.Disk;
import dev.muster.tools.DiskSpace;
import dev.muster.tools.Facts;
import dev.muster.tools.FileContent;
import dev.muster.tools.FileLines;
import dev.muster.tools.FileOptions;
import dev.muster.tools.FileStat;
import dev.muster.tools.FileSystem;
import dev.muster.tools.FileTree;
import dev.muster.tools.FileType;
import dev.muster.tools.HostFacts;
import dev.muster.tools.LineEdit;
import dev.muster.tools.MemoryFacts;
import dev.muster.tools.Mode;
import dev.muster.tools.Network;
import dev.muster.tools.OsFacts;
import dev.muster.tools.Processes;
import dev.muster.tools.Program;
import dev.muster.tools.Ran;
import dev.muster.tools.Services;
import dev.muster.tools.TemplateFiles;
import dev.muster.tools.Templates;
import dev.muster.tools.UserAccount;
import dev.muster.tools.UserSpec;
import dev.muster.tools.Users;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The tools as users call them, by the forms that their page shows: E14, E15, E16.
@Tag("peers")
@Timeout(120)
class ToolCallsTest {

  private static final String USER = System.getProperty("user.name");

  @TempDir Path folder;

  private static <T> T only(GroupResult<T> done) {
    return done.orThrow().results().getFirst().orThrow();
  }

  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH"})
  void looksAtFiles(Way way) throws Exception {
    String file = Files.writeString(folder.resolve("a.log"), "one\ntwo\n").toString();
    try (Reached reached = way.open(1)) {
      Group web = reached.group();
      assertThat(only(web.call(FileSystem::readString, file))).isEqualTo("one\ntwo\n");
      assertThat(only(web.call(FileSystem::glob, folder.toString(), "**/*.log")))
          .containsExactly(file);
      FileStat stat = only(web.call(FileSystem::stat, file));
      assertThat(stat.type()).isEqualTo(FileType.FILE);
      assertThat(stat.access().owner()).isEqualTo(USER);
      assertThat(stat.linkTarget()).isEqualTo(Optional.empty());
      assertThat(only(web.call(FileLines::tail, file, 1))).containsExactly("two");
      DiskSpace space = only(web.call(Disk::space, file));
      assertThat(space.total()).isPositive();

      Result<String> none = web.call(FileSystem::readString, file + "x").results().getFirst();
      assertThat(none.ok()).isFalse();
      assertThat(none.message())
          .contains("NoSuchFileException", file + "x: no such file or folder");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH"})
  void changesFiles(Way way) throws Exception {
    String file = folder.resolve("in/file").toString();
    String parent = folder.resolve("in").toString();
    try (Reached reached = way.open(1)) {
      Group web = reached.group();
      assertThat(only(web.call(FileTree::makeFolders, parent, Mode.APPLY)).changed()).isTrue();
      Change planned = only(web.call(FileContent::writeString, file, "a\n", Mode.DRY_RUN));
      assertThat(planned.what()).containsExactly(file + ": new, 2 bytes, permissions 0644");
      assertThat(planned.diff()).endsWith("+a\n");
      assertThat(Path.of(file)).doesNotExist();
      FileOptions options = FileOptions.kept().withPermissions("0600");
      only(web.call(FileContent::writeStringWith, file, "a\n", options, Mode.APPLY));
      LineEdit edit = LineEdit.of("b").replacing("^a");
      only(web.call(() -> FileContent.editLine(file, edit, Mode.APPLY)));
      assertThat(Path.of(file)).hasContent("b\n");
      assertThat(only(web.call(FileTree::remove, parent, Mode.APPLY)).what())
          .containsExactly(parent + ": removed, 1 files and 1 folders, 2 bytes");
      assertThat(only(web.call(FileTree::remove, parent, Mode.APPLY)).changed()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH"})
  void runsPrograms(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Group web = reached.group();
      Ran ran = only(web.call(Processes::shell, "echo out; echo err >&2; exit 3"));
      assertThat(ran.exitCode()).isEqualTo(3);
      assertThat(ran.out()).extracting(Captured::text).isEqualTo("out\n");
      assertThat(ran.err()).extracting(Captured::text).isEqualTo("err\n");
      Program cat = Program.of("cat").withInput("grün").within(Duration.ofSeconds(30));
      assertThat(only(web.call(Processes::run, cat)).out().text()).isEqualTo("grün");
      Result<Ran> failed =
          web.call(() -> Processes.shell("echo why >&2; false").orThrow()).results().getFirst();
      assertThat(failed.message()).contains("ProgramFailedException", "exited 1: why");
    }
  }

  /// What a call started ends with it.
  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH"})
  void aCallThatIsCancelledLeavesNoProcess(Way way) throws Exception {
    Path pid = folder.resolve("pid");
    String line = "sleep 1000 & echo $! >" + pid + "; wait";
    try (Reached reached = way.open(1)) {
      Thread caller =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  reached.group().call(Processes::shell, line);
                } catch (InterruptedException expected) {
                  Thread.currentThread().interrupt();
                }
              });
      while (!Files.exists(pid) || Files.size(pid) == 0) {
        assertThat(caller.isAlive()).as("the call runs").isTrue();
        Thread.onSpinWait();
      }
      long child = Long.parseLong(Files.readString(pid).strip());
      caller.interrupt();
      caller.join();
      ProcessHandle.of(child)
          .ifPresent(left -> assertThat(left.onExit()).succeedsWithin(Duration.ofSeconds(20)));
      assertThat(only(reached.group().call(Processes::shell, "echo fine")).ok()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH"})
  void readsFactsAndFillsTemplatesFromThem(Way way) throws Exception {
    String file = folder.resolve("made").toString();
    try (Reached reached = way.open(2)) {
      Group web = reached.group();
      for (Result<HostFacts> facts : web.call(Facts::all).orThrow().results()) {
        assertThat(facts.orThrow().os()).isEqualTo(OsFacts.read());
        assertThat(facts.orThrow().mounts()).isNotEmpty();
      }
      MemoryFacts memory = web.call(MemoryFacts::read).results().getFirst().orThrow();
      assertThat(memory.total()).isEqualTo(MemoryFacts.read().total());
      Map<String, Object> values = Map.of("port", 80, "names", List.of("a", "b"));
      String template = "{{port}}{{#each names}} {{this}}{{/each}}";
      assertThat(web.call(Templates::render, template, values).results().getLast().orThrow())
          .isEqualTo("80 a b");
      String system = "{{os.id}}\n";
      web.gateway(0)
          .call(() -> TemplateFiles.write(file, system, Map.of("os", OsFacts.read()), Mode.APPLY))
          .orThrow();
      assertThat(Path.of(file)).hasContent(OsFacts.read().id());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LOCAL", "SSH"})
  void asksTheSystem(Way way) throws Exception {
    try (Reached reached = way.open(1)) {
      Group web = reached.group();
      Optional<UserAccount> user = only(web.call(Users::find, USER));
      assertThat(user).get().extracting(UserAccount::name).isEqualTo(USER);
      UserSpec spec = UserSpec.of(USER);
      assertThat(only(web.call(Users::present, spec, Mode.DRY_RUN)).changed()).isFalse();
      assertThat(only(web.call(Services::available))).isEqualTo(Services.available());
      assertThat(only(web.call(Network::reaches, "127.0.0.1", 1, Duration.ofSeconds(2)))).isFalse();
    }
  }
}
