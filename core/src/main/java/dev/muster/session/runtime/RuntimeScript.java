package dev.muster.session.runtime;

import java.util.stream.Collectors;

/// The line of script by which a host finds the runtime that it was given before, or takes it now.
///
/// The script of the start ([dev.muster.wire.start.StartScript]) reads and evaluates it when there
/// is no Java that will do. It sets `home` and `best`, or ends the start.
///
/// A runtime is whole or not there: it is unpacked, tried and written through under a name of this
/// start, then renamed. It is not read again to be checked, so it lies only where no other user may
/// write. Of several starts of one user, one takes it and the others wait for that; should it show
/// no sign of life for a minute, another takes its place.
final class RuntimeScript {

  /// `K` key, `S` system, `L` loader, `V` version of Java. `i` user id, `p` the folder that is
  /// looked at, `H` the runtime there, `T` what it is under before, `D` the lock, `b` and `v` size
  /// and digest. The rest is of the script of the start.
  private static final String SOURCE =
      """
      i=$(id -u); D=; T=;
      no() { if [ -n "$T" ]; then rm -rf "$T" "$T.tgz"; fi; if [ -n "$D" ]; then rmdir "$D" 2>/dev/null; fi; die "$@"; };
      own() { set -- $(ls -ldn "$1" 2>/dev/null); case $1 in d????-??-*) [ "$3" = "$i" ] || [ "$3" = 0 ] ;; *) false ;; esac; };
      each() { for p in "$c" "${TMPDIR:-/tmp}/muster-$i" "/var/tmp/muster-$i"; do H=$p/runtime-$K; if "$1"; then return 0; fi; done; return 1; };
      has() { own "$p" && own "$H" && [ -x "$H/bin/java" ]; };
      can() {
        y=$p/.try-$n;
        { mkdir -p "$p" && own "$p" && echo "#!/bin/sh" >"$y" && chmod 700 "$y" && "$y"; } 2>/dev/null </dev/null; e=$?;
        rm -f "$y" 2>/dev/null; return $e;
      };
      s="$(uname -s) $(uname -m)";
      [ "$s" = "$S" ] || no other-system "$s, and the one that can be pushed is for $S";
      [ -z "$L" ] || [ -e "$L" ] || no other-system "$s with the C library of $(echo /lib*/ld-*), and the one that can be pushed is for $S with that of $L";
      if each has; then :;
      else
        each can || no no-place "$c, /var/tmp and ${TMPDIR:-/tmp}";
        { command -v tar && command -v gzip; } >/dev/null 2>&1 || no no-tar "";
        find "$p/." ! -name . -prune -name ".new-*" -mtime +1 -exec rm -rf {} + 2>/dev/null;
        a=0; b=; D=$p/.lock-$K;
        until mkdir "$D" 2>/dev/null; do
          if has; then D=; break; fi;
          v=$(ls -ldn "$D" "$p"/.new-* "$p"/.new-*/lib 2>/dev/null);
          if [ "$v" = "$b" ]; then a=$((a + 1)); else a=0; b=$v; fi;
          if [ "$a" -gt 60 ]; then break; fi;
          say have not; sleep 1;
        done;
        if has; then [ -z "$D" ] || rmdir "$D";
        else
          T=$p/.new-$n;
          say need archive "$p"; line b; line v;
          { head -c "$b" || dd bs=1 count="$b"; } 2>/dev/null >"$T.tgz";
          a=$(wc -c <"$T.tgz");
          [ "$a" -eq "$b" ] || no no-space "$p: $((a)) of $b bytes of a Java runtime could be written";
          s=$(sum "$T.tgz");
          [ -z "$s" ] || [ "$s" = "$v" ] || no bad-runtime "SHA-256 of it is $s";
          e=$({ mkdir "$T" && cd "$T" && gzip -dc <"$T.tgz" | tar -xf - ; } 2>&1 </dev/null) || no no-space "$p: a Java runtime could not be unpacked: $(echo $e)";
          rm -f "$T.tgz";
          e=$("$T/bin/java" -XX:+UseG1GC -Xshare:dump 2>&1 </dev/null) || e=$("$T/bin/java" -version 2>&1 </dev/null) || no no-run "$T/bin/java: $(echo $e)";
          find "$T" -type f -exec sync {} + >/dev/null 2>&1;
          if has; then :; else rm -rf "$H"; mv "$T" "$H" || no no-space "$H cannot be written"; fi;
          rm -rf "$T" "$H/.new-$n"; rmdir "$D" 2>/dev/null;
        fi;
      fi;
      home=$H; best=$V; seen="$seen $H:$V";
      """;

  private static final String TEXT =
      SOURCE.lines().map(String::strip).collect(Collectors.joining(" "));

  private RuntimeScript() {}

  static String line(String key, Jdk jdk) {
    return "K=%s; S=%s; L=%s; V=%d; %s\n"
        .formatted(key, quoted(jdk.system()), quoted(jdk.loader()), jdk.feature(), TEXT);
  }

  private static String quoted(String text) {
    return "'" + text.replaceAll("[^\\w /.,:+-]", "?") + "'";
  }
}
