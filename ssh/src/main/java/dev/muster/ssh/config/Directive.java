package dev.muster.ssh.config;

import java.util.List;

/// One line, read and checked; what it does to the settings of a host for which it counts.
sealed interface Directive {

  /// Sets a value unless an earlier line did.
  record Put(Keyword keyword, Setting setting) implements Directive {}

  /// Adds a value to those of earlier lines, unless it is among them.
  record Add(Keyword keyword, Setting setting) implements Directive {}

  /// Adds names of variables; `-name` takes away those that match.
  record SendEnv(List<String> names) implements Directive {}

  /// Adds a forwarding, unless there is the same.
  record AddForward(Forward forward, boolean remote) implements Directive {}

  /// Reads other files as if they stood here.
  record Include(List<ConfigText> texts) implements Directive {}

  /// A keyword that nobody knows: an error for every host for which `IgnoreUnknown` does not name
  /// it, whether or not the block is the host's.
  record Unknown(String keyword, Where where) implements Directive {}

  /// A line that refuses each host for which it counts.
  record Refuse(String why, Where where) implements Directive {}
}
