#!/bin/sh
# The full USE checklist: errors, utilization and saturation of every resource.
set -eu
# shellcheck source=scripts/perf/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
run use "$@"
