# shellcheck shell=sh disable=SC2154,SC2086,SC2046,SC2016 # what comes before sets them; lists are split;
# awk's programs stand in quotes
# Reads this machine twice and prints a recording. It writes nothing, changes nothing, and what it
# starts ends with it. Needs sh, head, awk, find, tr, date, sleep: what busybox has.
LC_ALL=C PATH=${PATH:-/bin}:/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL PATH
set -f
newline='
'

# Lines for the filter; the newline before them ends what a file left without one.
say() { printf '\n@%s %s\n' "$mark" "$*"; }
gap() { say "gap $1 -- $2"; }
have() { command -v "$1" >/dev/null 2>&1; }

# line FILE: its first line, in $line; nothing where it cannot be read.
line() {
  line=
  [ -r "$1" ] && read -r line <"$1"
} 2>/dev/null

# matches PATTERN: whether there is such a file.
matches() {
  set +f
  set -- $1
  set -f
  [ -e "$1" ]
}

# instead LIST: of each "PATTERN OTHER" the other where nothing matches, in $others.
instead() {
  others=
  IFS=$newline
  set -- $1
  unset IFS
  for pair; do matches "${pair% *}" || others="$others$newline${pair#* }"; done
}

# of_each LIST: of each "FOLDERS FILE" the file in every folder that matches, there or not, in $others.
of_each() {
  others=
  IFS=$newline
  set -- $1
  unset IFS
  set +f
  for pair; do
    for folder in ${pair% *}; do others="$others$newline$folder/${pair#* }"; done
  done
  set -f
}

# each_process FILE...: these files of every process, one in a line. A pattern that ends in a file
# would have the shell look whether each is there.
each_process() {
  # Of what is inside only its first process is asked about: the others its host knows.
  case $reads in inside) echo /proc/1/stat && return ;; network | dive) return 0 ;; esac
  names=$*
  set +f
  set -- /proc/[0-9]*
  for file in $names; do printf "%s/$file\n" "$@"; done
}

# show LIST SAMPLE [LATER]: prints files, one in a line, globs allowed; those that are not there are
# passed over. After them come those of all processes, and those in LATER. The clock is looked at when
# all are found, immediately before they are read. What processes read and wrote is asked once more by
# the filter, which knows who has run since.
show() {
  header=$2 later=${3:-} bytes=io
  [ "$header" = 1 ] || bytes=
  set +f
  IFS=$newline
  set -- $1 $(each_process stat schedstat $bytes) $later
  unset IFS
  set -f
  sample "$header"
  say files
  # The kernel takes no more than 2 MB of arguments.
  if [ $# -le 6000 ]; then
    head -c "$limit" /dev/null "$@"
  else
    printf '%s\n' "$@" | tr '\n' '\000' | xargs -0 head -c "$limit" /dev/null
  fi 2>/dev/null
  [ "$header" = 1 ] || say again "$reads"
}

# sample NUMBER: its header. The second's time of day follows from the first's.
sample() {
  read -r up _ </proc/uptime
  if [ "$1" = 1 ]; then
    now=$(date +%s.%N)
    case $now in *[!0-9.]* | *.) now=${now%%[!0-9]*} ;; esac
    began=$up
  fi
  say "sample $1 at $up wall $now"
}

# why LIST: says of each file in LIST that cannot be read why it cannot, all at once: each writing would
# wake the filter.
why() {
  IFS=$newline
  set -- $1
  unset IFS
  gaps=
  for file; do
    case $file in *'*'*) continue ;; esac
    if [ -r "$file" ]; then
      # Nothing is said of what was shown.
      reason='missing: it could not be read'
    elif [ -e "$file" ]; then
      reason='forbidden: Permission denied'
    else
      reason='missing: No such file or directory'
    fi
    gaps="$gaps$newline@$mark gap $file -- $reason$newline"
  done
  printf '%s' "$gaps"
}

# drivers LIST: files whose driver may take its time, under a deadline.
drivers() {
  set +f
  IFS=$newline
  set -- $1
  unset IFS
  set -f
  say files
  if [ "$limited" = 1 ]; then set -- timeout 2 head -c "$limit" /dev/null "$@"; else set -- head -c "$limit" /dev/null "$@"; fi
  "$@" 2>/dev/null
  case $? in
  124 | 137 | 143)
    shift 6
    for file; do gap "$file" 'timed-out: no answer in 2 s'; done
    ;;
  esac
}

# cards: the files of graphics cards, in $list. One that sleeps is left asleep.
cards() {
  list=
  set +f
  set -- /sys/class/drm/card*
  set -f
  for card; do
    case ${card#/sys/class/drm/card} in '' | *[!0-9]*) continue ;; esac
    list="$list$newline$card/device/vendor$newline$card/device/power/runtime_status"
    line "$card/device/power/runtime_status"
    [ "$line" != suspended ] || continue
    line "$card/device/vendor"
    case $line in 0x1002) files=$amd_files ;; 0x8086) files=$intel_files ;; *) files= ;; esac
    IFS=$newline
    for file in $files; do list="$list$newline$card/$file"; done
    unset IFS
  done
}

# ls_of FOLDER: the names in it.
ls_of() {
  if ! [ -d "$1" ]; then
    gap "ls $1" 'missing: No such file or directory'
    return
  fi
  say "section ls $1"
  set +f
  for file in "$1"/*; do [ ! -e "$file" ] || echo "${file##*/}"; done
  set -f
}

