# Finds a Java of 25 or later without starting one. Sourced by muster and check; plain POSIX sh, and it forks only when
# it has to follow `java` on the PATH, because what it costs is paid at each start.
#
#   find_java java|javac   sets java_home and java_version and returns 0, or sets java_trouble to one line and returns 1
#
# Asked in turn: MUSTER_JAVA_HOME (an order: it must fit), JAVA_HOME, the usual places (the lowest version that fits
# wins, so that a newer JDK beside it changes nothing), `java` on the PATH. MUSTER_JAVA_PLACES replaces the usual places.

java_needed=25

# What keeps Maven's own libraries from printing the JVM's warnings about them.
java_maven_options='--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED'

java_usual_places="/usr/lib/jvm/*:/usr/lib64/jvm/*:/usr/java/*:/opt/*:/Library/Java/JavaVirtualMachines/*/Contents/Home\
:/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home:/usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home\
:${HOME:-/nonexistent}/.sdkman/candidates/java/*:${HOME:-/nonexistent}/.jdks/*"

# java_fits HOME PROGRAM: is PROGRAM there and the version high enough? Leaves them in found_version and found_major.
java_fits() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/$2" ] && [ -r "$1/release" ] || return 1
  found_version=
  while IFS= read -r java_line; do
    case $java_line in
      JAVA_VERSION=*)
        found_version=${java_line#JAVA_VERSION=}
        found_version=${found_version#\"}
        found_version=${found_version%\"*}
        break
        ;;
    esac
  done <"$1/release"
  found_major=${found_version%%[!0-9]*}
  [ -n "$found_major" ] && [ "$found_major" -ge "$java_needed" ]
}

# java_take HOME PROGRAM: takes this Java if it fits.
java_take() {
  java_fits "$1" "$2" || return 1
  java_home=$1
  java_version=$found_version
}

# java_in_places PROGRAM: takes the lowest version that fits in the usual places, the first of equals.
java_in_places() {
  java_best=
  java_ifs=$IFS
  IFS=:
  for java_place in ${MUSTER_JAVA_PLACES-$java_usual_places}; do
    if java_fits "$java_place" "$1" && { [ -z "$java_best" ] || [ "$found_major" -lt "$java_best" ]; }; then
      java_best=$found_major
      java_home=$java_place
      java_version=$found_version
    fi
  done
  IFS=$java_ifs
  [ -n "$java_best" ]
}

# java_on_path PROGRAM: takes the home of the `java` on the PATH, through any symbolic links.
java_on_path() {
  java_program=$(command -v java) || return 1
  while [ -h "$java_program" ]; do
    java_link=$(readlink "$java_program") || return 1
    case $java_link in
      /*) java_program=$java_link ;;
      *) java_program=${java_program%/*}/$java_link ;;
    esac
  done
  java_take "${java_program%/bin/java}" "$1"
}

find_java() {
  case $1 in
    javac) java_what="a JDK" ;;
    *) java_what="Java" ;;
  esac
  if [ -n "${MUSTER_JAVA_HOME:-}" ]; then
    java_take "$MUSTER_JAVA_HOME" "$1" && return
    java_trouble="MUSTER_JAVA_HOME is $MUSTER_JAVA_HOME, which is not $java_what $java_needed or later; set it to one, or unset it"
    return 1
  fi
  if [ -n "${JAVA_HOME:-}" ]; then
    java_take "$JAVA_HOME" "$1" && return
  fi
  java_in_places "$1" && return
  java_on_path "$1" && return
  java_trouble="needs $java_what $java_needed or later and found none; install a JDK $java_needed (https://adoptium.net or your system's packages), or set MUSTER_JAVA_HOME to its folder"
  return 1
}
