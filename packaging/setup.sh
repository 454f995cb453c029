# shellcheck shell=sh
# Shared by packaging/run and packaging/test: finds Python, sees that the system has what the program needs,
# and fills a virtual environment. POSIX sh, to be sourced from the root of the checkout.

# A shared library, and the Debian package it comes in. What Qt's xcb and offscreen platforms load.
QT_LIBRARIES='
libEGL.so.1 libegl1
libGL.so.1 libgl1
libX11-xcb.so.1 libx11-xcb1
libX11.so.6 libx11-6
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libglib-2.0.so.0 libglib2.0-0
libgssapi_krb5.so.2 libgssapi-krb5-2
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-randr.so.0 libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-render.so.0 libxcb-render0
libxcb-shape.so.0 libxcb-shape0
libxcb-shm.so.0 libxcb-shm0
libxcb-sync.so.1 libxcb-sync1
libxcb-util.so.1 libxcb-util1
libxcb-xfixes.so.0 libxcb-xfixes0
libxcb-xkb.so.1 libxcb-xkb1
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxkbcommon.so.0 libxkbcommon0
'

say() { printf '%s\n' "clipphotos: $*" >&2; }

fail() {
    say "$*"
    exit 1
}

# The user's own Python first; any other that will do otherwise.
find_python() {
    for PYTHON in python3 python3.13 python3.12 python3.11 python3.14; do
        if "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            return
        fi
    done
    fail 'Python 3.11 or newer is needed and was not found. Install it, then run this again.'
}

# The packages that an installation needs and the system lacks.
missing_build_tools() {
    # hnswlib comes as source: a compiler, and the headers of this very Python.
    command -v c++ >/dev/null 2>&1 || echo g++
    # A Python of the system is packaged in parts; any other brings its headers and venv along.
    "$PYTHON" - <<'PROBE'
import importlib.util, os, sys, sysconfig
name = "python%d.%d" % sys.version_info[:2]
if not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")):
    print(name + "-dev")
if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
    print(name + "-venv")
PROBE
}

# The packages of Qt's libraries that the system lacks.
missing_libraries() {
    # The path of an ordinary user may lack ldconfig. Where there is none, nothing can be said.
    known=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null) || return 0
    while read -r library package; do
        case $known in
        *"$library "*) ;;
        *) echo "$package" ;;
        esac
    done <<LIBRARIES
$(printf '%s' "$QT_LIBRARIES" | sed '/^$/d')
LIBRARIES
}

# The packages of the desktop that tests open windows on, as far as the system lacks them.
missing_desktop() {
    while read -r program package; do
        command -v "$program" >/dev/null 2>&1 || echo "$package"
    done <<PROGRAMS
Xvfb xvfb
openbox openbox
xdotool xdotool
dbus-daemon dbus
PROGRAMS
    # The bus that screen readers listen to; it is in no folder of programs.
    [ -e /usr/share/dbus-1/services/org.a11y.Bus.service ] || echo at-spi2-core
}

# Installs packages, or says how to. $1: their names.
ensure_packages() {
    packages=$(printf '%s' "$1" | tr -s '\n ' '  ' | sed 's/^ //; s/ $//')
    [ -n "$packages" ] || return 0
    command -v apt-get >/dev/null 2>&1 \
        || fail "the system lacks what these packages of Debian hold. Install its counterparts of: $packages"
    if [ "$(id -u)" -ne 0 ]; then
        say 'the system lacks some packages. Type this line, then run this again:'
        printf '%s\n' "sudo apt-get update && sudo apt-get install -y --no-install-recommends $packages" >&2
        exit 1
    fi
    say "installing: $packages"
    # The list of words is meant to be split.
    # shellcheck disable=SC2086
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends $packages; } \
        >&2 || fail "apt-get could not install: $packages"
}

# What an installation depends on: if it is the same as last time, nothing needs to be installed.
# $1: the environment's interpreter; the rest: files and folders.
fingerprint() {
    readlink -f "$1"
    shift
    find "$@" -type f ! -name '*.pyc' -printf '%p %s %T@\n' | LC_ALL=C sort | cksum
}