# ask SECONDS ACCEPTS NAME COMMAND...: prints what a command says. One that asks only the kernel
# cannot hang, and gets 0 seconds: no limit of its own. ACCEPTS is 1 where its failing is an answer.
ask() {
  patience=$1 accepts=$2 name=$3
  shift 3
  if ! have "$1"; then
    gap "$name" 'missing: not installed'
    return
  fi
  if [ -n "$until" ]; then
    read -r up _ </proc/uptime
    hundredths "$up"
    if [ $number -gt $until ]; then
      gap "$name" 'timed-out: no time was left for it'
      return
    fi
  fi
  say "section $name"
  if [ "$patience" != 0 ] && [ "$limited" = 1 ]; then set -- timeout "$patience" "$@"; fi
  "$@" 2>/dev/null
  status=$?
  case $status:$accepts in
  0:*) ;;
  124:* | 137:* | 143:*) gap "$name" "timed-out: no answer in $patience s" ;;
  *:1) say "empty $name -- $refused: it failed with status $status and says nothing" ;;
  *) gap "$name" "$refused: it failed with status $status" ;;
  esac
}

# ask_root SECONDS ACCEPTS NAME COMMAND...: what tells nothing to others than root.
ask_root() {
  if [ "$root" = 1 ]; then ask "$@"; else gap "$3" 'forbidden: it takes root'; fi
}

# pools_answer: whether ZFS is loaded and no pool waits for a lost disk, as its commands would too.
pools_answer() {
  [ -d /proc/spl/kstat/zfs ] || return 1
  set +f
  for state in /proc/spl/kstat/zfs/*/state; do
    line "$state"
    [ "$line" != SUSPENDED ] || { set -f && return 1; }
  done
  set -f
}

# can_run_full: whether a mapped device can run full or lose its way.
can_run_full() {
  set +f
  for mapped in /sys/block/dm-*/dm; do
    line "$mapped/name"
    title=$line
    line "$mapped/uuid"
    case $line:$title in
    mpath-*:* | *-tpool:* | :*-pool | LVM-*:*-cow | LVM-*:*_rimage_[0-9]*) set -f && return 0 ;;
    esac
  done
  set -f
  return 1
}

# each_disk SECONDS COMMAND...: asks of each real disk that is awake, its path being the last word.
each_disk() {
  set +f
  asked=0
  for disk in /sys/block/*; do
    disk=${disk##*/}
    is_asked "$disk" || continue
    asked=$((asked + 1))
    [ $asked -le "$disk_limit" ] || break
    patience=$1
    shift
    ask_root "$patience" 1 "$* /dev/$disk" "$@" "/dev/$disk"
    set -- "$patience" "$@"
    # Where it cannot be asked, one disk tells that for all.
    if [ "$root" = 0 ] || ! have "$2"; then break; fi
  done
  set -f
}

# each_resolver SECONDS COMMAND...: asks each names' server, its address being the last word. They are
# asked side by side, since a silent one takes all its time; each says its answer at once.
each_resolver() {
  asked=0 askers=
  while read -r key server _ <&4; do
    [ "$key" = nameserver ] || continue
    case $server in '' | *[!0-9a-fA-F:.]*) continue ;; esac
    asked=$((asked + 1))
    [ $asked -le 3 ] || break
    seconds=$1
    shift
    {
      answer=$(ask "$seconds" 1 "$* @$server" "$@" "@$server")
      printf '%s\n' "$answer"
    } 4<&- &
    askers="$askers $!"
    set -- "$seconds" "$@"
  done
  # Somebody who hurries interrupts the waiting.
  for asker in $askers; do
    until wait "$asker"; do kill -0 "$asker" || break; done
  done
} 2>/dev/null 4</etc/resolv.conf

is_asked() {
  case $1 in nvme*c*) return 1 ;; sd* | hd* | nvme*) ;; *) return 1 ;; esac
  line "/sys/block/$1/device/power/runtime_status"
  [ "$line" != suspended ] || return 1
  line "/sys/block/$1/device/vendor"
  vendor=$line
  line "/sys/block/$1/device/model"
  case $1 in
  nvme*) ! is_cloud "$line" ;;
  sd*)
    ! is_hypervisor "$vendor" && ! is_hypervisor "$line" && ! is_array "$vendor" || return 1
    line "/sys/block/$1/removable"
    [ "$line" != 1 ]
    ;;
  esac
}

# Where there are two, mawk takes half of the time that gawk takes.
awk='awk'
! have mawk || awk=mawk

# look_around: finds the mounts and cgroups, and prints them as variables of the shell: $mounts, the
# files of the cgroups that are counted and those that only stand, and $around, how many cgroups there
# are. (A shell takes long to take a long text apart by patterns.)
look_around() {
  most=$group_limit table=$group_files without=" $without_room " remote=" $remote "
  export most table without remote
  exec "$awk" '
    function escaped(word) { gsub(/\047/, "\047\\\\\047\047", word); return word }
    function quoted(word) { return "\047" escaped(word) "\047" }
    function mayhang(type) { return index(remote, " " type " ") || substr(type, 1, 4) == "fuse" }
    BEGIN {
      without = ENVIRON["without"]; remote = ENVIRON["remote"]; most = ENVIRON["most"] + 0
      n = split(ENVIRON["table"], line, "\n")
      while ((getline < "/proc/mounts") > 0) {
        hierarchy = $3 == "cgroup2" ? "2" : $3 == "cgroup" ? "," $4 "," : ""
        if (hierarchy == "2" || hierarchy ~ /,(cpu|cpuacct|memory|blkio|pids),/) {
          of[$2] = hierarchy
          points = points " " quoted($2)
        }
        if (index(without, " " $3 " ") || $3 == "overlay" && $2 != "/") continue
        key = $3 == "tmpfs" || mayhang($3) ? $2 : $1
        if (key in best && length(best[key]) <= length($2)) continue
        best[key] = $2; alone[key] = mayhang($3)
      }
      print "mounts=\047"
      for (key in best) print alone[key] ? "alone" : "together", escaped(best[key])
      command = "exec find" points " -mindepth 1 -type d 2>/dev/null"
      while (points != "" && (command | getline path) > 0) {
        point = path
        while (!(point in of) && sub("/[^/]*$", "", point)) { }
        if (!(point in of) || ++found > most) continue
        folder[found] = path
        kind[found] = of[point]
      }
      kept = found > most ? most : found
      for (pass = 1; pass <= 2; pass++) {
        print "\047\ngroup_" (pass == 1 ? "counted" : "standing") "=\047"
        for (j = 1; j <= n; j++) {
          fields = split(line[j], field, " ")
          if ((field[1] == "counted") != (pass == 1)) continue
          for (i = 1; i <= kept; i++) {
            if (field[2] == "2" ? kind[i] != "2" : !index(kind[i], "," field[2] ",")) continue
            for (k = 3; k <= fields; k++) print escaped(folder[i]) "/" field[k]
          }
        }
      }
      print "\047\naround=\047cgroups " kept + 0
      if (found > kept) print "cut " found - kept " of " found " cgroups"
      print "\047"
    }'
}

