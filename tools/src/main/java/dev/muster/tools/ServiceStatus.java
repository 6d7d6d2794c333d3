package dev.muster.tools;

import java.util.LinkedHashMap;
import java.util.Map;

/// What systemd says of a unit.
///
/// @param name its full name, such as `nginx.service`
/// @param description what it is, for people
/// @param loaded `loaded`, `not-found`, `masked`, `bad-setting` or `error`
/// @param active `active`, `inactive`, `failed`, `activating`, `deactivating` or `reloading`
/// @param sub more closely, such as `running`, `exited` or `dead`
/// @param enabled `enabled`, `disabled`, `static`, `masked` and the like; empty if it has no file
/// @param mainPid its main process, 0 if it has none
public record ServiceStatus(
    String name,
    String description,
    String loaded,
    String active,
    String sub,
    String enabled,
    long mainPid) {

  static final String PROPERTIES =
      "Id,Description,LoadState,ActiveState,SubState,UnitFileState,MainPID";

  /// Returns whether there is such a unit.
  public boolean exists() {
    return !loaded.equals("not-found");
  }

  /// Returns whether it runs, is about to, or did what it is for.
  public boolean isActive() {
    return active.equals("active") || active.equals("reloading") || active.equals("activating");
  }

  /// Returns whether the system starts it by itself.
  public boolean isEnabled() {
    return enabled.equals("enabled") || enabled.equals("enabled-runtime");
  }

  /// Reads what `systemctl show` prints.
  static ServiceStatus parse(String text) {
    Map<String, String> said = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      int at = line.indexOf('=');
      if (at > 0) {
        said.put(line.substring(0, at), line.substring(at + 1));
      }
    }
    String pid = said.getOrDefault("MainPID", "0");
    return new ServiceStatus(
        said.getOrDefault("Id", ""),
        said.getOrDefault("Description", ""),
        said.getOrDefault("LoadState", ""),
        said.getOrDefault("ActiveState", ""),
        said.getOrDefault("SubState", ""),
        said.getOrDefault("UnitFileState", ""),
        pid.matches("[0-9]{1,18}") ? Long.parseLong(pid) : 0);
  }
}
