package dev.muster.ssh.config;

import java.util.List;

/// The lines from one `Host` or `Match` to the next.
///
/// @param condition for which hosts they count
/// @param directives the lines in order
/// @param always whether there are lines that do something for other hosts too
record Block(Condition condition, List<Directive> directives, boolean always) {}
