# Sourced by mvnw and firedrill. Brings the environment into order, and defines firedrill_find_jdk25,
# which sets JAVA_HOME to a JDK 25, or says how to get one and returns 69.

# cron, systemd and containers start programs without HOME.
if [ -z "${HOME-}" ]; then
  HOME=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6) || HOME=
  [ -n "$HOME" ] || HOME=${TMPDIR:-/tmp}
  export HOME
fi

# With the encoding of LC_ALL=C the JVM finds no class in a folder whose name has more than English
# letters. Language and number format stay as they are wherever the encoding is UTF-8 already.
case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
  *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*) ;;
  *) export LC_ALL=C.UTF-8 ;;
esac

# Looked at, in this order: JAVA_HOME, the java on PATH, the usual folders of distributions and of
# version managers. A JDK is believed for what its `release` file says, so nothing is started to ask.

firedrill_is_jdk25() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release"
}

firedrill_find_jdk25() {
  if [ -n "${JAVA_HOME-}" ] && firedrill_is_jdk25 "$JAVA_HOME"; then
    return 0
  fi
  firedrill_java=$(command -v java 2>/dev/null || true)
  if [ -n "$firedrill_java" ]; then
    firedrill_java=$(readlink -f "$firedrill_java" 2>/dev/null || printf %s "$firedrill_java")
    firedrill_java=${firedrill_java%/bin/java}
    if firedrill_is_jdk25 "$firedrill_java"; then
      export JAVA_HOME="$firedrill_java"
      return 0
    fi
  fi
  # The caller may have switched globbing off (`set -f`, as mvnw does): on for this loop only.
  case $- in *f*) firedrill_noglob=yes ;; *) firedrill_noglob=no ;; esac
  set +f
  for firedrill_home in \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
    "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if firedrill_is_jdk25 "$firedrill_home"; then
      export JAVA_HOME="$firedrill_home"
      [ "$firedrill_noglob" = no ] || set -f
      return 0
    fi
  done
  [ "$firedrill_noglob" = no ] || set -f
  cat >&2 <<'MESSAGE'
firedrill: no JDK 25 was found (looked at JAVA_HOME, the java on PATH, and the usual folders).
Install one and run the command again, for example:
  Debian, Ubuntu   apt-get install openjdk-25-jdk-headless    (or temurin-25-jdk from Adoptium)
  Fedora           dnf install java-25-openjdk-devel
  macOS            brew install openjdk@25
  any system       sdk install java 25-tem                     (SDKMAN)
or set JAVA_HOME to a JDK 25 that is installed elsewhere.
MESSAGE
  return 69
}
