#!/bin/sh
# The flowchart of the runbook: why is it slow?
set -eu
# shellcheck source=scripts/perf/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
run diagnose "$@"
