package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Services of a host whose `systemctl` is a stand-in that keeps the state of units in files.
class ServicesTest {

  /// Speaks as systemd 252 does.
  private static final String SYSTEMCTL =
      """
      verb= unit=
      for word do
        case $word in
          --property=*|--no-pager|--no-ask-password|--full|--lines=*|--) ;;
          *) if [ -z "$verb" ]; then verb=$word; else unit=$word; fi ;;
        esac
      done
      case $unit in ''|*.*) ;; *) unit=$unit.service ;; esac
      active=$HERE/$unit.active enabled=$HERE/$unit.enabled
      case $verb in
        show)
          echo "Id=$unit"
          echo "Description=The unit = $unit"
          if [ -e "$active" ]; then
            printf 'LoadState=loaded\\nActiveState=%s\\nSubState=x\\nMainPID=42\\n' "$(cat "$active")"
            echo "UnitFileState=$(cat "$enabled")"
          else
            printf 'LoadState=not-found\\nActiveState=inactive\\nSubState=dead\\nMainPID=0\\nUnitFileState=\\n'
          fi ;;
        start|restart)
          if [ -e "$HERE/fail" ]; then
            echo "Job for $unit failed because the control process exited with error code." >&2
            exit 1
          fi
          echo active >"$active" ;;
        stop) echo inactive >"$active" ;;
        enable) echo enabled >"$enabled" ;;
        disable) echo disabled >"$enabled" ;;
        status) echo "x $unit - failed"; echo "Nov 20 web nginx[1]: no such directory"; exit 3 ;;
      esac
      """;

  @TempDir Path folder;
  private StandIns programs;
  private Systemd systemd;

  @BeforeEach
  void aHost() {
    programs = new StandIns(folder).with("systemctl", SYSTEMCTL);
    systemd = new Systemd(programs.first(), folder);
  }

  private void unit(String name, String active, String enabled) throws IOException {
    Files.writeString(folder.resolve(name + ".active"), active + "\n");
    Files.writeString(folder.resolve(name + ".enabled"), enabled + "\n");
  }

  private List<String> calls() {
    return programs.calls("systemctl show").stream()
        .map(call -> call.replace("systemctl --no-pager --no-ask-password ", ""))
        .toList();
  }

  private Change change(String what, Mode mode) throws IOException, InterruptedException {
    return switch (what) {
      case "start" -> systemd.active("web", true, mode);
      case "stop" -> systemd.active("web", false, mode);
      case "enable" -> systemd.enabled("web", true, mode);
      case "disable" -> systemd.enabled("web", false, mode);
      case "both" -> systemd.ensure("web", true, true, mode);
      case "neither" -> systemd.ensure("web", false, false, mode);
      case "restart", "reload" -> systemd.action(what, "web", mode);
      default -> throw new IllegalArgumentException(what);
    };
  }

