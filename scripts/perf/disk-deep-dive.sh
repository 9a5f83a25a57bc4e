#!/bin/sh
# A closer look at the disks.
set -eu
# shellcheck source=scripts/perf/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
run 'dive disk' "$@"
