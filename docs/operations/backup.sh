#!/bin/sh
# Backs up into a new folder of the day and hour below FOLDER, and removes what is older than KEEP
# days (35), but only after a new backup is whole: backup.sh FOLDER
set -eu

folder=${1:?say the folder that the backups lie in}
registry=${REGISTRY_COMMAND:-/opt/registry/.venv/bin/registry}
keep=${KEEP:-35}
new=$folder/$(date -u +%Y%m%dT%H%M%SZ)

"$registry" backup "$new"
# Written last: without it a backup was interrupted, and is none.
test -f "$new/manifest.json"
find "$folder" -mindepth 1 -maxdepth 1 -type d -name '20*Z' -mtime "+$keep" -exec rm -r {} +
