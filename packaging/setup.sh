# Shared by packaging/run and packaging/test: finds Python, sees that the system has what the program needs,
# and fills a virtual environment. POSIX sh, to be sourced from the root of the checkout.

# A shared library, and the Debian package it comes in. What Qt's xcb and offscreen platforms load.
QT_LIBRARIES='
libEGL.so.1 libegl1
libGL.so.1 libgl1
libX11-xcb.so.1 libx11-xcb1
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

find_python() {
    for name in python3.13 python3.12 python3.11 python3 python3.14; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            PYTHON=$name
            return
        fi
    done
    fail 'Python 3.11 or newer is needed and was not found. Install it, then run this again.'
}

# Adds to MISSING the packages of what the system lacks. "$@": more lines of "library package".
find_missing() {
    MISSING=''
    # hnswlib comes as source: a compiler, and the headers of this very Python.
    command -v c++ >/dev/null 2>&1 || MISSING='g++'
    # A Python of the system is packaged in parts; any other brings its headers and venv along.
    version=$("$PYTHON" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    "$PYTHON" -c 'import os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' \
        || MISSING="$MISSING $version-dev"
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || MISSING="$MISSING $version-venv"
    # Not every system has ldconfig in the path of an ordinary user.
    known=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null)
    while read -r library package; do
        [ -n "$library" ] || continue
        case $known in
        *"$library "*) ;;
        *) MISSING="$MISSING $package" ;;
        esac
    done <<LIBRARIES
$QT_LIBRARIES
LIBRARIES
    for package in "$@"; do
        dpkg -s "$package" >/dev/null 2>&1 || MISSING="$MISSING $package"
    done
    MISSING=$(printf '%s' "$MISSING" | sed 's/^ *//')
}

# "$@": further packages that must be installed.
ensure_system() {
    [ "$(uname -s)" = Linux ] || return 0
    find_missing "$@"
    [ -n "$MISSING" ] || return 0
    command -v apt-get >/dev/null 2>&1 \
        || fail "the system lacks what these Debian packages hold; install its counterparts: $MISSING"
    if [ "$(id -u)" -ne 0 ]; then
        say 'the system lacks some packages. Type this line, then run this again:'
        printf '%s\n' "sudo apt-get update && sudo apt-get install --no-install-recommends $MISSING" >&2
        exit 1
    fi
    say "installing: $MISSING"
    # The list of words is meant to be split.
    # shellcheck disable=SC2086
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends $MISSING; } \
        >&2 || fail "apt-get could not install: $MISSING"
}

# What an installation depends on: if it is the same as last time, nothing needs to be installed.
fingerprint() {
    "$PYTHON" -VV
    find pyproject.toml src resources -type f ! -name '*.pyc' -printf '%p %s %T@\n' | LC_ALL=C sort
}

# Fills a virtual environment, unless it is up to date. $1: its folder; the rest: what pip installs.
ensure_environment() {
    environment=$1
    shift
    now=$(fingerprint | cksum)
    if [ "$now" = "$(cat "$environment/installed" 2>/dev/null)" ]; then
        return
    fi
    say "setting up $environment; the first time, some gigabytes are downloaded and this takes minutes"
    # One that was interrupted half-way is made anew.
    if ! "$environment/bin/python" -m pip --version >/dev/null 2>&1; then
        rm -rf "$environment"
        "$PYTHON" -m venv "$environment" || fail "no virtual environment could be made in $environment"
    fi
    rm -f "$environment/installed"
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check "$@" >&2 \
        || fail 'pip could not install the program; its message is above.'
    printf '%s\n' "$now" >"$environment/installed"
}
