#!/usr/bin/env bash
# scripts/sandbox.sh: makes sure that the tests of the sandbox find bubblewrap. Where the system has none, its package is
# fetched from the package sources that the machine already trusts and unpacked into .venv; nothing is installed.
#
# Exit code: always 0. Where it cannot be had, the tests that need it fail, unless .venv/without-sandbox says why this machine
# has none.
set -Eeuo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

target=$repo/.venv/bubblewrap
! have bwrap && [ ! -x "$target/usr/bin/bwrap" ] || exit 0
if ! have apt-get || ! have dpkg-deb; then
    say "going on without bubblewrap: the tests of the sandbox fail, or are skipped where .venv/without-sandbox says why"
    exit 0
fi
work=$(mktemp -d)
if (cd "$work" && apt-get -qq -o APT::Sandbox::User=root download bubblewrap) >"$work/apt.log" 2>&1; then
    dpkg-deb -x "$work"/bubblewrap_*.deb "$target" # apt checked it against the signed index
else
    say "going on without bubblewrap ($(tail -n 1 "$work/apt.log")): the tests of the sandbox fail, or are skipped where .venv/without-sandbox says why"
fi
