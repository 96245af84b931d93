# Sourced by scripts that take single packages out of Debian's archive, of any suite and
# architecture, without installing them or adding a suite to the system.
#
# The mirrors, proxies and keys are those of the system's own apt configuration (so this needs a
# Debian system, of any release); SWIFT_BPF_MIRROR names another mirror of Debian's archive,
# SWIFT_BPF_SECURITY_MIRROR one of its security updates. Package lists lie in the cache.
# shellcheck shell=bash

# shellcheck source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

# The mirror that serves SUITE. apt is asked for what it would fetch, which works before the
# system's first `apt-get update` too.
mirror_of() { # SUITE
  local codename uri
  # shellcheck source=/dev/null
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
  case "$1" in
    *-security) uri=${SWIFT_BPF_SECURITY_MIRROR-} codename+=-security ;;
    *) uri=${SWIFT_BPF_MIRROR-} ;;
  esac
  if [ -z "$uri" ] && [ "$(. /etc/os-release && echo "${ID-}")" = debian ]; then
    uri=$(apt-get --print-uris update 2>/dev/null \
      | sed -n "s|^'\\(.*\\)/dists/$codename/InRelease'.*|\\1|p" | head -n 1)
  fi
  [ -n "$uri" ] || fail "the apt configuration of this machine names no mirror for Debian's" \
    "'$1'; set SWIFT_BPF_MIRROR and SWIFT_BPF_SECURITY_MIRROR to the addresses of some"
  echo "$uri"
}

# Runs an apt command on the lists of one suite and architecture alone.
suite_apt() { # COMMAND SUITE ARCHITECTURE ARGUMENT...
  local command=$1 state=$cache/lists/$2-$3 arch=$3
  shift 3
  "$command" -q -o "Dir::State::Lists=$state/lists" -o "Dir::State::status=$state/status" \
    -o "Dir::Etc::sourcelist=$state/archive.sources" -o Dir::Etc::sourceparts=- \
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User= \
    -o "APT::Architecture=$arch" -o "APT::Architectures=$arch" -o Acquire::Languages=none \
    -o Acquire::Retries=3 "$@"
}

declare -A fresh_suites=()

# Brings the package list of a suite up to date, once a run. Fails, with apt's own words, when it
# cannot be had.
update_suite() { # SUITE ARCHITECTURE
  local state=$cache/lists/$1-$2 mirror said lock
  [ -z "${fresh_suites[$1-$2]-}" ] || return 0
  mirror=$(mirror_of "$1") || return 1
  mkdir -p "$state/lists/partial"
  exec {lock}>"$state/lock"
  flock "$lock" # apt itself would not wait for another
  : >"$state/status"
  cat >"$state/archive.sources" <<END
Types: deb
URIs: $mirror
Suites: $1
Components: main
Architectures: $2
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
  if ! said=$(suite_apt apt-get "$1" "$2" update -o APT::Update::Error-Mode=any 2>&1); then
    echo "${0##*/}: no package list of Debian's '$1' ($2) from $mirror:" >&2
    grep '^[EW]:' <<<"$said" | head -n 3 | sed 's/^/  /' >&2
    return 1
  fi
  fresh_suites[$1-$2]=yes
}

# The newest of the versions that some suites have: "VERSION SUITE". A suite that cannot be read, as
# while a mirror is being updated, is said to be so and passed over.
newest_version() { # PACKAGE ARCHITECTURE SUITE...
  local package=$1 arch=$2 suite version best='' from=''
  shift 2
  for suite; do
    update_suite "$suite" "$arch" || continue
    version=$(suite_apt apt-cache "$suite" "$arch" show --no-all-versions "$package" 2>/dev/null \
      | sed -n 's/^Version: //p')
    if [ -n "$version" ] && dpkg --compare-versions "$version" gt "$best"; then
      best=$version from=$suite
    fi
  done
  if [ -z "$best" ]; then
    echo "${0##*/}: no package $package ($arch) in $*" >&2
    return 1
  fi
  echo "$best $from"
}

dependencies() { # PACKAGE SUITE ARCHITECTURE PATTERN: the packages PACKAGE needs whose names match
  suite_apt apt-cache "$2" "$3" show --no-all-versions "$1" 2>/dev/null \
    | sed -n 's/^Depends: //p' | tr ',|' '\n\n' | sed 's/^ *//; s/[ :].*//' | grep -Ex "$4" \
    | sort -u || true
}

download() { # FOLDER SUITE ARCHITECTURE PACKAGE...
  local folder=$1 suite=$2 arch=$3 said
  shift 3
  update_suite "$suite" "$arch" || return 1
  mkdir -p "$folder"
  if ! said=$(cd "$folder" && suite_apt apt-get "$suite" "$arch" download "$@" 2>&1); then
    echo "${0##*/}: cannot download $* of Debian's '$suite' ($arch):" >&2
    grep '^[EW]:' <<<"$said" | head -n 3 | sed 's/^/  /' >&2
    return 1
  fi
}

unpack() { # ARCHIVE.deb FOLDER PATTERN...: only the files that match
  local package=$1 folder=$2
  shift 2
  mkdir -p "$folder"
  # tar fails for each pattern that matches nothing; the callers look for the files themselves.
  dpkg-deb --fsys-tarfile "$package" \
    | tar -x -C "$folder" --no-same-owner --wildcards "$@" 2>/dev/null || true
}
