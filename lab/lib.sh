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
# What the kernel's log told before this moment is not about the load that comes.
began=$(cut -d ' ' -f 1 /proc/uptime)
program=${WHYSLOW_PROGRAM:-$root/whyslow}
PATH=$PATH:/usr/sbin:/sbin

# A test that could not be made is told apart from one that failed; lab/run knows the status.
skip() { echo "$*" && exit 77; }
fail() { echo "$*" && exit 1; }

need() {
  for tool; do
    command -v "$tool" >/dev/null || skip "$tool is not installed"
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

# await WORD: until the child has printed it, so that the fault is there.
await() { await_that grep -q "$1" "$work/output" || fail "no fault: $(tail -n 1 "$work/output")"; }

# await_that COMMAND...: until it succeeds; fails after 20 s or when the child has ended.
await_that() {
  tries=0
  until "$@" 2>/dev/null; do
    kill -0 "$child" 2>/dev/null || return 1
    [ "$tries" -lt 200 ] || return 1
    tries=$((tries + 1))
    sleep 0.1
  done
}

# for_now DO UNDO: does it, and undoes it at the end before the other children are ended; after 20 s
# at the latest, even where this script was killed.
for_now() {
  # shellcheck disable=SC2016 # expanded by the child
  start sh -c 'trap "kill \$! 2>/dev/null; $2; exit" INT TERM HUP
    eval "$1" && echo begun
    sleep 20 &
    wait
    eval "$2"' sh "$1" "$2"
  await begun
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
  # The shell tells of a child that a signal ended.
  wait "$1" 2>/dev/null || child_status=$?
  forget "$1"
  return "$child_status"
}

# look: has whyslow examine the machine, both ways over the same seconds, while the fault is there.
# The reports are in $work/use.json and $work/diagnose.json. Where the fault itself takes less time
# than that, it comes between begin_look and end_look. With LAB_RECORDINGS=FOLDER a recording of the
# same seconds is kept there.
look() { look_by env; }

# look_by COMMAND...: the same, with whyslow started by COMMAND, as by `ip netns exec NAME`.
look_by() {
  begin_look_by "$@"
  end_look
}

begin_look() { begin_look_by env; }

begin_look_by() {
  "$@" "$program" use --format json >"$work/use.json" 2>"$work/use.errors" </dev/null &
  use=$!
  "$@" "$program" diagnose --format json >"$work/diagnose.json" 2>"$work/diagnose.errors" </dev/null &
  diagnose=$!
  running="$running $use $diagnose"
  recording=
  if [ -n "${LAB_RECORDINGS-}" ]; then
    "$@" "$program" record -o "$LAB_RECORDINGS/${0##*/}.rec" >/dev/null 2>&1 </dev/null &
    recording=$!
    running="$running $recording"
  fi
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
  [ -z "$recording" ] || finish "$recording" || fail "the recording failed"
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

# missing CHECKS: neither report has a warning or worse of a check whose name matches CHECKS.
missing() {
  for report in use diagnose; do
    jq -e --arg checks "$1" '[.judgements[] | select(.check | test($checks)) | .findings[]?
      | select(.severity != "note")] == []' "$work/$report.json" >/dev/null ||
      fail "$report has what it should not have: $(warnings "$report")"
  done
}

# settle: waits until what ran before is over, also what it left for the disk to do; 40 s at most.
settle() {
  sync
  tries=0
  until [ $tries -ge 80 ] || is_settled; do
    tries=$((tries + 1))
    sleep 0.5
  done
}

# Of the last ten seconds the kernel's averages say how much was waited for.
is_settled() {
  [ -r /proc/pressure/io ] || return 0
  awk '/^some/ { sub("avg10=", "", $2); if ($2 > 3) exit 1 }' /proc/pressure/io /proc/pressure/cpu
}

# quiet MOST [COMMAND...]: looks, by COMMAND where one is given; neither report has a critical, nor
# more than MOST warnings. What others do on this machine meanwhile is none of the load's doing, so
# it looks three times before it believes that the load is taken for a fault.
quiet() {
  most=$1
  shift
  [ $# -gt 0 ] || set -- env
  for _ in 1 2 3; do
    look_by "$@"
    is_quiet "$most" || continue
    uncaused "$most"
    return 0
  done
  fail "$report is not quiet: $(warnings "$report")"
}

is_quiet() {
  for report in use diagnose; do
    # shellcheck disable=SC2016 # jq's variables
    jq -e --argjson most "$1" --argjson past "$(($(cut -d . -f 1 /proc/uptime) - ${began%.*}))" \
      "[.judgements[] | $ours | .severity] | index(\"critical\") == null and length <= \$most" \
      "$work/$report.json" >/dev/null || return 1
  done
}

# The findings, from a judgement, that the lab has a say in: not what the host takes away, nor
# whether the clock is kept, which unsynchronised-clock looks at, nor what the kernel's log remembers
# from before.
# shellcheck disable=SC2016 # jq's variables
ours='select(.check | IN("CPUSteal", "TimeSynchronised") | not) | .findings[]? | select(.severity != "note")
  | select([.evidence[] | select(.name == "age of the last" and .value > $past)] == [])'

# The causes, from a report, that the lab has a say in: those that explain at least one finding of ours,
# a note left out.
# shellcheck disable=SC2016 # jq's variables
our_causes="[.judgements[] | .check as \$check | $ours | {source: \$check, statement}] as \$found
  | [.explanation.causes[] | select(.cause == \$name or ([.findings[] | select(.severity != \"note\")
      | {source, statement}] as \$explained | \$explained - \$found != \$explained))]"

# caused NAME [CULPRIT]: the top cause is NAME, the first of whom it blames has CULPRIT in its name,
# its chain begins with a finding, and no other cause is critical. Writes the row for docs/lab.md.
caused() {
  not_on_top=
  past=$(($(cut -d . -f 1 /proc/uptime) - ${began%.*}))
  # shellcheck disable=SC2016 # jq's variables
  jq -e --arg name "$1" --arg culprit "${2-}" --argjson past "$past" \
    "$our_causes"' | .[0].cause == $name
      and ($culprit == "" or (.[0].culprits[0] | [.name, .subject] | tostring | contains($culprit)))
      and (.[0].edges | any(has("from") | not))
      and ([.[1:][] | select(.severity == "critical")] == [])' \
    "$work/diagnose.json" >/dev/null ||
    missed "the top cause is not $1 ${2-}; diagnose says $(causes)"
  verdict "$1"
}

# missed WHY: a failure, but where this machine's own host takes so much of its time that a check says
# so: what that makes wait is no fault of the lab's.
missed() {
  jq -e '[(.layers.host // .).judgements[] | select(.check == "CPUSteal") | .findings[]?
    | select(.severity != "note")] != []' "$work/diagnose.json" >/dev/null || fail "$1"
  echo "missed, while this machine's host takes its time: $1"
  not_on_top=' (not on top)'
}
not_on_top=

# uncaused MOST: no cause at all; where MOST warnings are allowed, none that is more than possible.
uncaused() {
  not_on_top=
  past=$(($(cut -d . -f 1 /proc/uptime) - ${began%.*}))
  causes_told=$(jq -r --arg name "" --argjson past "$past" \
    "$our_causes"' | .[] | "\(.cause) \(.sureness)"' "$work/diagnose.json")
  [ -n "$causes_told" ] || { verdict "" && return; }
  if [ "$1" -eq 0 ] || printf '%s\n' "$causes_told" | grep -qv ' possible$'; then
    missed "diagnose has a cause where all is well: $(causes)"
  fi
  not_on_top=' (allowed)'
  verdict "$(printf '%s' "$causes_told" | sed 's/ .*//;q')"
}

# verdict NAME: a row of the table, for lab/run.
verdict() {
  [ -n "${LAB_TABLE-}" ] || return 0
  # shellcheck disable=SC2016 # jq's variables
  jq -r --arg name "$1" --arg missed "$not_on_top" --arg script "${row-${0##*/}}" '
    def cell: gsub("[|`]"; "") | gsub("(/var/tmp/)?whyslow-lab[.-][A-Za-z0-9]{6}"; "LAB")
      | gsub("(?<id>[0-9a-f]{12})[0-9a-f]{52}"; .id);
    def number: (.value * 10 | round / 10 | tostring) + " " + .unit;
    ([.explanation.causes[] | select(.cause == $name)][0]) as $top
    | if $top == null then "| \($script) | no cause | | | |"
      else "| \($script) | \($top.cause)\($missed) | \([$top.culprits[0] | .name // .subject.name // ""][0] | cell) | \($top.sureness) | \(
        [$top.findings[0:3][] | "\(.measurement.name) \(.measurement | number)" | cell] | join("; ")) |"
      end' "$work/diagnose.json" >>"$LAB_TABLE"
}

# causes: what diagnose says, on one line.
causes() {
  jq -c '[.explanation.causes[] | "\(.cause) \(.severity) \([.culprits[].subject.name]) for \(
    [.findings[] | select(.severity != "note") | "\(.source) \(.measurement.value)"])"]
    + [.explanation.unexplained[] | "unexplained \(.source)"]' "$work/diagnose.json"
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

# dived TARGET RESOURCE FILTER [ARGUMENTS...]: the dive into RESOURCE has a row for which FILTER is true, or
# a section without rows whose .gap tells why. $title is the section's name, $lab the lab's, $pid what
# the script has in pid, in brackets. The dive is in $work/dive.json.
dived() {
  at=$1 resource=$2 filter=$3
  shift 3
  "$program" dive "$resource" -t "$at" --window 1s --format json "$@" >"$work/dive.json" 2>"$work/errors" \
    </dev/null || [ $? -le 2 ] || fail "dive $resource at $at: $(head -n 1 "$work/errors")"
  shows "$at" "$filter"
}

# shows PLACE FILTER: the same of the dive that was taken last.
shows() {
  jq -e --arg lab "$lab" --arg pid "(${pid-})" "[.sections[] | .title as \$title | .rows[]?, {gap}
    | select(($2)? // false)] != []" "$work/dive.json" >/dev/null ||
    fail "the dive at $1 does not show $2; it shows $(
      jq -c '[.sections[] | {(.title): (.gap.detail // [.rows[:4][].name])}]' "$work/dive.json"
    )"
}

# What a dive with a profile shows: functions where perf is on this machine, and else why there are none.
profiled='.gap | (.source | startswith("perf")) and (.detail | contains("not installed"))'
# shellcheck disable=SC2016,SC2034 # jq's variable; it is for the scripts that source this
! command -v perf >/dev/null || profiled='($title | startswith("Functions of programs")) and .name != null'

# warnings REPORT: what was found, on one line.
warnings() {
  jq -r '[.judgements[] | .check as $check | .findings[]? | select(.severity != "note")
    | "\($check) \(.severity) \(.measurement.value) on \(.measurement.subject.name)"]
    | if . == [] then "no warning at all" else join("; ") end' "$work/$1.json"
}