  @ParameterizedTest(name = "{0} of {1}, {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          start   | inactive     | disabled | start -- web.service   | web.service: inactive, started
          start   | failed       | disabled | start -- web.service   | web.service: failed, started
          start   | active       | disabled | ``                     | ``
          start   | reloading    | disabled | ``                     | ``
          stop    | active       | disabled | stop -- web.service    | web.service: active, stopped
          stop    | deactivating | disabled | stop -- web.service    | web.service: deactivating, stopped
          stop    | inactive     | disabled | ``                     | ``
          stop    | failed       | disabled | ``                     | ``
          enable  | active       | disabled | enable -- web.service  | web.service: disabled, enabled
          enable  | active       | enabled  | ``                     | ``
          disable | active       | enabled  | disable -- web.service | web.service: enabled, disabled
          disable | active       | static   | ``                     | ``
          both    | inactive     | disabled | enable -- web.service;start -- web.service | web.service: disabled, enabled;web.service: inactive, started
          both    | active       | enabled  | ``                     | ``
          neither | active       | enabled  | disable -- web.service;stop -- web.service | web.service: enabled, disabled;web.service: active, stopped
          restart | active       | enabled  | restart -- web.service | web.service: restart
          reload  | active       | enabled  | reload -- web.service  | web.service: reload
          """)
  void bringsUnitsToWhatIsWanted(
      String what, String active, String enabled, String calls, String lines) throws Exception {
    unit("web.service", active, enabled);
    List<String> said = lines.isEmpty() ? List.of() : List.of(lines.split(";", -1));

    assertThat(change(what, Mode.DRY_RUN)).isEqualTo(new Change(said, "", Mode.DRY_RUN));
    assertThat(calls()).isEmpty();
    assertThat(change(what, Mode.APPLY)).isEqualTo(new Change(said, "", Mode.APPLY));
    assertThat(calls()).isEqualTo(calls.isEmpty() ? List.of() : List.of(calls.split(";", -1)));
    if (!what.startsWith("re")) {
      assertThat(change(what, Mode.APPLY).changed()).as("once more").isFalse();
    }
  }

  @Test
  void tellsTheStateOfAUnit() throws Exception {
    unit("web.service", "active", "enabled");
    assertThat(systemd.status("web"))
        .isEqualTo(
            new ServiceStatus(
                "web.service", "The unit = web.service", "loaded", "active", "x", "enabled", 42));
    ServiceStatus none = systemd.status("none.timer");
    assertThat(none.exists()).isFalse();
    assertThat(none.isActive()).isFalse();
    assertThat(none.name()).isEqualTo("none.timer");
  }

  @Test
  void saysWhatFailedWithTheLastOfItsLog() throws Exception {
    unit("web.service", "inactive", "disabled");
    Files.createFile(folder.resolve("fail"));
    assertThatExceptionOfType(ProgramFailedException.class)
        .isThrownBy(() -> change("start", Mode.APPLY))
        .withMessage(
            "web.service: start failed, exit 1: Job for web.service failed because the control process"
                + " exited with error code.\nx web.service - failed\nNov 20 web nginx[1]: no such"
                + " directory");
  }

  @Test
  void saysWhatCannotBe() throws Exception {
    for (Mode mode : Mode.values()) {
      assertThatIOException()
          .isThrownBy(() -> change("start", mode))
          .withMessage(
              "web.service: there is no such unit; after adding its file, reload with daemonReload");
    }
    unit("web.service", "active", "static");
    assertThatIOException()
        .isThrownBy(() -> change("enable", Mode.DRY_RUN))
        .withMessage("web.service: cannot be enabled, it is static");
    unit("web.service", "active", "");
    assertThatIOException()
        .isThrownBy(() -> change("enable", Mode.DRY_RUN))
        .withMessage("web.service: cannot be enabled, it is made by no file");
  }

  @Test
  void readsTheFilesAgain() throws Exception {
    assertThat(systemd.reloadFiles(Mode.DRY_RUN).what()).containsExactly("systemd: daemon-reload");
    assertThat(calls()).isEmpty();
    assertThat(systemd.reloadFiles(Mode.APPLY).changed()).isTrue();
    assertThat(calls()).containsExactly("daemon-reload");
  }

  @Test
  void saysWhereThereIsNoSystemd() {
    Path gone = folder.resolve("gone");
    Systemd container = new Systemd(programs.first(), gone);
    assertThat(container.isRunning()).isFalse();
    assertThatIOException()
        .isThrownBy(() -> container.active("web", true, Mode.APPLY))
        .withMessage(
            "systemd does not run on this host (there is no "
                + gone
                + "), as in most containers: services cannot be looked at or changed by it");
    Systemd other = new Systemd(new Programs(List.of(gone)), folder);
    assertThat(other.isRunning()).isFalse();
    assertThatIOException()
        .isThrownBy(() -> other.reloadFiles(Mode.APPLY))
        .withMessage("this host has no systemctl: its services are not systemd's");
    assertThat(programs.calls()).isEmpty();
  }

  @Test
  void knowsWhetherThisHostHasIt() throws Exception {
    boolean here = Files.isDirectory(Path.of("/run/systemd/system"));
    assertThat(Services.available()).isEqualTo(here && Processes.which("systemctl").isPresent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-f", "--all", "a b", "a*", "a\nb", "a/b"})
  void namesThatMeanSomethingElseAreRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> systemd.status(name))
        .withMessage("\"" + name + "\" is no name of a unit such as nginx");
    assertThat(programs.calls()).isEmpty();
  }
}
