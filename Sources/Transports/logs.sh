# shellcheck shell=sh
# Prints the logs of this machine, or of what runs on it, each between two marks. Writes nothing.
#
# MARK KIND NAME SINCE UNTIL SERVICE LINES BYTES SECONDS [PATTERN]...
# SINCE and UNTIL are seconds ago, BYTES and SECONDS the most of each log; - is nothing said.
LC_ALL=C PATH=${PATH:-/bin}:/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL PATH

has() { command -v "$1" >/dev/null 2>&1; }
# Without timeout(1) who asked ends it.
timed() {
  if has timeout; then timeout "$seconds" "$@"; else "$@"; fi
  over $?
}
# busybox's timeout gives the status of the command that it has ended.
over() {
  [ "$1" -ne 143 ] || return 124
  return "$1"
}
# shellcheck disable=SC2317 # called by log
quietly() { timed "$@" 2>/dev/null; }
# shellcheck disable=SC2317 # called by log
both() {
  # What the shell says of a command that was ended is no log.
  if has timeout; then (exec timeout "$seconds" "$@" 2>&1); else "$@" 2>&1; fi
  over $?
}
# What kubectl itself has to say is no log.
# shellcheck disable=SC2317 # called by log
of_cluster() {
  why=$(timed kubectl "$@" 2>&1 >&3 </dev/null) || {
    status=$?
    [ "$status" -ne 124 ] || return 124
    tell "failed kubectl $*: $why"
  }
} 3>&1
said() { [ "$1" != - ]; }
tell() {
  printf '\n\002%s ' "$mark"
  printf '%s\n' "$*" | tr '\n\002' '  '
  echo
}

# log FORM NAME COMMAND...: the end of what the command prints, and a bit more, which the status takes.
log() {
  form=$1 name=$2
  shift 2
  count=$((count + 1))
  [ "$count" -le "$most" ] || { tell "more $name" && return; }
  tell "begin $form $name"
  { "$@" && status=0 || status=$?; tell "status $status"; } | tail -c $((bytes + 200))
}

# Of what the command prints the lines that are wanted, with the command's status.
# shellcheck disable=SC2317 # called by log
newest() {
  said "$lines" || { quietly "$@"; return; }
  { status=$({ { quietly "$@" && echo 0 >&3 || echo $? >&3; } | tail -n "$lines" >&4; } 3>&1); } 4>&1
  return "$status"
}

file() {
  case $1 in
  *.gz) log plain "$1" newest gzip -dc "$1" ;;
  *.xz) log plain "$1" newest xz -dc "$1" ;;
  *.zst) log plain "$1" newest zstd -dcq "$1" ;;
  *.bz2) log plain "$1" newest bzip2 -dc "$1" ;;
  *) if said "$lines"; then log plain "$1" quietly tail -n "$lines" "$1"; else
    log plain "$1" quietly tail -c "$bytes" "$1"
  fi ;;
  esac
}
journal() {
  name=journalctl
  for word; do name="$name $word"; done
  set -- journalctl -q --no-pager -o json "$@"
  journalctl -n 0 -o json --output-fields=MESSAGE >/dev/null 2>&1 && set -- "$@" \
    --output-fields=MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,_PID,_SOURCE_REALTIME_TIMESTAMP
  ! said "$since" || set -- "$@" --since="@$((now - since))"
  ! said "$until" || set -- "$@" --until="@$((now - until))"
  ! said "$lines" || set -- "$@" -n "$lines"
  is_whole || tell "failed $name: but for one's own messages it may not be read"
  log journal "$name" quietly "$@"
}

# Who may not read what the system writes is given what is their own, without a word.
is_whole() {
  [ "$(id -u)" != 0 ] || return 0
  for system in /var/log/journal/*/system.journal /run/log/journal/*/system.journal; do
    [ ! -r "$system" ] || return 0
  done
  return 1
}
has_journal() {
  has journalctl || return 1
  for folder in /var/log/journal/* /run/log/journal/*; do
    [ -d "$folder" ] && return 0
  done
  return 1
}

# container PROGRAM NAME
container() {
  name=$2
  # Of one that is not there they would say so in the log's place.
  why=$(timed "$1" inspect --type container "$name" 2>&1 >/dev/null) ||
    { tell "failed $1 logs $name: $why" && return; }
  set -- "$1" logs --timestamps
  ! said "$since" || set -- "$@" --since "$((now - since))"
  ! said "$until" || set -- "$@" --until "$((now - until))"
  ! said "$lines" || set -- "$@" --tail "$lines"
  log plain "$1 logs $name" both "$@" "$name"
}

# pod NAMESPACE/POD[/CONTAINER]
pod() {
  space=${1%%/*} rest=${1#*/}
  only=${rest#*/} pod=${rest%%/*}
  [ "$only" != "$rest" ] || only=
  ! said "$service" || only=$service
  each='' one='{.name} {.restartCount} {.state.waiting.reason}{"\n"}{end}'
  for kind in initContainer container ephemeralContainer; do
    each="$each{range .status.${kind}Statuses[*]}$one"
  done
  all=$(timed kubectl get pod -n "$space" "$pod" -o "jsonpath=$each" 2>&1) ||
    { tell "failed kubectl get pod -n $space $pod: $all" && return; }
  all=$(printf '%s\n' "$all" | awk -v only="$only" 'NF && (only == "" || $1 == only)')
  [ -n "$all" ] ||
    { tell "failed kubectl get pod -n $space $pod: no container${only:+ called $only} has begun" && return; }
  printf '%s\n' "$all" | while read -r one restarts waits; do
    set -- logs -n "$space" "$pod" -c "$one" --timestamps
    ! said "$since" || set -- "$@" --since="${since}s"
    ! said "$lines" || set -- "$@" --tail="$lines"
    # What ended tells why it did. Of one that waits to begin again there is no other log.
    [ "$restarts" = 0 ] || [ -n "$waits" ] ||
      log plain "kubectl logs $space/$pod -c $one --previous" of_cluster "$@" --previous
    log plain "kubectl logs $space/$pod -c $one" of_cluster "$@"
  done
}

