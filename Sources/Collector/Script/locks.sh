# shellcheck shell=sh disable=SC2086 # the patterns are expanded each time
# Tells at which lock the threads of some processes wait, as proc(5) has it in /proc/PID/task/TID/syscall:
#
#   202 0x7ffee8ae20a0 0x80 0x2 0x0 0x0 0x0 0x7f1c2a7fbe50 0x7f1c2bd2e0c6
#
# What waits at a lock of glibc, musl or Rust has called futex(2) for FUTEX_WAIT or FUTEX_WAIT_BITSET
# with the value 2, "taken, and somebody waits" (nptl/lowlevellock.h; library/std/src/sys/sync/mutex),
# or for FUTEX_LOCK_PI (include/uapi/linux/futex.h). Condition variables, semaphores and idle pools
# wait with other values. The first number is that of futex on x86-64, on ARM, POWER and s390x, on
# those that use asm-generic's, and of futex_time64.
#
# Threads that have just been woken wait for a processor and are not seen, so it looks for seven tenths
# of a second again and again, and of each lock the fullest moment counts. It prints `looked PID` or
# `refused PID` for each that is there, and `PID ADDRESS THREADS` for each lock.
# Usage: sh -c '…' sh PID...
LC_ALL=C && export LC_ALL
futex='^(202|240|221|238|98|422) 0x[0-9a-f]+ (0x(0|9|80|89|100|109|180|189) 0x2|0x(6|d|86|8d|106|10d|186|18d) 0x[0-9a-f]+) '
tell() {
  files=
  for pid; do
    files="$files /proc/$pid/task/[0-9]*/syscall"
    own=/proc/$pid/task/$pid/syscall
    if cat "$own" >/dev/null 2>&1; then echo "looked $pid"; elif [ -e "$own" ]; then echo "refused $pid"; fi
  done
  read -r now _ </proc/uptime
  end=$((1${now%.*}${now#*.} + 70))
  while :; do
    grep -H -E "$futex" $files 2>/dev/null
    echo moment
    sleep 0.1 2>/dev/null
    read -r now _ </proc/uptime
    [ "1${now%.*}${now#*.}" -lt "$end" ] || break
  done
}
tell "$@" | awk '
  $1 == "looked" || $1 == "refused" { print; next }
  $1 == "moment" { for (lock in waiting) if (waiting[lock] > most[lock]) most[lock] = waiting[lock]; split("", waiting); next }
  { split($1, part, "/"); waiting[part[3] " " $2]++ }
  END { for (lock in most) print lock, most[lock] }'
exit 0
