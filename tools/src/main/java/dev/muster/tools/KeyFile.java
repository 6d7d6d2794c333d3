package dev.muster.tools;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A user's `~/.ssh/authorized_keys`, read and written with that user's own rights.
///
/// The attack this prevents: the user owns the folder, so root who wrote there could be led by a
/// link to any file of the system, and would give it to the user.
final class KeyFile {

  private static final Duration QUICK = Duration.ofMinutes(1);

  private static final String READ =
      "if [ -e \"$1/.ssh/authorized_keys\" ]; then cat \"$1/.ssh/authorized_keys\"; fi";

  private static final String WRITE =
      """
      set -eu
      umask 077
      [ -d "$1/.ssh" ] || mkdir "$1/.ssh"
      new=$1/.ssh/.authorized_keys.muster.$$
      trap 'rm -f "$new"' EXIT
      cat >"$new"
      chmod 600 "$new"
      sync "$new" 2>/dev/null || :
      mv -f "$new" "$1/.ssh/authorized_keys"
      """;

  private final Programs programs;
  private final UserAccount user;
  private final boolean isOther;

  /// @param agent the name of the user whom the agent runs as
  KeyFile(Programs programs, UserAccount user, String agent) {
    this.programs = programs;
    this.user = user;
    this.isOther = !user.name().equals(agent);
  }

  String name() {
    return user.home() + "/.ssh/authorized_keys";
  }

  String read() throws IOException, InterruptedException {
    Captured text = programs.run(asUser(READ)).orThrow().out();
    if (!text.isWhole()) {
      throw new IOException(name() + ": is larger than keys are; nothing was done");
    }
    return text.text();
  }

  void write(String text) throws IOException, InterruptedException {
    programs.run(asUser(WRITE).withInput(text)).orThrow();
  }

  private Program asUser(String script) throws IOException {
    List<String> words = new ArrayList<>();
    if (isOther) {
      if (!programs.has("runuser")) {
        throw new IOException(
            name() + ": only runuser of util-linux gets there safely, and this host lacks it");
      }
      words.addAll(List.of("runuser", "-u", user.name(), "--"));
    }
    words.addAll(List.of("/bin/sh", "-c", script, "sh", user.home()));
    return Program.of(words).in("/").within(QUICK);
  }
}
