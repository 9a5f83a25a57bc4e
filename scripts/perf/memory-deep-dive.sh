#!/bin/sh
# Where memory went, and who holds it.
set -eu
# shellcheck source=scripts/perf/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
run 'dive memory' "$@"
