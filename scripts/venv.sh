#!/usr/bin/env bash
# scripts/venv.sh: makes .venv with this checkout installed in it, or brings it up to date. Instant when it is.
#
#   scripts/venv.sh             PYTHON chooses the interpreter
#   scripts/venv.sh --python    as root: only makes sure that every user finds a Python that can make one
#
# Exit code: 0 ready; 3 there is no suitable Python, or the packages cannot be had: one line says what to do.
set -Eeuo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

min_python=3.11
other_python="install one, then: make setup PYTHON=/path/to/python3"

find_python() {
    local name
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3}; do
        if have "$name" && "$name" -c "import sys, venv, ensurepip
sys.exit(sys.version_info < tuple(map(int, '$min_python'.split('.'))))" 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

install_python() {
    local package
    prepare_apt
    [ -n "$(candidate python3-venv)" ] || refresh
    for package in python3-venv python3.13-venv python3.12-venv python3.11-venv; do
        [ -n "$(candidate "$package")" ] || continue
        install_packages "$package"
        find_python >/dev/null && return
    done
    refuse "this distribution has no Python $min_python or newer; $other_python"
}

[ "${1:-}" != --python ] || PATH=/usr/sbin:/usr/bin:/sbin:/bin
if ! python=$(find_python); then
    have apt-get || refuse "there is no Python $min_python or newer with its venv module; $other_python"
    is_root || missing "Python $min_python or newer with its venv module"
    install_python
    python=$(find_python)
fi
[ "${1:-}" != --python ] || exit 0

# One at a time: a second run waits for the first and then finds everything done.
cd "$repo"
exec 9<.
! have flock || flock 9

stamp=.venv/agora.stamp
interpreter="$("$python" -VV | paste -sd ' ') $repo"
project=$(cksum <pyproject.toml)
[ -x .venv/bin/python ] || rm -f "$stamp"
{ read -r old_interpreter && read -r old_project; } 2>/dev/null <"$stamp" || old_interpreter='' old_project=''
[ "$old_interpreter" != "$interpreter" ] || [ "$old_project" != "$project" ] || exit 0

if [ "$old_interpreter" != "$interpreter" ]; then
    say "making .venv with $("$python" -V)"
    rm -rf .venv
    "$python" -m venv .venv
fi
say "installing the Python packages into .venv"
rm -f "$stamp"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[test]' >&2 ||
    refuse "the Python packages could not be installed, see above; when the package index answers: make setup"
printf '%s\n' "$interpreter" "$project" >"$stamp"
