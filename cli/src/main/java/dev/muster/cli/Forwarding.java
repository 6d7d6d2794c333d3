package dev.muster.cli;

import dev.muster.Group;
import dev.muster.model.Forwards;
import java.util.EnumSet;
import java.util.Set;

/// What the options say about forwarding.
final class Forwarding {

  /// The options that are read here; that the agent is lent is read with those of the hosts.
  static final Set<Option> OPTIONS =
      EnumSet.of(
          Option.FORWARD_AGENT,
          Option.REMOTE_FORWARD,
          Option.LOCAL_FORWARD,
          Option.DYNAMIC_FORWARD);

  private Forwarding() {}

  /// Returns the group with what is to be forwarded while the command runs.
  static Group of(Arguments arguments, Group group) throws UsageException {
    Forwards forwards = Forwards.none();
    for (String text : arguments.all(Option.REMOTE_FORWARD)) {
      forwards = forwards.remote(text);
    }
    for (String text : arguments.all(Option.LOCAL_FORWARD)) {
      forwards = forwards.local(here(Option.LOCAL_FORWARD, text, group));
    }
    for (String text : arguments.all(Option.DYNAMIC_FORWARD)) {
      forwards = forwards.dynamic(here(Option.DYNAMIC_FORWARD, text, group));
    }
    if (forwards.isNone()) {
      return group;
    }
    try {
      return group.forwarding(forwards);
    } catch (IllegalArgumentException e) {
      throw new UsageException(SafeText.of(String.valueOf(e.getMessage())), e);
    }
  }

  /// Only one host can have a place here.
  private static String here(Option option, String text, Group group) throws UsageException {
    if (group.size() > 1) {
      throw new UsageException(option + " listens here, for one host; -w names " + group.size());
    }
    return text;
  }
}
