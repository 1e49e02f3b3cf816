#!/usr/bin/env bash
# scripts/server.sh: makes sure that this machine has PostgreSQL with pgvector, PL/Python, pgTAP and pg_prove
# (and plpgsql_check, where the distribution has it). Prints the path of its pg_config.
#
# As root on a Debian-like system it installs what is missing, from the package sources the machine already
# trusts; pgvector is built from the distribution's signed source where there is no package. It makes no
# database cluster, starts, stops and upgrades no running server, and changes no configuration of the machine.
#
#   scripts/server.sh           bring what is missing; PG_CONFIG chooses the server
#   scripts/server.sh --find    only print the best pg_config there is
#
# Exit code: 0 ready; 3 something is missing and cannot be brought: one line says what to do.
set -Eeuo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

min_server=15
min_vector=0.7.0

# pg_config of every server, newest first.
installed() {
    if [ -n "${PG_CONFIG:-}" ]; then
        echo "$PG_CONFIG"
        return
    fi
    { ls -d /usr/lib/postgresql/*/bin/pg_config /usr/pgsql-*/bin/pg_config \
        /opt/homebrew/opt/postgresql@*/bin/pg_config /usr/local/opt/postgresql@*/bin/pg_config \
        /Applications/Postgres.app/Contents/Versions/*/bin/pg_config 2>/dev/null || true; } | sort -rV
    command -v pg_config || true
}

major_of() { "$1" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/'; }
vector_version() { sed -n "s/^default_version *= *'\(.*\)'/\1/p" "$("$1" --sharedir)/extension/vector.control"; }

# What a server lacks, one word a line.
lacks() {
    local bin share
    bin=$("$1" --bindir)
    share=$("$1" --sharedir)
    [ -x "$bin/postgres" ] && [ -x "$bin/initdb" ] || echo PostgreSQL
    [ -e "$share/extension/vector.control" ] && at_least "$(vector_version "$1")" "$min_vector" || echo pgvector
    [ -e "$share/extension/plpython3u.control" ] || echo plpython3u
    [ -e "$share/extension/pgtap.control" ] || echo pgtap
    have pg_prove || echo pg_prove
}

# The server that lacks least; the newer of equals.
best() {
    local path lacking found="" least=99
    for path in $(installed); do
        [ -x "$path" ] && [ "$(major_of "$path")" -ge "$min_server" ] || continue
        lacking=$(lacks "$path" | wc -l)
        if [ "$lacking" -lt "$least" ]; then
            found=$path
            least=$lacking
        fi
    done
    echo "$found"
}

has_check() { [ -e "$("$1" --sharedir)/extension/plpgsql_check.control" ]; }

ready() {
    echo "$1"
    exit 0
}

pg_config=$(best)
[ -n "$pg_config" ] || [ -z "${PG_CONFIG:-}" ] ||
    refuse "PG_CONFIG=$PG_CONFIG is not the pg_config of a PostgreSQL $min_server or newer; set another or unset it"
if [ "${1:-}" = --find ]; then
    [ -n "$pg_config" ] || refuse "there is no PostgreSQL $min_server or newer; PG_CONFIG can name one's pg_config"
    ready "$pg_config"
fi

lacking="PostgreSQL pgvector plpython3u pgtap pg_prove"
[ -z "$pg_config" ] || lacking=$(lacks "$pg_config" | paste -sd ' ')
if [ -z "$lacking" ] && { has_check "$pg_config" || ! is_root || ! have apt-get; }; then ready "$pg_config"; fi

have apt-get || refuse "this machine lacks ${lacking// /, } and has no apt-get;" \
    "install PostgreSQL $min_server or newer with them, then: make demo PG_CONFIG=/path/to/pg_config"
is_root || missing "${lacking// /, }"
case ${pg_config:-/usr/lib/postgresql/} in
/usr/lib/postgresql/* | /usr/bin/pg_config) ;;
*) refuse "the server of $pg_config lacks ${lacking// /, } and is not the distribution's own;" \
    "install it there, or use another: make demo PG_CONFIG=/path/to/pg_config" ;;
esac

# ---- packages ----------------------------------------------------------------------------------------------
exec 9<"${BASH_SOURCE[0]}"
! have flock || flock 9
prepare_apt
[ -n "$(apt-get indextargets 2>/dev/null)" ] || refresh

if [ -n "$pg_config" ]; then
    major=$(major_of "$pg_config")
else
    [ -n "$(candidate postgresql)" ] || refresh
    major=$({ apt-cache depends postgresql 2>/dev/null || true; } | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p')
    [ -n "$major" ] || refuse "no PostgreSQL is in this machine's package lists; see why with: apt-get update"
    [ "$major" -ge "$min_server" ] ||
        refuse "this distribution has PostgreSQL $major, agora needs $min_server; add the PostgreSQL project's packages" \
            "with: apt-get install postgresql-common && sh /usr/share/postgresql-common/pgdg/*.sh"
fi
pg_config=/usr/lib/postgresql/$major/bin/pg_config
installed_version=$(dpkg-query -W -f '${Version}' "postgresql-$major" 2>/dev/null || true)

# PL/Python comes with exactly the server's version: prefer the one that leaves the server as it is.
matching() {
    if apt-cache madison "$1" | grep -F "| $installed_version |" >/dev/null; then
        echo "$1=$installed_version"
    else
        echo "$1"
    fi
}

server_runs() {
    local program
    for program in /proc/[0-9]*/exe; do
        case $(readlink "$program" || true) in "/usr/lib/postgresql/$major/bin/postgres"*) return 0 ;; esac
    done
    return 1
}

