# shellcheck shell=sh disable=SC2154 # what is counted, asked and how long comes before this
# Reads this machine twice and prints a recording. It writes nothing, changes nothing, and what it
# starts ends with it. Needs sh, head, awk, find, tr, date, sleep, id: what busybox has.
LC_ALL=C PATH=${PATH:-/bin}:/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL PATH
set -f
newline='
'

# What ends all of it: the one who asked has gone, or time is up.
exec 3<&0 </dev/null
{
  sleep "$deadline" &
  trap 'kill $!; exit' TERM
  wait
  kill -9 0
} >/dev/null 2>&1 &
guards=$!
if [ "$watch" = 1 ]; then
  {
    cat <&3 &
    trap 'kill $!; exit' TERM
    wait
    kill -9 0
  } >/dev/null 2>&1 &
  guards="$guards $!"
fi
exec 3<&-

# Lines for the filter; the newline before them ends what a file left without one.
say() { printf '\n@%s %s\n' "$mark" "$*"; }
gap() { say "gap $1 -- $2"; }
have() { command -v "$1" >/dev/null 2>&1; }

# show LIST: prints files, one in a line, globs allowed; those that are not there are passed over.
show() {
  say files
  set +f
  IFS=$newline
  # shellcheck disable=SC2086 # the patterns are to be expanded
  head -c "$limit" /dev/null $1 2>/dev/null
  unset IFS
  set -f
}

# why LIST: says of each file in LIST that cannot be read why it cannot.
why() {
  IFS=$newline
  for file in $1; do
    if [ -r "$file" ]; then
      :
    elif [ -e "$file" ]; then
      gap "$file" 'forbidden: Permission denied'
    else
      case $file in *'*'*) ;; *) gap "$file" 'missing: No such file or directory' ;; esac
    fi
  done
  unset IFS
}

# ask SECONDS COMMAND...: prints what a command says; its name is the section's. One that asks only
# the kernel cannot hang, and gets 0 seconds: no limit of its own.
ask() {
  seconds=$1
  shift
  name=$*
  if ! have "$1"; then
    gap "$name" 'missing: not installed'
    return
  fi
  say "section $name"
  if [ "$seconds" != 0 ] && have timeout; then set -- timeout "$seconds" "$@"; fi
  "$@" 2>/dev/null
  status=$?
  case $status in
  0) ;;
  124 | 137 | 143) gap "$name" "timed-out: no answer in $seconds s" ;;
  *) gap "$name" "$refused: it failed with status $status" ;;
  esac
}

# sample NUMBER: its header. What is counted follows as soon as can be.
sample() {
  read -r up _ </proc/uptime || up=0
  now=$(date +%s.%N)
  case $now in *[!0-9.]* | *.) now=${now%%[!0-9]*} ;; esac
  say "sample $1 at $up wall $now"
}

# processes FILE...: prints these files of every process.
processes() {
  list=
  for file; do list="$list$newline/proc/[0-9]*/$file"; done
  show "$list"
}

# find_groups: the files of the cgroups; what is counted, a mark, what only stands.
find_groups() {
  tables='' points=''
  while read -r _ point type options _; do
    case $type in
    cgroup2) tables="$tables 2 $point" points="$points$newline$point" ;;
    cgroup)
      case ",$options," in
      *,cpu,* | *,cpuacct,* | *,memory,* | *,blkio,* | *,pids,*)
        tables="$tables ,$options, $point" points="$points$newline$point"
        ;;
      esac
      ;;
    esac
  done </proc/mounts
  [ -n "$points" ] || return
  IFS=$newline
  # shellcheck disable=SC2086 # one in a line
  find $points -mindepth 1 -type d 2>/dev/null | head -n "$group_limit" | awk -v tables="$tables" \
    -v table="$group_files" '
    BEGIN {
      n = split(tables, word, " ")
      for (i = 2; i <= n; i += 2) of[word[i]] = word[i - 1]
      lines = split(table, line, "\n")
    }
    {
      point = $0
      while (!(point in of) && sub("/[^/]*$", "", point)) { }
      folder[++folders] = $0
      kind[folders] = of[point]
    }
    END {
      for (pass = 1; pass <= 2; pass++) {
        for (i = 1; i <= folders; i++) for (j = 1; j <= lines; j++) {
          split(line[j], field, " ")
          if ((field[1] == "counted") != (pass == 1)) continue
          if (field[2] == "2" ? kind[i] != "2" : !index(kind[i], "," field[2] ",")) continue
          for (k = 3; field[k] != ""; k++) print folder[i] "/" field[k]
        }
        if (pass == 1) print "@"
      }
    }'
  unset IFS
}

