# shellcheck shell=bash
# scripts/common.sh: what the set-up scripts share. Sourced with `set -Eeuo pipefail`; so no `grep -q` at the
# end of a pipe: it stops reading, and what wrote to it fails.

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

say() { printf 'agora: %s\n' "$*" >&2; }

# One sentence, and the exit code that means: this machine cannot do it.
refuse() {
    say "$*"
    exit 3
}

# The same, for what an administrator can bring. One command brings everything, so it is needed once.
missing() {
    local command
    command="make -C $(printf %q "$repo") system"
    if command -v sudo >/dev/null; then command="sudo $command"; else command="su -c '$command'"; fi
    refuse "this machine lacks $*; an administrator brings it with: $command"
}

have() { command -v "$1" >/dev/null; }
is_root() { [ "$(id -u)" = 0 ]; }
at_least() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]; } # version $1 >= $2

trap 'say "unexpected failure at ${BASH_SOURCE[0]##*/}:$LINENO: $BASH_COMMAND"; exit 3' ERR

work=
trap '[ -z "$work" ] || rm -rf "$work"' EXIT

# A directory for this run, with stand-ins that keep the packages' own scripts from making or starting a
# database server: set-up only brings programs.
prepare_apt() {
    export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 LC_ALL=C
    work=$(mktemp -d)
    mkdir "$work/bin"
    printf '#!/bin/sh\nexit 0\n' >"$work/bin/invoke-rc.d"
    cp "$work/bin/invoke-rc.d" "$work/bin/pg_createcluster"
    chmod -R go+rX,a+x "$work"
}

apt_get() {
    apt-get -qq -o Acquire::Retries=2 -o Acquire::http::Timeout=20 -o APT::Sandbox::User=root \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o DPkg::Path="$work/bin:/usr/sbin:/usr/bin:/sbin:/bin" "$@"
}

refreshed=
refresh() {
    [ -z "$refreshed" ] || return 0
    refreshed=yes
    say "refreshing the package lists"
    apt_get update >"$work/update.log" 2>&1 || say "some package lists could not be refreshed; going on"
}

candidate() { apt-cache policy "$1" | sed -n 's/^ *Candidate: //p' | grep -vx '(none)' || true; }

# Install packages, refreshing the lists first where they turn out to be old. Removes nothing.
install_packages() {
    say "installing $*"
    apt_get install -y --no-install-recommends --no-remove "$@" >"$work/apt.log" 2>&1 && return
    refresh
    apt_get install -y --no-install-recommends --no-remove "$@" >"$work/apt.log" 2>&1 && return
    tail -n 15 "$work/apt.log" >&2
    refuse "the packages could not be installed; see what apt says with: apt-get install $*"
}
