package dev.muster.tools;

import java.io.IOException;

/// The services of a host that systemd runs: `web.call(Services::status, "nginx")`. Changes need
/// root. Where systemd does not run, as in most containers, all but [#available] fail and say so.
///
/// A call changes nothing if all is as wanted; in a [Mode#DRY_RUN] it says what it would change.
/// Restart, reload and daemon-reload are done whenever they are asked for, and always count as a
/// change. A unit is named as for `systemctl`: `nginx` is `nginx.service`.
public final class Services {

  private Services() {}

  /// Returns whether systemd runs here, so that the others can do something.
  public static boolean available() {
    return Systemd.ofHost().isRunning();
  }

  /// Returns what systemd says of a unit; one that it does not know has [ServiceStatus#exists]
  /// false.
  public static ServiceStatus status(String name) throws IOException, InterruptedException {
    return Systemd.ofHost().status(name);
  }

  /// Starts a unit that is not active.
  public static Change start(String name, Mode mode) throws IOException, InterruptedException {
    return Systemd.ofHost().active(name, true, mode);
  }

  /// Stops a unit that is active.
  public static Change stop(String name, Mode mode) throws IOException, InterruptedException {
    return Systemd.ofHost().active(name, false, mode);
  }

  /// Has the system start a unit by itself from now on.
  public static Change enable(String name, Mode mode) throws IOException, InterruptedException {
    return Systemd.ofHost().enabled(name, true, mode);
  }

  /// Has the system start a unit by itself no longer.
  public static Change disable(String name, Mode mode) throws IOException, InterruptedException {
    return Systemd.ofHost().enabled(name, false, mode);
  }

  /// Brings a unit to both: active or not now, and started by the system or not from now on.
  public static Change ensure(String name, boolean active, boolean enabled, Mode mode)
      throws IOException, InterruptedException {
    return Systemd.ofHost().ensure(name, active, enabled, mode);
  }

  /// Stops a unit and starts it, or starts one that was not active.
  public static Change restart(String name, Mode mode) throws IOException, InterruptedException {
    return Systemd.ofHost().action("restart", name, mode);
  }

  /// Has a unit read its own configuration again, as far as it can.
  public static Change reload(String name, Mode mode) throws IOException, InterruptedException {
    return Systemd.ofHost().action("reload", name, mode);
  }

  /// Has systemd read the files of units again.
  public static Change daemonReload(Mode mode) throws IOException, InterruptedException {
    return Systemd.ofHost().reloadFiles(mode);
  }
}