# rooms: how full the filesystems are. One that may wait for another machine is asked by itself.
rooms() {
  devices=' ' points='' names='' alone=0
  while read -r device point type _; do
    case " $without_room " in *" $type "*) continue ;; esac
    [ "$type" != overlay ] || [ "$point" = / ] || continue
    case " $remote " in
    *" $type "*) mode=alone ;;
    *) case $type in fuse*) mode=alone ;; tmpfs) mode=together ;; *)
      mode=together
      case $devices in *" $device "*) continue ;; esac
      devices="$devices$device "
      ;;
    esac ;;
    esac
    if [ $mode = together ]; then
      names="$names$newline$point"
    elif alone=$((alone + 1)) && [ $alone -le 4 ] && have timeout; then
      room 1 "$newline$point"
    else
      gap "df -Pk $point" 'cut: too many network mounts, or no timeout(1)'
    fi
  done </proc/mounts
  room 2 "$names"
}

# room SECONDS POINTS: asks df(1), once for bytes and once for inodes.
room() {
  [ -n "$2" ] || return
  IFS=$newline
  points=
  for point in $2; do
    say "room $point"
    case $point in *\\*) points="$points$newline$(printf '%b' "$point")" ;; *) points="$points$newline$point" ;; esac
  done
  for unit in -Pk -Pi; do
    say "rooms $unit"
    # shellcheck disable=SC2086 # one in a line
    if have timeout; then timeout "$1" df $unit $points; else df $unit $points; fi 2>/dev/null
  done
  unset IFS
}

# pause: sleeps until the window is over.
pause() {
  began=$up
  read -r up _ </proc/uptime || return
  hundredths "$began"
  left=$((window + number))
  hundredths "$up"
  left=$((left - number))
  [ $left -gt 0 ] || return
  part=$((left % 100))
  [ $part -gt 9 ] || part=0$part
  sleep "$((left / 100)).$part" 2>/dev/null || sleep $((left / 100 + 1))
}