# rooms LIST: how full the filesystems are. One that may wait for another machine is asked by itself.
rooms() {
  together='' alone=0
  IFS=$newline
  set -- $1
  unset IFS
  for mount; do
    point=${mount#* }
    if [ "${mount%% *}" = together ]; then
      together="$together$newline$point"
    elif alone=$((alone + 1)) && [ $alone -le 4 ] && [ "$limited" = 1 ]; then
      room 1 "$newline$point"
    else
      for unit in k i; do
        gap "df -P$unit $point" 'cut: too many network mounts, or no timeout(1)'
      done
    fi
  done
  room 2 "$together"
}

# room SECONDS POINTS: asks df(1), once for bytes and once for inodes.
room() {
  IFS=$newline
  set -- "$1" $2
  unset IFS
  patience=$1
  shift
  [ $# -gt 0 ] || return 0
  points=
  for point; do
    say "room $point"
    case $point in *\\*) point=$(printf '%b' "$point") ;; esac
    points="$points$newline$point"
  done
  for unit in -Pk -Pi; do
    say "rooms $unit"
    IFS=$newline
    set -- $points
    unset IFS
    # What has answered once does not hang.
    if [ "$limited$unit" = 1-Pk ]; then set -- timeout "$patience" df $unit "$@"; else set -- df $unit "$@"; fi
    "$@" 2>/dev/null
    case $? in 124 | 137 | 143)
      say "late no answer in $patience s"
      return
      ;;
    esac
  done
}

# limits: the limits and open files of the processes, as grep(1) and stat(1) tell them.
limits() {
  say limits
  set +f
  grep -sE '^Max (open files|processes) ' /dev/null /proc/[0-9]*/limits
  stat -c '%n %u %s' /proc/self/fd /proc/[0-9]* /proc/[0-9]*/fd
  set -f
} 2>/dev/null

# pause: sleeps until the window is over, or somebody hurries. What was read before is sent a little
# earlier than the end, so that the connection is still used to sending when the rest comes.
pause() {
  # Some awk waits for a block of 4096 bytes before it looks at any.
  [ "$compress" = 0 ] || { sleep_until 30 && say send && printf '%4096s\n' ''; }
  sleep_until 0
}

# sleep_until LEFT: sleeps until so many hundredths of a second of the window are left.
sleep_until() {
  read -r up _ </proc/uptime
  hundredths "$began"
  left=$((window + number - $1))
  hundredths "$up"
  left=$((left - number))
  [ $left -gt 0 ] && [ "$interrupted" = no ] || return 0
  part=$((left % 100))
  [ $part -gt 9 ] || part=0$part
  # Only waiting for it can be interrupted.
  sleep "$((left / 100)).$part" 2>/dev/null &
  wait $! || [ "$interrupted" = yes ] || sleep $((left / 100 + 1))
  [ "$interrupted" = no ] || kill $! 2>/dev/null
  return 0
}

