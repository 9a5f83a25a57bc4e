# Sourced by each script of the lab: a folder to work in, children that end with it, and what a
# fault has to show.
# shellcheck shell=sh
set -eu

root=$(dirname -- "$(readlink -f -- "$0")")/..
work=$(mktemp -d /var/tmp/whyslow-lab.XXXXXX)
# Unique on this machine, so that what the kernel's log says of it cannot be an earlier run's.
lab=whyslow-lab-${work##*.}
undo="rm -rf '$work'"
running=

# A test that could not be made is told apart from one that failed; lab/run knows the status.
skip() { echo "$*" && exit 77; }
fail() { echo "$*" && exit 1; }

need() {
  for tool; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null || skip "$tool is not installed"
  done
}
need_root() { [ "$(id -u)" -eq 0 ] || skip "takes root"; }

# later COMMAND: to be done at the end, the last thing first, however the end comes.
later() { undo="$*; $undo"; }

leave() {
  status=$?
  trap - EXIT
  set +e
  for child in $running; do stop "$child"; done
  eval "$undo"
  exit "$status"
}
trap leave EXIT
trap 'exit 130' INT TERM HUP

# start COMMAND...: in the background; its id is in $child.
start() {
  "$@" >"$work/output" 2>&1 </dev/null &
  child=$!
  running="$running $child"
}

# A child keeps its id until it is waited for, so ids in $running are never another process's.
forget() { running=$(printf '%s\n' "$running" | tr ' ' '\n' | grep -vx "$1" | tr '\n' ' '); }

# stop ID: ends a child.
stop() {
  kill "$1" 2>/dev/null || :
  finish "$1" || :
}

# finish ID: waits for a child and gives its status.
finish() {
  child_status=0
  wait "$1" || child_status=$?
  forget "$1"
  return "$child_status"
}

# look: has whyslow examine the machine, both ways over the same seconds, while the fault is there.
# The reports are in $work/use.json and $work/diagnose.json. Where the fault itself takes less time
# than that, it comes between begin_look and end_look.
look() {
  begin_look
  end_look
}

begin_look() {
  "$root/whyslow" use --format json >"$work/use.json" 2>"$work/use.errors" </dev/null &
  use=$!
  "$root/whyslow" diagnose --format json >"$work/diagnose.json" 2>"$work/diagnose.errors" </dev/null &
  diagnose=$!
  running="$running $use $diagnose"
}

end_look() {
  for id in "$use" "$diagnose"; do
    report=use
    [ "$id" = "$use" ] || report=diagnose
    status=0
    finish "$id" || status=$?
    [ "$status" -le 2 ] ||
      fail "$report exited $status: $(head -n 1 "$work/$report.errors")"
  done
}

# found CHECKS FILTER [jq arguments]: both reports have a warning or worse of a check whose name
# matches CHECKS, for whose finding FILTER is true.
found() {
  checks=$1 filter=$2
  shift 2
  for report in use diagnose; do
    jq -e --arg checks "$checks" "$@" \
      "[.judgements[] | select(.check | test(\$checks)) | .findings[]?
        | select(.severity != \"note\") | select($filter)] | length > 0" \
      "$work/$report.json" >/dev/null ||
      fail "$report has no finding of $checks that is about the fault; it has $(warnings "$report")"
  done
}

# blamed RESOURCE NAME: the first suspect for the resource is a process or cgroup of that name.
blamed() {
  for report in use diagnose; do
    jq -e --arg resource "$1" --arg name "$2" \
      '[.attributions[] | select(.resource == $resource) | .suspects[0].subject.name
        | select(contains($name))] | length > 0' "$work/$report.json" >/dev/null ||
      fail "$report does not blame $2 for $1 first; it says $(
        jq -c '[.attributions[] | {(.resource): [.suspects[].subject.name]}]' "$work/$report.json"
      )"
  done
}

# warnings REPORT: what was found, on one line.
warnings() {
  jq -r '[.judgements[] | .check as $check | .findings[]? | select(.severity != "note")
    | "\($check) \(.severity) \(.measurement.value) on \(.measurement.subject.name)"]
    | if . == [] then "no warning at all" else join("; ") end' "$work/$1.json"
}

# group CONTROLLER NAME: makes a cgroup, v1 or v2, whichever has the controller. Its folder is in
# $group, its path below the hierarchy's root in $group_path, the hierarchy's version in $version.
# shellcheck disable=SC2034 # they are for the scripts that source this
group() {
  group_path=/$lab-$2
  mount=$(awk -v controller="$1" '$3 == "cgroup" {
    n = split($4, options, ",")
    for (i = 1; i <= n; i++) if (options[i] == controller) { print $2; exit }
  }' /proc/mounts)
  version=1
  if [ -z "$mount" ]; then
    version=2
    mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
    grep -qw "$1" "$mount/cgroup.controllers" 2>/dev/null || skip "no cgroup controller '$1' here"
    grep -qw "$1" "$mount/cgroup.subtree_control" ||
      echo "+$1" 2>/dev/null >"$mount/cgroup.subtree_control" ||
      skip "the cgroup controller '$1' cannot be handed on"
  fi
  group=$mount$group_path
  mkdir "$group" 2>/dev/null || skip "no right to make a cgroup"
  # A group can be removed once the kernel has let go of the last task.
  later "for i in 1 2 3 4 5; do rmdir '$group' 2>/dev/null && break; sleep 0.2; done"
}

# start_inside COMMAND...: like start, in $group.
start_inside() {
  # shellcheck disable=SC2016 # expanded by the inner shell, whose id moves
  start sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group" "$@"
}
