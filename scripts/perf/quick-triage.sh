#!/bin/sh
# The 60-second triage, in about a second.
set -eu
# shellcheck source=scripts/perf/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
run quick "$@"
