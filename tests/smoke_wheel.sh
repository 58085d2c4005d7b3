#!/usr/bin/env bash
# Builds the wheel, installs it beside the pinned dependencies in a clean environment, and uses it from
# another directory: what users get must not need the source tree.
# Usage: tests/smoke_wheel.sh PYTHON, where PYTHON has the pinned dependencies.
set -euo pipefail
python=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$python" -m build --quiet --wheel --no-isolation --outdir "$work/dist" "$root"
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip --disable-pip-version-check install --quiet --no-deps --no-index \
    "$work"/dist/*.whl
# The dependencies are those of PYTHON's environment, which were installed by their hashes.
"$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))' \
    > "$("$work/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/pinned.pth"

cd "$work"
export FANBOT_DATABASE="$work/smoke.db"
unset DISCORD_TOKEN FANBOT_PACK PYTHONPATH || true
"$work/venv/bin/fanbot" --version
"$work/venv/bin/fanbot" check
"$work/venv/bin/python" -m discord_bot db status
where=$("$work/venv/bin/python" -c 'import discord_bot; print(discord_bot.__file__)')
case $where in "$work"/*) ;; *) echo "the wheel was not what ran: $where" >&2; exit 1 ;; esac
echo "wheel: fine"