# group CONTROLLER NAME: makes a cgroup, v1 or v2, whichever has the controller. Its folder is in
# $group, its path below the root of its $hierarchy in $group_path, the hierarchy's version in
# $version.
# shellcheck disable=SC2034 # they are for the scripts that source this
group() {
  group_path=/$lab-$2
  hierarchy=$(awk -v controller="$1" '$3 == "cgroup" {
    n = split($4, options, ",")
    for (i = 1; i <= n; i++) if (options[i] == controller) { print $2; exit }
  }' /proc/mounts)
  version=1
  if [ -z "$hierarchy" ]; then
    version=2
    # The one controller that was renamed.
    [ "$1" != blkio ] || set -- io "$2"
    hierarchy=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
    grep -qw "$1" "$hierarchy/cgroup.controllers" 2>/dev/null || skip "no cgroup controller '$1' here"
    grep -qw "$1" "$hierarchy/cgroup.subtree_control" ||
      echo "+$1" 2>/dev/null >"$hierarchy/cgroup.subtree_control" ||
      skip "the cgroup controller '$1' cannot be handed on"
  fi
  group=$hierarchy$group_path
  mkdir "$group" 2>/dev/null || skip "no right to make a cgroup"
  later "empty_group '$group'"
}

# A group can be removed once the kernel has let go of the last task.
empty_group() {
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    ! rmdir "$1" 2>/dev/null || return 0
    # Children of children; nobody else is in a group of ours.
    while read -r id; do kill -9 "$id"; done <"$1/cgroup.procs"
    sleep 0.2
  done 2>/dev/null
}

