#!/bin/sh
# What the application logs: durations, errors, failed calls, and whether another party is slow.
set -eu
# shellcheck source=scripts/perf/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
run logs "$@"
