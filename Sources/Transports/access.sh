# shellcheck shell=sh
# Tells what this machine has of what is needed to look at it: a line "has WORD" or "lacks WORD".
LC_ALL=C PATH=${PATH:-/bin}:/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL PATH
check() {
  word=$1
  shift
  if "$@" >/dev/null 2>&1; then echo "has $word"; else echo "lacks $word"; fi
}
echo 'whyslow access 1'
for tool in head awk find tr date sleep df grep; do check "need $tool" command -v $tool; done
for tool in ss tc dmesg gzip; do check "tool $tool" command -v $tool; done
# Run on trial, busybox's would leave somebody waiting for a second. Before 1.30 it is another tool.
# shellcheck disable=SC2317 # check calls it
modern() {
  command -v timeout || return 1
  case $(timeout --help 2>&1) in *'-t SEC'*) return 1 ;; esac
}
check 'tool timeout' modern
check 'tool stat' stat -c %u /
check proc test -r /proc/self/stat
check root test -r /proc/1/environ
check others test -r /proc/1/stat
check psi head -c 1 /proc/pressure/cpu
# Reading anything else would print it.
check log dmesg -s 64 -r
read -r name _ release _ </proc/version && echo "kernel $name $release"
exit 0
