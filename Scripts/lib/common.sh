# Sourced by the scripts: what they say to their users, the tools they need and where they keep what
# they fetched.
# shellcheck shell=bash

cache=${SWIFT_BPF_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/swift-bpf}
# shellcheck disable=SC2034 # for the scripts
kernels=${SWIFT_BPF_KERNELS:-$cache/kernels}

usage() { # the script's head comment
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
}

fail() { # MESSAGE...
  echo "${0##*/}: $*" >&2
  exit 1
}

need_commands() { # NAME=PACKAGE... (PACKAGE is Debian's that brings it)
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || missing+=("$pair")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    fail "needs ${missing[*]%%=*} (apt-get install ${missing[*]##*=})"
  fi
}

toolchain_command() { # NAME: that command beside `swift`, or else on PATH
  local swift
  if swift=$(command -v swift); then
    for swift in "$swift" "$(readlink -f "$swift")"; do
      if [ -x "$(dirname "$swift")/$1" ]; then
        echo "$(dirname "$swift")/$1"
        return
      fi
    done
  fi
  command -v "$1" || fail "$1 is neither beside swift nor on PATH"
}