# hundredths SECONDS: of a second, as a whole number, in $number.
hundredths() {
  number=${1%.*}${1#*.}
  while [ "${number#0}" != "$number" ] && [ ${#number} -gt 1 ]; do number=${number#0}; done
}

# ring SIZE: the end of the kernel's log. Busybox hands on what the kernel says; util-linux looks at every
# letter, and without -S takes away who wrote a line. Other tools do not know the option and keep it.
ring() {
  { have busybox && busybox dmesg -s "$1" -r; } || dmesg -s "$1" -S -r || dmesg -s "$1" -r
} 2>/dev/null

# kernel_ring: the kernel's log, as it is now. The second time the filter takes what came since, for
# which the end will do.
kernel_ring() {
  say 'section dmesg -r'
  if ring "${ring_size:-1048576}"; then
    ring_size=65536
    say 'empty dmesg -r -- missing: it is empty: it was cleared'
    return
  fi
  gap 'dmesg -r' "$refused: it is refused, or there is no dmesg(1)"
  return 1
}

# kernel_log: by the first way that is open.
kernel_log() {
  ! kernel_ring || return 0
  ask 2 0 'journalctl --dmesg' journalctl --dmesg --quiet --no-pager --boot --lines=5000 \
    --output=short-monotonic
  for file in /var/log/kern.log /var/log/messages; do
    if [ -r "$file" ]; then
      say "section $file"
      tail -c 262144 "$file" 2>/dev/null
      zone=$(date +%z)
      return
    fi
    why "$file"
  done
}

# once: of the tables of connections, through which the kernel walks all of its memory for them, that of
# IPv6 is left out where nobody uses it.
once() {
  line /proc/net/sockstat6
  case $line in 'TCP6: inuse 0')
    leave_out /proc/net/tcp6
    nobody=1
    ;;
  esac
}

# again: they are left out of what is read a second time, which the filter does where somebody waited.
again() {
  [ -z "${nobody:-}" ] || gap /proc/net/tcp6 'missing: no socket uses it'
  leave_out /proc/net/tcp6
  leave_out /proc/net/tcp
}

# leave_out FILE: takes it out of $counted.
leave_out() {
  case "$newline$counted$newline" in *"$newline$1$newline"*) ;; *) return ;; esac
  counted="$newline$counted$newline"
  counted="${counted%%"$newline$1$newline"*}$newline${counted#*"$newline$1$newline"}"
  counted=${counted#"$newline"} counted=${counted%"$newline"}
}

facts() {
  say 'section whyslow'
  page=4
  while read -r key value _; do
    [ "$key" != KernelPageSize: ] || { page=$value && break; }
  done 2>/dev/null </proc/self/smaps
  printf 'version %s\nwindow %s\ninterrupted %s\nself %s\npage-size %s\n%s' "$version" "$seconds" \
    "$interrupted" "$$ $PPID $guards" $((page * 1024)) "$around"
  case ${zone:-} in
  [+-][01][0-9][0-5][0-9])
    zone=${zone%??}:${zone#???}
    sign=${zone%"${zone#?}"} zone=${zone#?}
    hours=${zone%:*} minutes=${zone#*:}
    echo "zone $sign$((${hours#0} * 3600 + ${minutes#0} * 60))"
    ;;
  esac
}

main() {
  until=
  eval "$(look_around)"
  line /sys/devices/system/cpu/present
  if [ "${line##*[-,]}" -ge "$processor_limit" ] 2>/dev/null; then
    leave_out /proc/interrupts
    many=1
  fi
  instead "$counted_instead"
  counted="$counted$others"
  instead "$standing_instead"
  standing="$standing$others"
  of_each "$standing_of_each"
  standing="$standing$others"
  once
  show "$counted$newline$group_counted" 1
  why "$counted"
  again
  clock
  ask_counted
  # Over a network what is long goes ahead.
  [ "$compress" = 0 ] || kernel_ring
  say hold
  limits
  rooms "$mounts"
  cards
  drivers "$drivers$list"
  why "$drivers"
  IFS=$newline
  for folder in $listings; do ls_of "$folder"; done
  unset IFS
  hundredths "$began"
  until=$((number + window + 50))
  ask_workloads
  ask_standing
  until=
  pause
  show "$counted$newline$group_counted" 2 "$standing$newline$group_standing"
  why "$counted$newline$standing"
  say connections
  [ -z "${many:-}" ] || gap /proc/interrupts "cut: the table of more than $processor_limit CPUs"
  say details
  clock
  ask_counted
  say owners
  kernel_log
  facts
  say end
}

# inside: what a container has of its own, its network, its filesystems and its services; the rest
# its host tells. It may be held back by a quota, so nothing else is read.
inside() {
  until=
  eval "$(look_around)"
  of_each "$standing_of_each"
  standing="$standing$others"
  once
  show "$counted" 1
  why "$counted"
  again
  ask_counted
  say hold
  rooms "$mounts"
  hundredths "$began"
  until=$((number + window + 50))
  ask_standing
  until=
  pause
  show "$counted" 2 "$standing"
  why "$counted$newline$standing"
  say connections
  ask_counted
  facts
  say end
}

# network: of the network namespace it was put into, and of nothing else.
network() {
  until='' around=
  once
  show "$counted" 1
  why "$counted"
  again
  ask_counted
  say hold
  pause
  show "$counted" 2 "$standing"
  why "$counted$newline$standing"
  say connections
  ask_counted
  facts
  say end
}

# dive: what a closer look wants. A process that ended since it was chosen leaves nothing.
dive() {
  until='' around=
  show "$counted" 1
  ask_counted
  say hold
  hundredths "$began"
  until=$((number + window + 50))
  ask_standing
  until=
  pause
  show "$counted" 2 "$standing"
  # Their mode lets everybody read them; whose they are decides.
  IFS=$newline
  for file in $standing; do
    case $file in *'*'*) ;; *smaps_rollup) [ ! -e "$file" ] || gap "$file" "forbidden: Permission denied" ;; esac
  done
  unset IFS
  why "$standing"
  ask_counted
  facts
  say end
}

# The archive. What head(1) writes before a file becomes a header; a line of content that looks like
# one is marked. A file that was shown is not shown again, so that no content can pass for another.
archive() {
  # By the environment, which no other user can read: what knows the mark could write the archive.
  mark="@$mark " places=$process_places names="$newline$asked_names$newline" prefixes=$asked_prefixes
  export mark limit places root names prefixes
  exec "$awk" '
    # What is compressed goes in two streams, of which the first is sent while the window lasts.
    function put(line) { if (zip != "") pack(line); else print line }
    function emit(line) { if (holding) kept[++keeps] = line; else if (zip != "") pack(line); else print line }
    # Some awk hands each print to a pipe by itself, and wakes the other end.
    function pack(line) { batch = batched++ ? batch "\n" line : line; if (batched == 100) unload() }
    function unload() { if (batched) print batch | zip; batched = 0 }
    # A newline stands before each header: where the line before it is not empty, there was none.
    function close_section(   i) {
      # A process that ended while it was read leaves nothing.
      if (late == "" || !process) {
        if (late != "") emit("-- " late " --")
        for (; blanks > 1; blanks--) emit("")
      }
      late = ""; blanks = 0
      if (open != "" && size >= limit) emit("-- " open " -- cut: more than " limit / 1048576 " MiB")
      for (i = 1; i <= news; i++) emit(safe(new[i]))
      if (news && !met) emit("-- dmesg -r -- cut: what was read of its end does not reach back to the window")
      news = 0
      open = ""; kind = ""
    }
    function unescaped(name,   out, at) {
      while ((at = index(name, "\\")) > 0) {
        out = out substr(name, 1, at - 1) sprintf("%c", substr(name, at + 1, 1) * 64 + substr(name, at + 2, 1) * 8 + substr(name, at + 3, 1))
        name = substr(name, at + 4)
      }
      return out name
    }
    function header(name) {
      if (name in seen) return 0
      seen[name] = 1; lines = 0; size = 0
      emit("-- " name " --")
      return 1
    }
    function safe(line) { return substr(line, 1, 3) == "-- " || substr(line, 1, 1) == "\\" ? "\\" line : line }
    # Names what of processes has not changed since the first sample.
    function unchanged(   i, pid, files) {
      for (i = 1; i <= again; i++) {
        pid = order[i]
        files = (pid in still ? "stat " : "") (pid in slept ? "schedstat " : "") (pid in idle ? "io " : "")
        if (files == "") continue
        if (named[files]++ % 100 == 0) { at[files] = ++sames; same[sames] = files }
        same[at[files]] = same[at[files]] pid " "
      }
      if (sames) header("unchanged processes")
      for (i = 1; i <= sames; i++) emit(same[i])
    }
    # Hands on nothing of the file that lies open.
    function pass_over() { late = ""; showing = plain = 0 }
    # What processes have read and written, for whom it may have changed: by threads of theirs, or by
    # themselves if they ran.
    function bytes_again(   i, pid, list, count) {
      for (i = 1; i <= again; i++) {
        pid = order[i]
        if (pid in kernel) continue
        if ((pid in still) && (pid in slept) && (pid in single) && (pid in bytes1)) { idle[pid] = 1; bytes2[pid] = bytes1[pid]; continue }
        list = list " /proc/" pid "/io"; own[pid] = 1
        # The kernel takes no more than 128 KB of one argument.
        if (++count % 4000 == 0) { bytes_of(list); list = "" }
      }
      bytes_of(list)
      no_bytes()
    }
    # Files are read by head(1): some awk ends itself where one cannot be read.
    function bytes_of(list,   command, line, part, wanted) {
      if (list == "") return
      command = "exec head -c 4096 /dev/null" list " 2>/dev/null"
      while ((command | getline line) > 0) {
        if (line ~ /^==> /) split(line, part, "/")
        else if (wanted = counts(line)) {
          if (part[3] in own) { header("/proc/" part[3] "/io"); delete own[part[3]] }
          emit(line); bytes2[part[3]] += substr(line, wanted)
        }
      }
      close(command)
    }
    # Where the number stands in a line of io that is wanted; 0 in others.
    function counts(line,   first) {
      first = substr(line, 1, 1)
      return first == "r" && substr(line, 1, 12) == "read_bytes: " ? 13 : first == "w" && substr(line, 1, 13) == "write_bytes: " ? 14 : 0
    }
    # Only root may read what others read and write.
    function no_bytes(   pid) {
      for (pid in own) if (root) unread[number, pid] = 1; else emit("-- /proc/" pid "/io -- forbidden: Permission denied")
      split("", own)
    }
    function is_asked(name,   i) {
      if (index(names, "\n" name "\n")) return 1
      for (i = 1; i <= prefixes; i++) if (substr(name, 1, length(prefix[i])) == prefix[i]) return 1
      return 0
    }
    # Keeps the processes with most of something.
    function offer(what, pid, value,   i) {
      if (value <= 0) return
      for (i = places; i >= 1 && value > best[what, i]; i--) {
        best[what, i + 1] = best[what, i]; who[what, i + 1] = who[what, i]
      }
      if (i < places) { best[what, i + 1] = value; who[what, i + 1] = pid }
    }
    function details(   pid, old, what, i, wanted, waiting, waits, asked, list, lines_of, command, line, path, name, brief, fresh) {
      for (pid in ticks2) {
        old = (pid in ticks1) && start1[pid] == start2[pid]
        offer("cpu", pid, ticks2[pid] - (old ? ticks1[pid] : 0))
        offer("memory", pid, pages2[pid])
        if (old) offer("growth", pid, pages2[pid] - pages1[pid])
        offer("io", pid, bytes2[pid] - (old ? bytes1[pid] : 0))
        if (state2[pid] == "D" && waits < places) { waits++; waiting[pid] = 1; wanted[pid] = 1 }
        if (asked < places && is_asked(name_of[pid])) { asked++; wanted[pid] = 1 }
        if ((1, pid) in unread && (2, pid) in unread) emit("-- /proc/" pid "/io -- forbidden: Permission denied")
      }
      for (what in who) if (who[what] != "" ) { split(what, key, SUBSEP); if (key[2] <= places) wanted[who[what]] = 1 }
      for (pid in wanted) {
        list = list " /proc/" pid "/status /proc/" pid "/cgroup"
        # One that waits may hold the lock that reading its arguments takes.
        if (pid in waiting) list = list " /proc/" pid "/wchan"; else lines_of = lines_of " /proc/" pid "/cmdline"
      }
      list = list lines_of
      if (list == "") return
      command = "head -c 65536 /dev/null" list " 2>/dev/null | tr \"\\000\" \"\\037\""
      name = ""
      while ((command | getline line) > 0) {
        path = line ~ /^==> \/.* <==$/ ? substr(line, 5, length(line) - 8) : ""
        if (path != "" && !(path in seen) && index(list " ", " " path " ")) {
          name = path; header(name)
          brief = name ~ /cmdline$/; fresh = 1
        } else if (name != "" && line != "" && fresh) { emit(safe(brief ? substr(line, 1, 2000) : line)); fresh = !brief }
      }
      close(command)
    }
    function number_of(hex,   i, value) {
      for (i = 1; i <= length(hex); i++) value = value * 16 + index("123456789ABCDEF", substr(hex, i, 1))
      return value + 0
    }
    # The kernel writes words of 32 bits, the lowest byte first.
    function dotted(word) {
      return number_of(substr(word, 7, 2)) "." number_of(substr(word, 5, 2)) "." number_of(substr(word, 3, 2)) "." number_of(substr(word, 1, 2))
    }
    function address(hex,   i, word, text) {
      if (length(hex) == 8) return dotted(hex)
      if (substr(hex, 1, 24) == "0000000000000000FFFF0000") return dotted(substr(hex, 25))
      if (hex == "00000000000000000000000001000000") return "[::1]"
      for (i = 1; i < 32; i += 8) {
        word = tolower(substr(hex, i + 6, 2) substr(hex, i + 4, 2) ":" substr(hex, i + 2, 2) substr(hex, i, 2))
        text = text (i > 1 ? ":" : "") word
      }
      gsub(/:0+/, ":", text); gsub(/::/, ":0:", text); gsub(/::/, ":0:", text); sub(/^0+/, "", text)
      return "[" (substr(text, 1, 1) == ":" ? "0" : "") text (text ~ /:$/ ? "0" : "") "]"
    }
    # Sockets by destination, where there are enough of them for the ports to run out.
    function destinations(   files, file, i, got, line, f, port, key, pairs, read, cut, place, most, held, udp_held) {
      if (!highest || (tcp_sockets > udp_sockets ? tcp_sockets : udp_sockets) < (highest - lowest + 1) / 10) return
      files = split("tcp udp tcp6 udp6", file, " ")
      for (i = 1; i <= files; i++) {
        got = getline line < ("/proc/net/" file[i])
        while ((got = getline line < ("/proc/net/" file[i])) > 0) {
          if (++read > 50000) { cut = 1; break }
          split(line, f, " ")
          port = number_of(substr(f[2], length(f[2]) - 3))
          if (file[i] ~ /udp/) { if (port >= lowest && port <= highest && !(port in held)) { held[port] = 1; udp_held++ }; continue }
          if (f[4] == "0A") { listens[port] = 1; continue }
          if (port < lowest || port > highest || port in listens) continue
          key = substr(f[2], 1, length(f[2]) - 5) " " f[3]
          if (!(key in sockets)) { if (pairs >= 4096) continue; pairs++ }
          sockets[key]++
          if (f[4] == "06") waits_for[key]++
          if (f[10] > 0) inode[key] = f[10]
        }
        close("/proc/net/" file[i])
      }
      emit("-- socket destinations --"); seen["socket destinations"] = 1
      for (place = 0; place < 20; place++) {
        most = ""
        for (key in sockets) if (most == "" || sockets[key] > sockets[most]) most = key
        if (most == "") break
        split(most, f, " ")
        if (place < 5 && sockets[most] >= (highest - lowest + 1) / 2 && inode[most]) troubled[inode[most]] = 1
        emit("tcp " address(f[1]) " " address(substr(f[2], 1, length(f[2]) - 5)) ":" number_of(substr(f[2], length(f[2]) - 3)) " " sockets[most] " " waits_for[most] + 0 " " inode[most] + 0)
        delete sockets[most]
      }
      emit("udp " udp_held + 0); emit((cut ? "cut " : "whole ") read + 0)
    }
    # Whether a connection waits for its other end: SYN-SENT, or the timer for a closed window.
    function awaits(line, f) {
      return (index(line, " 04:") || index(line, " 02 ")) && split(line, f, " ") && (f[4] == "02" || f[6] ~ /^04:/)
    }
    # Those that wait for their other end, once more.
    function look_again(path,   got, line, lines, size, f) {
      if (!(path in waited)) return
      got = getline line < path
      if (got >= 0) header(path)
      for (; got > 0; got = getline line < path) {
        if (lines++ && !awaits(line, f)) continue
        if ((size += length(line) + 1) >= limit) { emit("-- " path " -- cut: too many sockets"); break }
        emit(line)
        if (lines > 1 && f[10] in waiting1 && ++waits <= 20) troubled[f[10]] = 1
      }
      close(path)
    }
    # Who has the few sockets that were found wanting: only the descriptors of all processes tell.
    function owners(   inode, left, command, line, pid, read, name) {
      for (inode in troubled) left++
      if (!left) return
      header("socket owners")
      command = "exec ls -l /proc/[0-9]*/fd 2>/dev/null"
      while (left && ++read < 200000 && (command | getline line) > 0) {
        if (line ~ /^\/proc\/[0-9]+\/fd:$/) pid = substr(line, 7, length(line) - 10)
        else if (match(line, /socket:\[[0-9]+\]$/)) {
          inode = substr(line, RSTART + 8, RLENGTH - 9)
          if (!(inode in troubled)) continue
          delete troubled[inode]; left--; name = "?"
          getline name < ("/proc/" pid "/comm")
          close("/proc/" pid "/comm")
          emit(inode " " pid " " name)
        }
      }
      close(command)
    }
    # grep and stat have told of the limits.
    function limits_known(   pid, files, told, some) {
      told = size_of["self/fd"] > 0
      for (pid in task_limit) {
        if (!(pid in ticks1) || pid in kernel || !(pid in user_of) || !(pid in file_limit)) continue
        if (!some++) { seen["process limits"] = 1; emit("-- process limits --") }
        files = told && ((pid "/fd") in size_of) ? size_of[pid "/fd"] : "?"
        emit(pid " " user_of[pid] " " files " " file_limit[pid] " " task_limit[pid])
      }
      if (!some) emit("-- process limits -- missing: no stat(1) or grep(1) that tells them")
    }
    BEGIN {
      mark = ENVIRON["mark"]; limit = ENVIRON["limit"] + 0; places = ENVIRON["places"] + 0
      root = ENVIRON["root"] + 0; names = ENVIRON["names"]; prefixes = split(ENVIRON["prefixes"], prefix, "\n"); length_of_mark = length(mark)
      zip = ENVIRON["zip"]
      put("whyslow recording 1"); put("Complete only with \"-- end --\" as its last line.")
    }
    # Most lines are content of files of which little or nothing is wanted here.
    plain {
      first = substr($0, 1, 1)
      if (first != "" && index("@=-\\", first) == 0) {
        if (plain == 2) {
          if (!lines) delete own[pid]
          if (!(wanted = counts($0))) { lines++; next }
          bytes1[pid] += substr($0, wanted)
        } else if (plain == 3 && !lines) {
          if (number == 1) wait1[pid] = $0
          else if ((pid in wait1) && $0 == wait1[pid]) { slept[pid] = 1; pass_over(); next }
        }
        if (late != "") { emit("-- " late " --"); late = "" }
        lines++
        size += length($0) + 1
        for (; blanks > 0; blanks--) emit("")
        if (holding) kept[++keeps] = $0; else if (zip != "") pack($0); else print
        next
      }
    }
    substr($0, 1, length_of_mark) == mark {
      close_section()
      plain = 0
      if (mode == "limits") limits_known()
      if (mode == "files") no_bytes()
      said = substr($0, length_of_mark + 1)
      word = said; sub(/ .*/, "", word)
      rest = substr(said, length(word) + 2)
      showing = 0; mode = word
      if (word == "sample") {
        split(rest, field, " ")
        number = field[1]
        wall = field[5]
        if (number == 1) at1 = field[3]; else wall = sprintf("%.6f", wall + field[3] - at1)
        was = holding; holding = 0
        put("-- sample " number " at " field[3] " wall " wall " --")
        split("", seen)
        if (was) for (i = 1; i <= keeps; i++) { put(kept[i]); if (kept[i] ~ /^-- .* --$/) seen[substr(kept[i], 4, length(kept[i]) - 6)] = 1 }
      }
      else if (word == "again") {
        if (rest == "main") bytes_again()
        unchanged()
      }
      else if (word == "hold") { holding = 1; split("", seen) }
      else if (word == "gap") { name = rest; sub(/ -- .*/, "", name); if (!(name in seen) || name == section) { seen[name] = 1; emit("-- " rest) } }
      else if (word == "empty") { if (!lines && !logged) emit("-- " rest) }
      else if (word == "section") { showing = header(rest); section = rest; log_lines = rest == "dmesg -r" }
      else if (word == "send") { if (zip != "") { unload(); close(zip) } }
      else if (word == "room") room[unescaped(rest)] = rest
      else if (word == "late") {
        for (point in room) for (i = 1; i <= 2; i++) {
          name = "df " substr("-Pk-Pi", 3 * i - 2, 3) " " room[point]
          if (!(name in seen)) { seen[name] = 1; emit("-- " name " -- timed-out: " rest) }
        }
      }
      else if (word == "details") { details(); destinations() }
      else if (word == "connections") { look_again("/proc/net/tcp"); look_again("/proc/net/tcp6") }
      else if (word == "owners") owners()
      else if (word == "end") put("-- end --")
      else if (word == "rooms") unit = rest
      next
    }
    mode == "files" && /^==> \/.* <==$/ {
      close_section()
      open = substr($0, 5, length($0) - 8)
      process = 0; lines = 0; size = 0
      if (showing = open != "/dev/null" && !(open in seen)) {
        seen[open] = 1; late = open
        if (split(open, part, "/") == 4 && part[2] == "proc" && part[3] + 0 > 0) { process = 1; kind = part[4]; pid = part[3] }
      }
      if (open == "/proc/net/udp" || open == "/proc/net/udp6") kind = "udp"
      if (open == "/proc/net/tcp" || open == "/proc/net/tcp6") kind = "tcp"
      if (open == "/proc/net/sockstat" || open == "/proc/net/sockstat6") kind = "sockets"
      if (open == "/proc/sys/net/ipv4/ip_local_port_range") kind = "ports"
      if (open == "/proc/slabinfo") kind = "slabs"
      plain = !showing ? 0 : kind == "io" ? 2 : kind == "schedstat" ? 3 : kind == ""
      next
    }
    mode == "rooms" {
      if (match($0, /[%-] +\//) && (point = substr($0, RSTART + RLENGTH - 1)) in room) {
        if (header("df " unit " " room[point])) emit(safe(substr($0, 1, RSTART + RLENGTH - 2) room[point]))
      }
      next
    }
    mode == "limits" {
      if (split($1, part, "/") < 3) next
      if (part[4] == "limits:Max") {
        if ($2 == "open") file_limit[part[3]] = $4; else task_limit[part[3]] = $3
      } else if (NF == 3) { if (part[4] == "fd") size_of[part[3] "/fd"] = $3; else user_of[part[3]] = $2 }
      next
    }
    !showing { next }
    log_lines && mode == "section" && $0 != "" {
      if (number == 1) { last_line = $0; logged++ }
      else if (logged) { if ($0 == last_line) { news = 0; met = 1 } else new[++news] = $0; next }
    }
    kind == "stat" && !lines && number == 2 && (pid in stat1) && $0 == stat1[pid] {
      still[pid] = 1; order[++again] = pid; pass_over()
      ticks2[pid] = ticks1[pid]; pages2[pid] = pages1[pid]; start2[pid] = start1[pid]; state2[pid] = state1[pid]
      next
    }
    kind == "stat" && NF > 24 {
      if (number == 1 && !lines) stat1[pid] = $0
      # A name may hold spaces.
      spaced = $2 !~ /\)$/
      if (spaced) {
        whole = $0
        after = match($0, /\) [A-Za-z] [-0-9 ]*$/)
        $0 = "0 () " substr(whole, after + 2)
      }
      name = spaced ? substr(whole, 1, after - 1) : substr($0, 1, length($1) + length($2))
      sub(/^[0-9]+ \(/, "", name)
      name_of[pid] = name
      if (int($9 / 2097152) % 2) kernel[pid] = 1; else if (number == 1) own[pid] = 1
      if (number == 1) {
        ticks1[pid] = $14 + $15; pages1[pid] = $24; start1[pid] = $22; state1[pid] = $3
        if ($20 == 1) single[pid] = 1
      } else {
        order[++again] = pid
        ticks2[pid] = $14 + $15; pages2[pid] = $24; start2[pid] = $22; state2[pid] = $3
      }
      if (spaced) $0 = whole
    }
    kind == "sockets" && /^TCP6?:/ { tcp_sockets += $3 + ($6 == "tw" ? $7 : 0) }
    kind == "sockets" && /^UDP6?:/ { udp_sockets += $3 }
    kind == "ports" && NF > 1 { lowest = $1; highest = $2 }
    section == "ss -Oltnme" && mode == "section" && match($0, / ino:[0-9]+/) {
      socket = substr($0, RSTART + 5, RLENGTH - 5)
      lost = match($0, /,d[0-9]+\)/) ? substr($0, RSTART + 2, RLENGTH - 3) + 0 : 0
      if ($1 > 0 && 2 * $1 >= $2 || number == 2 && (socket in lost1) && lost > lost1[socket]) troubled[socket] = 1
      if (number == 1) lost1[socket] = lost
    }
    kind == "udp" && $13 + 0 > 0 && $10 + 0 > 0 { if (number == 1) lost1[$10] = $13 + 0; else if ($13 > lost1[$10] + 0) troubled[$10] = 1 }
    kind == "tcp" {
      size += length($0) + 1
      if (lines++ && !awaits($0, field)) next
      if (lines > 1) waited[open] = 1
      if (lines > 1 && $10 > 0) waiting1[$10] = 1
    }
    # Caches of less than 256 KB tell nothing.
    kind == "slabs" && lines > 1 && $3 ~ /^[0-9]+$/ && $3 * $4 < 262144 { lines++; size += length($0) + 1; next }
    kind == "udp" && NF { size += length($0) + 1; if (lines++ && substr($5, 10) ~ /^0+$/ && $13 == 0) next }
    {
      # The last blank line may be the one that stands before a header.
      if ($0 == "") { blanks++; next }
      if (late != "") { emit("-- " late " --"); late = "" }
      lines++
      size += length($0) + 1
      for (; blanks > 0; blanks--) emit("")
      first = substr($0, 1, 1)
      emit(first == "-" || first == "\\" ? safe($0) : $0)
    }
    END { if (mode != "end") close_section(); if (zip != "") { unload(); close(zip) } }'
}

