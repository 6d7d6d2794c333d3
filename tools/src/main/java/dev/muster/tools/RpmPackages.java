package dev.muster.tools;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What those have in common whose packages are RPM's.
abstract class RpmPackages implements PackageManager {

  @Override
  public Program query(List<String> names) {
    return AptPackages.words(
        List.of("rpm", "-q", "--qf", "%{NAME}\t%{ARCH}\t%{EPOCHNUM}:%{VERSION}-%{RELEASE}\n", "--"),
        names);
  }

  /// Of several versions side by side, as of kernels, the one that is listed last counts.
  @Override
  public Map<String, String> installed(String text) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      String[] fields = line.split("\t", -1);
      if (fields.length == 3) {
        String version = fields[2].replaceFirst("^0:", "");
        found.put(fields[0], version);
        found.put(fields[0] + "." + fields[1], version);
      }
    }
    return found;
  }

  @Override
  public boolean isVersion(String installed, String wanted) {
    String is = installed.replaceFirst("^[0-9]+:", "");
    String version = is.substring(0, Math.max(0, is.lastIndexOf('-')));
    String exact = wanted.replaceFirst("^0:", "");
    return exact.equals(installed) || exact.equals(is) || exact.equals(version);
  }
}
