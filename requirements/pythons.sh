#!/bin/sh
# Prints the Pythons of this machine that the project supports (requires-python in pyproject.toml), one of each version,
# the first `python3` on the path before the others. Asked for one by name, prints that one, or nothing when it will not do.
#
#     sh requirements/pythons.sh [PYTHON]

project=$(dirname "$0")/../pyproject.toml
supported=$(sed -n 's/^requires-python = ">=3\.\([0-9]*\),<3\.\([0-9]*\)"$/range(\1, \2)/p' "$project")
home=${HOME:-/nowhere}

# A Python counts when it runs and can make environments: a shim that points nowhere, or one without venv, does not.
version() {
  "$1" -c "import ensurepip, sys, venv; v = sys.version_info; print(v[1] if v[0] == 3 and v[1] in $supported else '')" 2>/dev/null
}

if [ -n "${1:-}" ]; then
  [ -z "$(version "$1")" ] || printf '%s\n' "$1"
  exit 0
fi
seen=
for candidate in python3 python3.11 python3.12 python3.13 \
    "${PYENV_ROOT:-$home/.pyenv}"/versions/3.*/bin/python3 "$home"/.local/share/uv/python/cpython-3.*/bin/python3; do
  found=$(version "$candidate")
  case " $seen " in *" $found "*) continue ;; esac
  if [ -n "$found" ]; then seen="$seen $found"; printf '%s\n' "$candidate"; fi
done
exit 0
