#!/bin/sh
# Makes the virtual environment in the folder named by the argument.
# PYTHON, if set, is the interpreter to use; else the newest of those supported that is here.
# An environment that works is kept.
set -eu

folder=$1

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# Debian keeps what a virtual environment needs for its pip in a package of its own.
can_make_one() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

candidates() {
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        if is_new_enough "$name"; then echo "$name"; fi
    done
}

# The newest that needs nothing more, else the newest.
choose() {
    for name in $found; do
        if can_make_one "$name"; then
            echo "$name"
            return
        fi
    done
    echo "$found" | head -n 1
}

if is_new_enough "$folder/bin/python" && "$folder/bin/python" -m pip --version >/dev/null 2>&1
then
    exit 0
fi

found=$(candidates)
if [ -z "$found" ]; then
    echo "No Python 3.11 or newer was found (looked for ${PYTHON:-python3.13, python3.12," \
        "python3.11, python3}): install one, then run make again." >&2
    exit 1
fi
python=$(choose)
can_make_one "$python" || "$(dirname "$0")/debian_packages.sh" "$(basename "$python")-venv"

echo "Making $folder with $("$python" --version)"
"$python" -m venv --clear "$folder"