# clock: how the kernel keeps the time of day, where there is a tool that tells.
clock() {
  say 'section adjtimex'
  for tool in 'busybox adjtimex' adjtimex; do
    have "${tool%% *}" || continue
    $tool 2>/dev/null && return
  done
  gap adjtimex 'missing: no adjtimex(8) there, which busybox has'
}

# Busybox before 1.30 has another timeout(1), as its help tells; run on trial, busybox's would leave
# somebody waiting for a second.
limited=0
if tool=$(command -v timeout); then
  if ! [ -L "$tool" ]; then limited=1; else case $(timeout --help 2>&1) in *'-t SEC'*) ;; *) limited=1 ;; esac fi
fi

if ! [ -r /proc/uptime ] || ! [ -r /proc/self/stat ]; then
  echo 'whyslow: /proc is hidden or not mounted' >&2
  exit 66
fi

refused=missing root=0
while read -r key _ user _; do
  [ "$key" != Uid: ] || { [ "$user" = 0 ] && root=1; break; }
done </proc/self/status
[ $root = 1 ] || refused=forbidden

# The input is for the guard alone, which says so when it comes to its end.
exec 3<&0 </dev/null

# reading: prints the lines for the filter. Beside it runs what ends all of it: the one who asked has
# gone and the input with it, or time is up. A line of input is a hurry: the window ends now.
reading() {
  interrupted=no
  trap 'interrupted=yes' USR1
  read -r reader _ </proc/self/stat
  if [ "$watch" = 1 ]; then
    {
      trap - USR1
      # The script came by another way, too.
      [ -z "${whyslow_unread:-}" ] || head -c "$whyslow_unread" <&3
      while read -r _ <&3; do kill -USR1 "$reader"; done
      kill -9 0
    } >/dev/null 2>&1 &
  else
    {
      sleep "$deadline" &
      trap 'kill $!; exit' TERM
      wait
      kill -9 0
    } >/dev/null 2>&1 &
  fi
  guards=$!
  exec 3<&-
  "$reads"
  kill $guards 2>/dev/null
}

# What is compressed is told apart by its first line.
zip=
if [ "$compress" = 1 ] && have gzip; then
  echo 'whyslow recording gzip'
  zip='exec gzip -1'
fi
export zip
reading | archive 3<&-
