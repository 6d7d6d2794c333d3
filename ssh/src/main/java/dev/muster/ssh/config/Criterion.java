package dev.muster.ssh.config;

import java.util.List;

/// One criterion of a `Match` line, which `!` turns round.
///
/// @param test what is asked
/// @param negated whether the answer must be no
record Criterion(Test test, boolean negated) {

  sealed interface Test {

    record All() implements Test {}

    /// `canonical` and `final`: whether this is the second reading.
    record SecondReading() implements Test {}

    record HostName(PatternList names) implements Test {}

    record OriginalHost(PatternList names) implements Test {}

    record User(PatternList names) implements Test {}

    record LocalUser(PatternList names) implements Test {}

    record LocalNetwork(List<Network> networks) implements Test {}

    /// The tag that `Tag` sets; an empty list asks for none.
    record Tagged(String list, PatternList names) implements Test {}

    /// A command, before its tokens are replaced.
    record Exec(String command) implements Test {}
  }
}