# hundredths SECONDS: of a second, as a whole number, in $number.
hundredths() {
  number=${1%.*}${1#*.}
  while [ "${number#0}" != "$number" ] && [ ${#number} -gt 1 ]; do number=${number#0}; done
}

# details: more of the processes, of all of them or of those that have taken most.
details() {
  set +f
  set -- /proc/[0-9]*
  set -f
  if [ $# -le "$process_limit" ]; then
    highest='/proc/[0-9]*/'
  else
    highest=$(head -qc 4096 /proc/[0-9]*/stat 2>/dev/null | awk '
      { rest = $0; sub(/^.*\) /, "", rest); split(rest, f, " "); pid = $1; by(1, f[12] + f[13]); by(2, f[22]) }
      function by(k, value,   i) {
        for (i = 8; i >= 1 && value > best[k, i]; i--) { best[k, i + 1] = best[k, i]; who[k, i + 1] = who[k, i] }
        best[k, i + 1] = value; who[k, i + 1] = pid
      }
      END { for (k = 1; k <= 2; k++) for (i = 1; i <= 8; i++) if (who[k, i] != "") print "/proc/" who[k, i] "/" }')
  fi
  list=
  IFS=$newline
  for folder in $highest; do list="$list$newline${folder}status$newline${folder}cgroup"; done
  show "$list"
  list=
  for folder in $highest; do list="$list$newline${folder}cmdline"; done
  IFS=$newline
  say files
  set +f
  # shellcheck disable=SC2086
  head -c 2000 /dev/null $list 2>/dev/null | tr '\000' '\037'
  set -f
  unset IFS
}

facts() {
  say 'section whyslow'
  page=4
  while read -r key value _; do
    [ "$key" != KernelPageSize: ] || { page=$value && break; }
  done 2>/dev/null </proc/self/smaps
  printf 'version %s\nwindow %s\ninterrupted no\nself %s\npage-size %s\n' "$version" "$seconds" \
    "$$" $((page * 1024))
}

main() {
  refused=missing
  [ -r /proc/1/environ ] || refused=forbidden
  group_list=$(find_groups)
  group_counted=${group_list%%@*} group_standing=${group_list#*@}
  sample 1
  show "$counted"
  show "$group_counted"
  processes stat schedstat io
  ask_counted
  say hold
  rooms
  ask_standing
  pause
  sample 2
  show "$counted$newline$standing"
  show "$group_counted$newline$group_standing"
  processes stat schedstat io
  details
  why "$counted$newline$standing"
  ask_counted
  kernel_log
  facts
  say end
}

kernel_log() {
  say 'section dmesg -r'
  dmesg -r 2>/dev/null | tail -c 1048576
}

# The archive. What head(1) writes before a file becomes a header; a line of content that looks like
# one is marked. A file that was shown is not shown again, so that no content can pass for another.
archive() {
  awk -v mark="@$mark " '
    function emit(line) { if (holding) kept[++keeps] = line; else print line }
    function flush() { if (pends) emit(pending); pends = 0 }
    # A newline stands before each header: where the line before it is not empty, there was none.
    function close_section() {
      if (pends && pending == "") pends = 0
      else if (pends && open != "") cut = 1
      flush(); open = ""
    }
    function unescaped(name,   out, at) {
      while ((at = index(name, "\\")) > 0) {
        out = out substr(name, 1, at - 1) sprintf("%c", substr(name, at + 1, 1) * 64 + substr(name, at + 2, 1) * 8 + substr(name, at + 3, 1))
        name = substr(name, at + 4)
      }
      return out name
    }
    function header(name) { if (name in seen && !(name ~ /^df /)) return 0; seen[name] = 1; emit("-- " name " --"); return 1 }
    BEGIN { print "whyslow recording 1"; print "Complete only with \"-- end --\" as its last line." }
    index($0, mark) == 1 {
      close_section()
      said = substr($0, length(mark) + 1)
      word = said; sub(/ .*/, "", word)
      rest = substr(said, length(word) + 2)
      showing = 0; mode = word
      if (word == "sample") {
        was = holding; holding = 0
        print "-- " said " --"
        split("", seen)
        if (was) for (i = 1; i <= keeps; i++) { print kept[i]; if (kept[i] ~ /^-- .* --$/) seen[substr(kept[i], 4, length(kept[i]) - 6)] = 1 }
      } else if (word == "hold") holding = 1
      else if (word == "gap") { emit("-- " rest) }
      else if (word == "section") showing = header(rest)
      else if (word == "room") room[unescaped(rest)] = rest
      else if (word == "end") print "-- end --"
      else if (word == "rooms") unit = rest
      next
    }
    mode == "files" && /^==> \/.* <==$/ {
      close_section()
      open = substr($0, 5, length($0) - 8)
      showing = open == "/dev/null" ? 0 : header(open)
      next
    }
    mode == "rooms" {
      if (match($0, /% +\//) && (point = substr($0, RSTART + RLENGTH - 1)) in room) {
        emit("-- df " unit " " room[point] " --")
        emit(substr($0, 1, RSTART + RLENGTH - 2) room[point])
      }
      next
    }
    !showing { next }
    {
      flush()
      pending = $0
      if (substr(pending, 1, 3) == "-- " || substr(pending, 1, 1) == "\\") pending = "\\" pending
      pends = 1
    }
    END { flush() }'
}

# What is compressed is told apart by its first line.
send() {
  if [ "$compress" = 1 ] && have gzip; then
    echo 'whyslow recording gzip'
    archive | gzip -1
  else
    archive
  fi
}

main | send
# shellcheck disable=SC2086 # their numbers
kill $guards 2>/dev/null
