# Sourced after lib.sh: looks at something that runs on this machine, and at what is said of both.
# shellcheck shell=sh

# look_at NAME TARGET [ARGUMENTS...]: the report is in $work/NAME.json, the milliseconds that it took
# in $took.
look_at() {
  name=$1 target=$2
  shift 2
  before=$(date +%s%N)
  status=0
  # shellcheck disable=SC2154 # of lib.sh
  "$program" use -t "$target" --format json "$@" >"$work/$name.json" 2>"$work/errors" </dev/null ||
    status=$?
  # shellcheck disable=SC2034 # it is for the scripts that source this
  took=$((($(date +%s%N) - before) / 1000000))
  [ "$status" -le 2 ] || fail "$name exited $status: $(head -n 1 "$work/errors")"
}

# holds NAME FILTER: whether FILTER is true of its report.
# shellcheck disable=SC2154 # of lib.sh
holds() { jq -e --arg lab "$lab" "$2" "$work/$1.json" >/dev/null; }

# says NAME FILTER: that of its report FILTER is true.
says() {
  holds "$1" "$2" || fail "$1: not $2; it says $(
    jq -c '[.layers.blame, .layers.workload.insideGap,
      (.layers.verdicts[] | .statement, ((.workload + .host)[] | [.name, .value]))]' "$work/$1.json"
  )"
}

# explains NAME CAUSE [CULPRIT]: in its report that is the top cause, as caused has it.
explains() {
  # shellcheck disable=SC2034 # of lib.sh
  row="${0##*/}${engine:+ by $engine}${way:+ by $way}, $1"
  cp "$work/$1.json" "$work/diagnose.json"
  caused "$2" "${3-}"
}
