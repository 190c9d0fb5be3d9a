# shellcheck shell=sh
# Finds a JDK 25, which is seldom the `java` on the PATH. Sourced by ./descent and ./verify.
# It starts no JVM: the version stands in the file `release` of every JDK.

# is_jdk_25 DIRECTORY
is_jdk_25() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      'JAVA_VERSION="25"'* | 'JAVA_VERSION="25.'*) return 0 ;;
      JAVA_VERSION=*) return 1 ;;
    esac
  done <"$1/release"
  return 1
}

# find_jdk_25 NAME: sets jdk to the directory, or says on behalf of NAME that there is none.
find_jdk_25() {
  if [ -n "${DESCENT_JAVA_HOME:-}" ]; then
    jdk=$DESCENT_JAVA_HOME
    is_jdk_25 "$jdk" && return 0
    echo "$1: DESCENT_JAVA_HOME is not the directory of a JDK 25: $jdk" >&2
    return 1
  fi
  on_path=$(command -v java || true)
  on_path=$(readlink -f "$on_path" 2>/dev/null || true)
  home=${HOME:-/nonexistent}
  for jdk in \
    "${JAVA_HOME:-}" \
    "${on_path%/bin/java}" \
    /usr/lib/jvm/* \
    /usr/java/* \
    /opt/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$home"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${SDKMAN_DIR:-$home/.sdkman}"/candidates/java/* \
    "$home"/.jdks/* \
    "${HOMEBREW_PREFIX:-/opt/homebrew}"/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec; do
    is_jdk_25 "$jdk" && return 0
  done
  echo "$1: found no JDK 25: install one (for example from https://adoptium.net)," \
    "or set DESCENT_JAVA_HOME to its directory" >&2
  return 1
}