packages=() build_vector=
for part in $lacking; do
    case $part in
    PostgreSQL) packages+=("postgresql-$major") ;;
    plpython3u) packages+=("$(matching "postgresql-plpython3-$major")") ;;
    pgtap) packages+=("postgresql-$major-pgtap") ;;
    pg_prove) packages+=(libtap-parser-sourcehandler-pgtap-perl) ;;
    pgvector)
        version=$(candidate "postgresql-$major-pgvector")
        if [ -n "$version" ] && at_least "$version" "$min_vector"; then
            packages+=("postgresql-$major-pgvector")
        else
            build_vector=yes
        fi
        ;;
    esac
done
check_package=postgresql-$major-plpgsql-check
[ -n "$(candidate "$check_package")" ] || check_package=
if [ -z "$lacking" ]; then # only the tests miss something, and agora does without
    [ -z "$check_package" ] || (install_packages "$check_package") || say "going on without $check_package"
    ready "$pg_config"
fi
if [ -n "$check_package" ] && ! { [ -x "$pg_config" ] && has_check "$pg_config"; }; then
    packages+=("$check_package")
fi

if ((${#packages[@]})); then
    if [ -n "$installed_version" ] &&
        apt_get -s install --no-install-recommends "${packages[@]}" | grep "^Inst postgresql-$major \[" >/dev/null &&
        server_runs; then
        refuse "PostgreSQL $major is running here and would be upgraded with what is missing;" \
            "when it suits you: apt-get install ${packages[*]}"
    fi
    install_packages "${packages[@]}"
fi

# ---- pgvector from the distribution's signed source --------------------------------------------------------
# The entry of the machine's own package sources that the system itself comes from, turned into a source entry
# of another suite: same archive, same keys. $1 suite.
source_entry() {
    local entry file number
    entry=$(apt-get indextargets --format '$(SOURCESENTRY)' 'Created-By: Packages' \
        "Codename: $VERSION_CODENAME" 'Component: main' | sed -n 1p)
    [ -n "$entry" ] || return 1
    file=${entry%:*} number=${entry##*:}
    case $file in
    *.sources) awk -v RS= -v n="$number" 'tolower("\n" $0) ~ /\ntypes:/ && ++i == n' "$file" | sed -E \
        -e 's/^Types:.*/Types: deb-src/I' \
        -e "s/^Suites:.*/Suites: $1/I" \
        -e "s/^Components:.*/Components: $components/I" ;;
    *) sed -nE "${number}s/^ *deb( +\[[^]]*\])? +([^ ]+) .*/deb-src\1 \2 $1 $components/p" "$file" ;;
    esac
}

# apt on a state of its own: the machine's lists and configuration stay as they are.
private_apt() {
    local tool=$1
    shift
    "$tool" -qq -o Dir::Etc::sourcelist="$source_list" -o Dir::Etc::sourceparts=- \
        -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o Acquire::Languages=none \
        -o APT::Sandbox::User=root -o Acquire::Retries=2 -o Acquire::http::Timeout=20 "$@"
}

fetch_vector() {
    local suite version components=main suites
    . /etc/os-release
    case $ID in
    debian) suites="trixie forky sid" ;;
    ubuntu) suites="$VERSION_CODENAME resolute" components="main universe" ;;
    *) suites=$VERSION_CODENAME ;;
    esac
    mkdir -p "$work"/{lists/partial,cache/archives/partial,vector}
    for suite in $suites; do
        source_list=$work/$suite.list
        source_entry "$suite" >"$work/entry" ||
            refuse "no package source of this machine carries $VERSION_CODENAME main; add it, then: scripts/server.sh"
        ! grep -qi '^types:' "$work/entry" || source_list=$work/$suite.sources
        mv "$work/entry" "$source_list"
        private_apt apt-get update >"$work/apt.log" 2>&1 || continue
        version=$(private_apt apt-cache showsrc --only-source pgvector 2>/dev/null |
            sed -n 's/^Version: //p' | sort -V | tail -n 1)
        [ -n "$version" ] && at_least "$version" "$min_vector" || continue
        say "fetching the source of pgvector $version ($suite)"
        # apt checks every file against the signed index
        (cd "$work" && private_apt apt-get source --download-only "pgvector=$version" >"$work/apt.log" 2>&1) || continue
        tar -xf "$work"/pgvector_*.orig.tar.* --strip-components=1 -C "$work/vector"
        return
    done
    refuse "no suite of this machine's package archive ($suites) gave pgvector $min_vector or newer;" \
        "install it by other means, then: scripts/server.sh"
}

