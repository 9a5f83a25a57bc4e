#!/bin/sh
# A closer look at the network.
set -eu
# shellcheck source=scripts/perf/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
run 'dive network' "$@"
