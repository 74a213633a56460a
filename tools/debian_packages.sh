#!/bin/sh
# Installs those of the Debian packages named as arguments that are missing.
# Exit 1, with one sentence that names them, where that cannot be done.
set -eu

is_installed() {
    dpkg-query --show --showformat='${db:Status-Status}\n' "$1" 2>/dev/null |
        grep -qx installed
}

give_up() {
    echo "These Debian packages are missing: $missing. $1" \
        "Install them (apt-get install $missing), then run make again." >&2
    exit 1
}

# As root directly, else by sudo, which does not pass the environment on by itself.
apt() {
    set -- env DEBIAN_FRONTEND=noninteractive apt-get -qq \
        -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@"
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

missing=
for package in "$@"; do
    is_installed "$package" || missing="${missing:+$missing }$package"
done
[ -n "$missing" ] || exit 0

command -v apt-get >/dev/null || give_up "There is no apt-get here to install them with."
if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    give_up "Installing them takes root, or sudo."
fi

echo "Installing the Debian packages: $missing"
# A failed update is not the end: the lists of an earlier one may do.
apt update || echo "apt-get update failed; going on with the package lists at hand." >&2
# The names are the words of the list, hence no quotes.
# shellcheck disable=SC2086
apt install --yes --no-install-recommends $missing >/dev/null ||
    give_up "apt-get did not install them: its reason is above."
