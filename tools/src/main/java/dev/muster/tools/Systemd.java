package dev.muster.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Units of systemd, by `systemctl`.
final class Systemd {

  private static final Duration MOST_TIME = Duration.ofMinutes(5);
  private static final int MOST_SAID = 2000;

  private final Programs programs;
  private final Path runs;

  /// @param runs a folder that is there while systemd is the first process
  Systemd(Programs programs, Path runs) {
    this.programs = programs;
    this.runs = runs;
  }

  static Systemd ofHost() {
    return new Systemd(Programs.ofHost(), Path.of("/run/systemd/system"));
  }

  boolean isRunning() {
    return Files.isDirectory(runs) && programs.has("systemctl");
  }

  private void check() throws IOException {
    if (!programs.has("systemctl")) {
      throw new IOException("this host has no systemctl: its services are not systemd's");
    }
    if (!Files.isDirectory(runs)) {
      throw new IOException(
          "systemd does not run on this host (there is no "
              + runs
              + "), as in most containers: services cannot be looked at or changed by it");
    }
  }

  ServiceStatus status(String name) throws IOException, InterruptedException {
    check();
    checkName(name);
    Ran said =
        programs.run(
            "systemctl",
            "show",
            "--no-pager",
            "--property=" + ServiceStatus.PROPERTIES,
            "--",
            name);
    return ServiceStatus.parse(said.orThrow().out().text());
  }

  /// The attack this prevents: a name that `systemctl` reads as an option or a pattern.
  private static void checkName(String name) {
    if (!name.matches("[A-Za-z0-9:_.\\\\@][A-Za-z0-9:_.\\\\@-]{0,254}")) {
      throw new IllegalArgumentException("\"" + name + "\" is no name of a unit such as nginx");
    }
  }

  Change active(String name, boolean wanted, Mode mode) throws IOException, InterruptedException {
    ChangeLog log = new ChangeLog(mode);
    active(existing(name), wanted, log);
    return log.done();
  }

  private void active(ServiceStatus now, boolean wanted, ChangeLog log)
      throws IOException, InterruptedException {
    boolean isAlike = now.isActive() == wanted && (wanted || !now.active().equals("deactivating"));
    if (!isAlike
        && log.differs(
            now.name() + ": " + now.active() + ", " + (wanted ? "started" : "stopped"))) {
      act(wanted ? "start" : "stop", now.name());
    }
  }

  Change enabled(String name, boolean wanted, Mode mode) throws IOException, InterruptedException {
    ChangeLog log = new ChangeLog(mode);
    enabled(existing(name), wanted, log);
    return log.done();
  }

  private void enabled(ServiceStatus now, boolean wanted, ChangeLog log)
      throws IOException, InterruptedException {
    if (now.isEnabled() == wanted) {
      return;
    }
    boolean canBe = now.enabled().equals("disabled") || now.enabled().startsWith("linked");
    if (wanted && !canBe) {
      throw new IOException(
          now.name()
              + ": cannot be enabled, it is "
              + (now.enabled().isEmpty() ? "made by no file" : now.enabled()));
    }
    String what = now.name() + ": " + now.enabled() + ", " + (wanted ? "enabled" : "disabled");
    if (log.differs(what)) {
      act(wanted ? "enable" : "disable", now.name());
    }
  }

  Change ensure(String name, boolean active, boolean enabled, Mode mode)
      throws IOException, InterruptedException {
    ChangeLog log = new ChangeLog(mode);
    ServiceStatus now = existing(name);
    enabled(now, enabled, log);
    active(now, active, log);
    return log.done();
  }

  Change action(String verb, String name, Mode mode) throws IOException, InterruptedException {
    ServiceStatus now = existing(name);
    ChangeLog log = new ChangeLog(mode);
    if (log.differs(now.name() + ": " + verb)) {
      act(verb, now.name());
    }
    return log.done();
  }

  Change reloadFiles(Mode mode) throws IOException, InterruptedException {
    check();
    ChangeLog log = new ChangeLog(mode);
    if (log.differs("systemd: daemon-reload")) {
      run(List.of("daemon-reload")).orThrow();
    }
    return log.done();
  }

  private ServiceStatus existing(String name) throws IOException, InterruptedException {
    ServiceStatus now = status(name);
    if (!now.exists()) {
      throw new IOException(
          now.name() + ": there is no such unit; after adding its file, reload with daemonReload");
    }
    return now;
  }

  private void act(String verb, String name) throws IOException, InterruptedException {
    Ran ran = run(List.of(verb, "--", name));
    if (ran.ok()) {
      return;
    }
    String said = run(List.of("status", "--full", "--lines=10", "--", name)).out().text().strip();
    String end = said.substring(Math.max(0, said.length() - MOST_SAID));
    throw new ProgramFailedException(
        "%s: %s failed, exit %d: %s\n%s"
            .formatted(name, verb, ran.exitCode(), ran.err().text().strip(), end),
        ran);
  }

  private Ran run(List<String> more) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("systemctl", "--no-pager", "--no-ask-password"));
    words.addAll(more);
    return programs.run(Program.of(words).within(MOST_TIME));
  }
}
