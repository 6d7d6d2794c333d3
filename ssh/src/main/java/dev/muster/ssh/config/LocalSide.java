package dev.muster.ssh.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Who and where we are, for the tokens and conditions that ask.
///
/// @param user the login name of the user who runs this
/// @param uid that user's number
/// @param home that user's home folder, without a slash at the end
/// @param hostName this machine's name
/// @param environment the environment's variables, as far as hosts and programs may have them
public record LocalSide(
    String user, long uid, String home, String hostName, Map<String, String> environment) {

  public LocalSide {
    environment = Map.copyOf(environment);
  }

  /// Returns this without some variables: they hold what is for nobody.
  public LocalSide without(Set<String> names) {
    Map<String, String> others = new HashMap<>(environment);
    others.keySet().removeAll(names);
    return new LocalSide(user, uid, home, hostName, others);
  }

  /// Returns this machine's name up to its first dot.
  String shortHostName() {
    int dot = hostName.indexOf('.');
    return dot < 0 ? hostName : hostName.substring(0, dot);
  }
}