# A pg_config that knows the server's headers, which are unpacked here and not installed: their package would
# bring a compiler suite along.
config_with_headers() {
    if [ -e "$("$pg_config" --includedir-server)/postgres.h" ]; then
        echo "$pg_config"
        return
    fi
    local package=postgresql-server-dev-$major version
    version=$(dpkg-query -W -f '${Version}' "postgresql-$major")
    (
        cd "$work"
        apt_get download "$package=$version" || { refresh && apt_get download "$package"; }
    ) >"$work/apt.log" 2>&1
    dpkg-deb -x "$work/$package"_*.deb "$work/headers"
    cat >"$work/pg_config" <<SH
#!/bin/sh
for option in "\$@"; do
    value=\$("$pg_config" "\$option")
    case \$option in --pgxs | --pkgincludedir | --includedir | --includedir-server)
        [ ! -e "$work/headers\$value" ] || value="$work/headers\$value" ;;
    esac
    printf '%s\n' "\$value"
done
SH
    chmod +x "$work/pg_config"
    echo "$work/pg_config"
}

build_vector() {
    local tools=() config
    fetch_vector
    have make || tools+=(make)
    have gcc || tools+=(gcc libc6-dev)
    ((${#tools[@]} == 0)) || install_packages "${tools[@]}"
    config=$(config_with_headers)
    say "building it for PostgreSQL $major"
    # no bitcode (it would need clang), no code for this one processor (the file may be moved)
    if ! { make -s -C "$work/vector" -j "$(nproc)" PG_CONFIG="$config" OPTFLAGS= with_llvm=no &&
        make -s -C "$work/vector" PG_CONFIG="$config" OPTFLAGS= with_llvm=no install; } >"$work/make.log" 2>&1; then
        tail -n 15 "$work/make.log" >&2
        refuse "pgvector did not build; install postgresql-$major-pgvector by other means, then: scripts/server.sh"
    fi
}

[ -z "$build_vector" ] || MAKEFLAGS="" build_vector

lacking=$(lacks "$pg_config" | paste -sd ' ')
[ -z "$lacking" ] || refuse "still without $lacking after the installation; bring it by hand, then: scripts/server.sh"
say "$("$pg_config" --version), pgvector $(vector_version "$pg_config"), plpython3u, pgTAP"
ready "$pg_config"
