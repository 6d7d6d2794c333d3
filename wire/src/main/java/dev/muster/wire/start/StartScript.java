package dev.muster.wire.start;

import java.util.List;

/// The script that starts an agent: POSIX `sh`, the same for every start.
///
/// It holds no single quote, backslash or line end, and no exclamation mark but before a blank, so
/// that it can stand between single quotes in every login shell (the C shell looks for its history
/// there too).
public final class StartScript {

  /// `p` parameters, `n` nonce, `q` a quote, `w` and `z` digest and size of the jar, `j` which
  /// Java, `r` the oldest that will do where one may be pushed, `d` folder, `k` niceness, `g`
  /// grace, `i` socket; `c` the cache, `f` the jar to run. What finds or takes a pushed Java is
  /// sent when it is asked for: it sets `home` and `best`.
  ///
  /// The shell stays behind as the parent of the agent: should the agent be killed, whatever it
  /// started is killed with it. `setsid` makes the agent the leader of a group of its own for that.
  ///
  /// What it talks through lies on 3 and 4, where nothing else that it starts finds it; they are
  /// named at its start too, since a Korn shell hands no others on. It opens them by name where
  /// they are pipes that it may open; only where they are not, as with sockets or another user's,
  /// `o` lets it into the JDK's own class for descriptors, for which the JVM takes 30 ms longer to
  /// start.
  private static final String SOURCE =
      """
      u=$(umask);
      say() { echo "muster-$n $*"; };
      die() { say fail "$@"; exit 1; };
      line() { IFS= read -r "$1" || exit 1; };
      line n; line q; line w; line z; line j; line r; line d; line k; line g; line i;
      e=x;
      while [ -n "$e" ]; do line e; [ -z "$e" ] || export "$e"; done;
      if [ -n "$d" ]; then
        case $d in "~/"*) d=$HOME/${d#??} ;; esac;
        mkdir -p -- "$d" 2>/dev/null;
        cd -- "$d" 2>/dev/null || die no-chdir "$d";
      fi;
      umask 077;
      c=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/muster;
      sum() { { sha256sum <"$1" || shasum -a 256 <"$1" || openssl dgst -sha256 -r <"$1"; } 2>/dev/null | { read -r a b; echo "$a"; }; };
      best=0; home=; seen=;
      look() {
        [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 0;
        v=;
        while read -r l; do case $l in JAVA_VERSION=*) v=${l#JAVA_VERSION=?}; break ;; esac; done <"$1/release";
        v=${v%%$q*}; m=${v%%[.+-]*};
        seen="$seen $1:$v";
        [ "${m:-0}" -gt "$best" ] 2>/dev/null && best=$m && home=$1;
        return 0;
      };
      if [ -n "$j" ]; then
        case $j in "~/"*) j=$HOME/${j#??} ;; esac;
        [ -x "$j/bin/java" ] || j=${j%/bin/java};
        look "$j";
        [ -n "$home" ] || die no-java "no Java at $j";
      else
        p=$(command -v java 2>/dev/null) && p=$(readlink -f "$p" 2>/dev/null) && look "${p%/bin/java}";
        for h in "${JAVA_HOME:-}" /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/*; do look "$h"; done;
        if [ "$best" -lt "$r" ]; then say need runtime; line x; eval "$x"; fi;
      fi;
      [ -n "$home" ] || die no-java "looked at JAVA_HOME, the PATH and the usual places";
      [ "$best" -ge 17 ] || die old-java "wants Java 17 or later, has$seen";
      f=$c/agent-$w.jar; drop=;
      if [ -f "$f" ] && [ "$(sum "$f")" = "$w" ]; then say have;
      else
        t=$c/.agent-$n;
        if mkdir -p "$c" 2>/dev/null && : 2>/dev/null >"$t"; then :;
        else
          drop=${TMPDIR:-/tmp}/muster-$n; f=$drop/agent.jar; t=$drop/.agent;
          mkdir "$drop" 2>/dev/null || die no-space "neither $c nor ${TMPDIR:-/tmp} can be written to";
        fi;
        say need;
        { head -c "$z" || dd bs=1 count="$z"; } 2>/dev/null >"$t" || { rm -rf "$t" $drop; die no-space "$t cannot be written"; };
        s=$(sum "$t");
        if [ -n "$s" ] && [ "$s" = "$w" ]; then :;
        elif [ -z "$s" ] && [ "$(wc -c <"$t")" -eq "$z" ]; then :;
        elif [ "$(wc -c <"$t")" -lt "$z" ]; then rm -rf "$t" $drop; die no-space "$t could not be written whole";
        else rm -rf "$t" $drop; die bad-jar "SHA-256 of $t is $s"; fi;
        mv -f "$t" "$f" || die no-space "$f cannot be written";
      fi;
      umask "$u";
      exec 3<&0 4>&1 </dev/null >&2;
      o=; [ -p /dev/fd/3 ] && [ -r /dev/fd/3 ] && [ -p /dev/fd/4 ] && [ -w /dev/fd/4 ] || o=--add-opens=java.base/java.io=ALL-UNNAMED;
      lead=; command -v setsid >/dev/null 2>&1 && lead=setsid;
      slow=; [ "$k" = 0 ] || slow="nice -n $k";
      $slow $lead "$home/bin/java" -XX:+UseG1GC -XX:CompileThresholdScaling=8 -Djdk.reflect.useNativeAccessorOnly=true -Xms16m -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockExperimentalVMOptions -XX:StringTableSize=1024 -XX:SymbolTableSize=2048 -XX:-UsePerfData -Xshare:auto $o -jar "$f" "$n" "$g" "$i" 3<&3 4>&4 &
      a=$! ;
      exec 3<&- 4>&-;
      trap "kill -TERM $a 2>/dev/null" TERM HUP INT;
      wait $a; r=$?;
      while kill -0 $a 2>/dev/null; do wait $a; r=$?; done;
      if [ -n "$lead" ]; then kill -KILL -$a 2>/dev/null; fi;
      [ -z "$drop" ] || rm -rf "$drop";
      exit $r
      """;

  private static final String TEXT = oneLine(SOURCE);

  private StartScript() {}

  private static String oneLine(String lines) {
    StringBuilder line = new StringBuilder(lines.length());
    for (String each : lines.strip().split("\n", -1)) {
      line.append(line.isEmpty() ? "" : " ").append(each.strip());
    }
    return line.toString();
  }

  /// Returns the script's text.
  public static String text() {
    return TEXT;
  }

  /// Returns the program and its arguments.
  public static List<String> words() {
    return List.of("/bin/sh", "-c", TEXT);
  }

  /// Returns the command line for a login shell, whichever it is.
  public static String line() {
    return "exec /bin/sh -c '" + TEXT + "'";
  }
}
