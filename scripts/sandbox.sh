#!/usr/bin/env bash
# scripts/sandbox.sh: makes sure that the tests of the sandbox find bubblewrap. Where the system has none, its package is
# fetched from the package sources that the machine already trusts and unpacked into .venv; nothing is installed.
#
# Exit code: always 0. Where it cannot be had, .venv/without-sandbox says why, and the tests that need it are skipped and
# say so; they fail where it is absent for no such reason.
set -Eeuo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

target=$repo/.venv/bubblewrap
without=$repo/.venv/without-sandbox
rm -f "$without"
! have bwrap && [ ! -x "$target/usr/bin/bwrap" ] || exit 0

# $1: why
go_on() {
    printf '%s\n' "$1" >"$without"
    say "going on without bubblewrap ($1): the tests of the sandbox are skipped"
    exit 0
}

have apt-get && have dpkg-deb || go_on "no apt-get here"
work=$(mktemp -d)
(cd "$work" && apt-get -qq -o APT::Sandbox::User=root download bubblewrap) >"$work/apt.log" 2>&1 || go_on "$(tail -n 1 "$work/apt.log")"
dpkg-deb -x "$work"/bubblewrap_*.deb "$target" # apt checked it against the signed index
