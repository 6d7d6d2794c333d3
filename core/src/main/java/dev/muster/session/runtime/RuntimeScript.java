package dev.muster.session.runtime;

import java.util.stream.Collectors;

/// The line of script by which a host finds the runtime that it was given before, or takes it now.
///
/// The script of the start ([dev.muster.wire.start.StartScript]) reads and evaluates it when there
/// is no Java that will do. It sets `home` and `best`, or ends the start.
///
/// A runtime is whole or not there: it is unpacked, tried and written through under a name of this
/// start, then renamed. It is not read again to be checked, so it lies only where no other user may
/// write; but its files are counted, since folders of temporary files are cleaned file by file.
/// Whatever ends a start that still has its shell, the end of its input among it, takes what it
/// wrote with it.
///
/// Of several starts of one user, one takes it and the others wait for that. The lock is a folder
/// that says which process holds it. A holder that is gone, on this system, and one that shows no
/// sign of life for a minute, wherever it is, loses the lock; of one that is gone, what it wrote is
/// removed. Who takes the lock from it holds another meanwhile, and looks once more: of several
/// that saw it gone, one that is late would take the lock of the next away.
final class RuntimeScript {

  /// `K` key, `S` system, `L` loader, `V` version of Java. `i` user id, `N` this system, `p` the
  /// folder that is looked at, `H` the runtime there, `R` why folders will not do, `T` what it is
  /// under before, `Q` the lock, `Q-` the one of who takes that away, `D` the lock while it is
  /// held, `A` how the archive is packed, `b` and `v` its size and digest, `W` how many KiB of room
  /// are wanted. The rest is of the script of the start.
  ///
  /// Where there is no `tar`, the archive is taken without `gzip`, whose blocks then lie at places
  /// that are known, and is unpacked by `dd`.
  private static final String SOURCE =
      """
      i=$(id -u); N="$(uname -n) $(readlink /proc/self/ns/pid 2>/dev/null)"; D=; T=; R=;
      no() { if [ -n "$T" ]; then rm -rf "$T" "$T.tgz"; fi; if [ -n "$D" ]; then rm -rf "$D"; fi; die "$@"; };
      why() { R="$R${R:+; }$p: $*"; return 1; };
      knows() { for e; do command -v "$e" >/dev/null 2>&1 || return 1; done; };
      own() { set -- $(ls -ldn "$1" 2>/dev/null); case $1 in d????-??-*) [ "$3" = "$i" ] || [ "$3" = 0 ] ;; *) false ;; esac; };
      each() { for p in "$c" "${TMPDIR:-/tmp}/muster-$i" "/var/tmp/muster-$i"; do H=$p/runtime-$K; if "$1"; then return 0; fi; done; return 1; };
      has() { own "$p" && own "$H" && [ -x "$H/bin/java" ] && [ "$(find "$H" | wc -l)" = "$(cat "$H/.whole" 2>/dev/null)" ]; };
      free() {
        a=; set -- $(df -Pk "$p" 2>/dev/null | tail -n 1);
        for e; do case $e in [0-9]*%) break ;; esac; a=$e; done;
        [ "$a" -ge 0 ] 2>/dev/null || a=;
      };
      can() {
        y=$p/.try-$n;
        if ! mkdir -p "$p" 2>/dev/null; then why "it cannot be made";
        elif ! own "$p"; then why "it is not the user alone who may write to it";
        elif ! { echo "#!/bin/sh" >"$y" && chmod 700 "$y"; } 2>/dev/null; then
          free; rm -f "$y"; rmdir "$p" 2>/dev/null; why "it cannot be written to${a:+, with $((a / 1024)) MiB free}";
        elif ! "$y" >/dev/null 2>&1 </dev/null; then
          rm -f "$y"; rmdir "$p" 2>/dev/null; why "no program may be run from it, as where it is mounted noexec";
        else rm -f "$y"; fi;
      };
      fits() { can && { free; [ "${a:-$W}" -ge "$W" ] || why "$((a / 1024)) MiB are free, and a Java runtime wants $((W / 1024)) MiB"; }; };
      gone() { o=; IFS= read -r o 2>/dev/null <"$Q/by" && [ "${o#* }" = "$N" ] && ! kill -0 "${o%% *}" 2>/dev/null; };
      lost() {
        [ "$a" -le 120 ] || rmdir "$Q-" 2>/dev/null;
        mkdir "$Q-" 2>/dev/null || return 1;
        if [ "$(cat "$Q/by" 2>/dev/null)" = "$o" ]; then
          a=0; e=; if [ "$1" = gone ]; then read -r e 2>/dev/null <"$Q/new"; fi;
          case $e in */.new-*) rm -rf "$e" "$e.tgz" ;; esac;
          rm -rf "$Q";
        fi;
        rmdir "$Q-";
      };
      lock() {
        a=0; x=; F=0;
        until mkdir "$Q" 2>/dev/null; do
          if each has; then return 1; fi;
          s=$(ls -ldin "$Q" "$Q-" "${Q%/*}"/.new-* "${Q%/*}"/.new-*/lib 2>/dev/null);
          if [ "$s" = "$x" ]; then a=$((a + 1)); else a=0; x=$s; fi;
          if gone && lost gone; then :;
          elif [ "$a" -gt 60 ] && lost slow; then :;
          else
            [ -d "$Q" ] || F=$((F + 1)); [ "$F" -lt 5 ] || no no-space "$Q cannot be made";
            say have not || exit 1; sleep 1;
          fi;
        done;
        D=$Q; echo "$$ $N" 2>/dev/null >"$D/by";
      };
      at() { dd bs=1 skip=$((a * 512 + $1)) count="$2" 2>/dev/null <"$T.tgz" | tr -d "\\000"; };
      untar() {
        a=0;
        while y=$(at 0 100) && [ -n "$y" ]; do
          e=$(at 345 155); y=${e:+$e/}$y; s=$((0$(at 124 11)));
          case $(at 156 1) in
            5) mkdir -p "$y" ;;
            2) ln -s "$(at 157 100)" "$y" ;;
            *) dd bs=512 skip=$((a + 1)) count=$(((s + 511) / 512)) 2>/dev/null <"$T.tgz" | head -c "$s" >"$y" && chmod "$(at 100 7)" "$y" ;;
          esac || return 1;
          a=$((a + 1 + (s + 511) / 512));
        done;
      };
      unpack() { mkdir "$T" && cd "$T" && case $A in gzip) gzip -dc <"$T.tgz" | tar -xf - ;; tar) tar -xf - <"$T.tgz" ;; *) untar ;; esac; };
      full() { free; no no-space "$p: $* of a Java runtime, which wants $((W / 1024)) MiB${a:+; $((a / 1024)) MiB are free}"; };
      take() {
        R=; each fits || no no-space "$R";
        T=$p/.new-$n; echo "$T" 2>/dev/null >"$D/new"; trap "no cut $p" HUP INT TERM;
        say need archive "$p";
        { head -c "$b" || dd bs=1 count="$b"; } 2>/dev/null >"$T.tgz"; e=$?;
        a=$(wc -c <"$T.tgz"); a=$((a));
        if [ "$a" -ne "$b" ]; then
          [ "$e" != 0 ] || no cut "$p, $a of $b bytes came";
          full "$a of $b bytes could be written";
        fi;
        s=$(sum "$T.tgz");
        [ -z "$s" ] || [ "$s" = "$v" ] || no bad-runtime "SHA-256 of it is $s";
        e=$(unpack 2>&1 </dev/null) || full "not all could be unpacked ($(echo $e))";
        rm -f "$T.tgz";
        e=$("$T/bin/java" -XX:+UseG1GC -Xshare:dump 2>&1 </dev/null) ||
          { rm -f "$T"/lib/server/*.jsa; e=$("$T/bin/java" -version 2>&1 </dev/null); } ||
          no no-run "$T/bin/java: $(echo $e)";
        : >"$T/.whole"; find "$T" | wc -l >"$T/.whole" || full "not all could be written";
        find "$T" -type f -exec sync {} + >/dev/null 2>&1;
        if [ -e "$H" ] && ! has; then rm -rf "$H"; fi;
        has || mv "$T" "$H" 2>/dev/null || no no-space "$H cannot be written";
        rm -rf "$T" "$H/.new-$n"; trap - HUP INT TERM;
      };
      s="$(uname -s) $(uname -m)";
      [ "$s" = "$S" ] || no other-system "$s, and the one that can be pushed is for $S";
      [ -z "$L" ] || [ -e "$L" ] || no other-system "$s with the C library of $(echo /lib*/ld-*), and the one that can be pushed is for $S with that of $L";
      if each has; then :;
      else
        each can || no no-place "$R";
        Q=$p/.lock-$K;
        if knows tar gzip; then A=gzip; elif knows tar; then A=tar; elif knows dd tr head; then A=dd; else no no-tar; fi;
        say need sizes $A; line x; set -- $x; b=$1; v=$2; W=$((($1 + $3) / 1024 + 1024));
        find "$p/." ! -name . -prune -name ".new-*" -mtime +1 -exec rm -rf {} + 2>/dev/null;
        if lock && ! each has; then take; fi;
        [ -z "$D" ] || rm -rf "$D";
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