# start_inside COMMAND...: like start, in $group.
start_inside() {
  # shellcheck disable=SC2016 # expanded by the inner shell, whose id moves
  start sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group" "$@"
}

# loop_control REQUEST NUMBER: adds (0x4C80) or removes (0x4C81) a loop device; linux/loop.h.
loop_control() {
  python3 -c 'import fcntl, sys
with open("/dev/loop-control", "rb+", 0) as control:
    fcntl.ioctl(control, int(sys.argv[1], 16), int(sys.argv[2]))' "$1" "$2" 2>/dev/null
}

# loop SIZE [FOLDER]: a loop device over an empty file. Its path is in $loop, its number in
# $loop_number. What the kernel's log remembers of a device is not to be about another's, so its name
# is a new one.
loop() {
  image=${2:-$work}/image
  truncate -s "$1" "$image"
  minor=$((1000 + $(od -An -N2 -tu2 /dev/urandom) % 9000))
  loop=/dev/loop$minor
  if loop_control 0x4C80 "$minor" && [ -b "$loop" ]; then
    later "loop_control 0x4C81 $minor"
    losetup "$loop" "$image" || skip "no loop device"
  else
    loop=$(losetup -f --show "$image" 2>&1) || skip "no loop device: $loop"
  fi
  later "losetup -d '$loop'"
  # shellcheck disable=SC2034 # it is for the scripts that source this
  loop_number=$(cat "/sys/block/${loop#/dev/}/dev")
}

# mounted TYPE [OPTION...]: a new filesystem on $loop, made with these options. Its folder is in $on.
mounted() {
  type=$1 on=$work/on
  shift
  "mkfs.$type" -q -F "$@" "$loop"
  mkdir "$on"
  mount -t "$type" -o errors=remount-ro "$loop" "$on" 2>/dev/null || skip "no right to mount"
  later "umount '$on' || { sleep 1; umount '$on'; }"
}

# network NAME: a network namespace. Its full name is in $net; `ip netns exec "$net"` goes inside.
network() {
  net=$lab-$1
  ip netns add "$net" 2>/dev/null || skip "no right to make a network namespace"
  later "ip netns del '$net'"
  ip -n "$net" link set lo up
}