# Whether this runs in a container, where root has no more rights than the container gives.
in_container() {
    for mark in /.dockerenv /run/.containerenv; do
        [ ! -e "$mark" ] || return 0
    done
    # Set by podman, LXC and systemd-nspawn.
    [ -z "${container:-}" ] || return 0
    grep -qsE 'docker|lxc|kubepods|containerd' /proc/1/cgroup
}

# Says what it means to be root, where that is not needed.
warn_root() {
    [ "$(id -u)" -eq 0 ] || return 0
    if ! in_container; then
        say 'warning: you are root. Photos and models come from strangers, and what reads them has every right here.'
        say 'Only system packages need root: start this as the user whose photos they are.'
    fi
}

# Installs just what a lock file names, each file checked against its hash, then the project itself.
# $1: the environment's interpreter. $2: the lock file's name. The rest: the project, as pip takes it.
install_locked() {
    interpreter=$1
    lock=packaging/locks/$2.txt
    shift 2
    if [ -n "${CLIPPHOTOS_UNLOCKED:-}" ]; then
        say 'warning: CLIPPHOTOS_UNLOCKED is set: pip chooses the versions, and no hash is checked.'
        "$interpreter" -m pip install --quiet --disable-pip-version-check "$@"
        return
    fi
    # Whatever builds is checked, too: pip would fetch it anew, by name only, into a place of its own.
    for each in packaging/locks/build.txt "$lock"; do
        "$interpreter" -m pip install --quiet --disable-pip-version-check \
            --no-build-isolation --require-hashes --requirement "$each" || return
    done
    "$interpreter" -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps "$@"
}

# The environment of tests and of what else looks at the sources, which are used where they are.
# $1: packages to be installed beside those of Qt.
ensure_test_environment() {
    ensure_environment .venv-test 'pyproject.toml packaging/locks' "$1" test --editable '.[test]'
    PATH="$PWD/.venv-test/bin:$PATH"
    export PATH
}

# Sees that the system and a virtual environment have what they need; quick when they have.
# $1: the environment's folder. $2: the files and folders that its content depends on, separated by spaces.
# $3: packages to be installed beside those of Qt. $4: the lock file's name. The rest: the project, as pip takes it.
ensure_environment() {
    environment=$1
    sources=$2
    missing="$3 $(missing_libraries)"
    locked=$4
    shift 4
    python=$environment/bin/python
    installed=$environment/installed
    # The words of $sources are meant to be split, here and below.
    # shellcheck disable=SC2086
    if [ -x "$python" ] && [ "$(fingerprint "$python" $sources)" = "$(cat "$installed" 2>/dev/null)" ]; then
        ensure_packages "$missing"
        return
    fi
    find_python
    ensure_packages "$(missing_build_tools) $missing"
    say "setting up $environment; the first time, some gigabytes are downloaded and this takes minutes"
    before=$(cat "$installed" 2>/dev/null || true)
    # One that was interrupted, or whose Python is not what it was, is made anew.
    if ! [ -x "$python" ] || [ "$before" = unfinished ] || {
        [ -n "$before" ] && [ "$(printf '%s\n' "$before" | head -n 1)" != "$(readlink -f "$python")" ]
    }; then
        before=unfinished
        rm -rf "$environment"
        mkdir "$environment" || fail "no virtual environment could be made in $environment"
        echo unfinished >"$installed"
        "$PYTHON" -m venv "$environment" || fail "no virtual environment could be made in $environment"
    fi
    echo unfinished >"$installed"
    # shellcheck disable=SC2086
    now=$(fingerprint "$python" $sources) # before pip reads them: what changes meanwhile is seen next time
    if ! install_locked "$python" "$locked" "$@" >&2; then
        printf '%s\n' "$before" >"$installed"
        fail 'pip could not install everything; its message is above.'
    fi
    printf '%s\n' "$now" >"$installed"
}