# Files that are written to: where logs are kept, and what a program has open that is called one.
writers() {
  minutes=1440
  ! said "$since" || minutes=$((since / 60 + 1))
  {
    find /var/log -xdev -type f -size +0 -mmin "-$minutes" 2>/dev/null
    # shellcheck disable=SC2012 # what a process has open is nowhere else to be seen without tools
    ls -l /proc/[0-9]*/fd 2>/dev/null | awk '$1 ~ /^l.w/ {
      path = substr($0, index($0, " -> ") + 4)
      if (path ~ /^\// && path !~ /^\/(dev|proc|sys)\// && path !~ / \(deleted\)$/ &&
          path ~ /log|\.out$|\.err$|trace/) print path
    }'
  } | awk '!seen[$0]++ && !/\.(gz|xz|zst|bz2|journal|journal~|db|pid|lock|sock|pma|jfr)$/ &&
    !/\/(wtmp|btmp|lastlog|faillog|tallylog|utmp)(\.[0-9]+)?$/ && !/\/(journal|sysstat|sa|pcp|private)\//' |
    head -n 200 | while read -r path; do
      [ -f "$path" ] || continue
      [ -r "$path" ] && open=1 || open=0
      printf '%s %s %s\n' "$open" "$(stat -c '%Y %s' "$path" 2>/dev/null)" "$path"
    done | sort -k 2,2nr -k 3,3nr | awk '++count[$1] <= 8' | cut -d ' ' -f 4-
}

files() {
  while read -r path; do
    if [ -z "$path" ]; then continue; fi
    if [ -r "$path" ]; then file "$path"; else tell "failed $path: it may not be read"; fi
  done
}

home_assistant() {
  if has ha; then
    log plain 'ha core logs' both ha core logs
    log plain 'ha supervisor logs' both ha supervisor logs
  fi
  for path in /config/home-assistant.log /homeassistant/home-assistant.log \
    /mnt/data/supervisor/homeassistant/home-assistant.log \
    /usr/share/hassio/homeassistant/home-assistant.log \
    /home/homeassistant/.homeassistant/home-assistant.log "${HOME:-/root}/.homeassistant/home-assistant.log"; do
    [ ! -s "$path" ] || file "$path"
  done
}

# Patterns are the only words that are expanded.
patterns() {
  for pattern; do
    found=
    # Oldest first, so that what was rotated comes before what is written.
    IFS=
    # shellcheck disable=SC2086 # it is to be expanded
    set -- $pattern
    unset IFS
    for path; do
      [ -e "$path" ] || continue
      found=yes
      if ! [ -f "$path" ]; then tell "failed $path: it is no regular file"
      elif ! [ -r "$path" ]; then tell "failed $path: it may not be read"; fi
    done
    [ -n "$found" ] || tell "failed $pattern: there is no such file"
    # shellcheck disable=SC2012 # nothing else sorts by time with busybox
    ls -1dtr -- "$@" 2>/dev/null | while read -r path; do
      ! [ -f "$path" ] || ! [ -r "$path" ] || file "$path"
    done
  done
}

service() {
  if has_journal; then journal -u "$1"; fi
  for program in docker podman; do
    ! has "$program" || ! timed "$program" inspect --type container "$1" >/dev/null 2>&1 ||
      container "$program" "$1"
  done
  for path in "/var/log/$1.log" "/var/log/$1/"*; do
    [ ! -f "$path" ] || echo "$path"
  done | head -n 16 | files
}

machine() {
  if has_journal; then journal; fi
  home_assistant
  writers | files
}

main() {
  mark=$1 kind=$2 target=$3 since=$4 until=$5 service=$6 lines=$7 bytes=$8 seconds=$9
  shift 9
  count=0 most=40 now=$(date +%s)
  tell "clock $now $(date +%z)"
  if [ $# -gt 0 ]; then
    patterns "$@"
  elif said "$service" && [ "$kind" != pod ]; then
    service "$service"
  else
    case $kind in
    docker | podman) container "$kind" "$target" ;;
    pod) pod "$target" ;;
    unit)
      if has_journal; then journal -u "$target"; else tell "failed journalctl: there is no journal"; fi
      ;;
    *) machine ;;
    esac
  fi
  tell end
}
main "$@" </dev/null
exit 0
