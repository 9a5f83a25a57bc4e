# Sourced after lib.sh: what every transport has to do, tried at a real target.
# shellcheck shell=sh

# there TARGET SECONDS COMMAND...: runs a command there as everything else does; the status is its.
there() {
  at=$1 seconds=$2
  shift 2
  # shellcheck disable=SC2154 # of lib.sh
  "$program" run-there --deadline "$seconds" "$at" -- "$@" 2>"$work/there.errors"
}

# conforms TARGET [SLOW]: the suite; a place that is SLOW gets that many more seconds.
conforms() {
  place=$1 slow=${2:-0}
  # Bytes of all values come and go whole.
  head -c 70000 /dev/urandom >"$work/bytes"
  there "$place" $((10 + slow)) head -c 70000 <"$work/bytes" >"$work/bytes.back" ||
    fail "$place: bytes: $(cat "$work/there.errors")"
  cmp -s "$work/bytes" "$work/bytes.back" || fail "$place: bytes are not what they were"

  # The status is the command's, and what it says on standard error comes.
  for code in 0 1 42; do
    got=0
    there "$place" $((10 + slow)) sh -c "echo said >&2; exit $code" </dev/null >"$work/there.out" || got=$?
    [ "$got" -eq "$code" ] || fail "$place: status $got for $code: $(cat "$work/there.errors")"
    grep -q 'There: said' "$work/there.errors" || fail "$place: standard error is lost"
    ! [ -s "$work/there.out" ] || fail "$place: output from nowhere: $(cat "$work/there.out")"
  done

  # Every argument is one word, whatever is in it.
  # shellcheck disable=SC2016,SC1003 # it is to arrive as it is
  set -- '' ' a  b ' "it's" 'a"b' '$(touch /tmp/hacked) `id` $HOME' 'a;b&c|d>e' '*' '\n\\' 'ü€' '-n' 'two
lines' '!x {a,b} ~ #'
  printf '[%s]' "$@" >"$work/words"
  there "$place" $((10 + slow)) sh -c 'printf "[%s]" "$@"' sh "$@" </dev/null >"$work/words.back" ||
    fail "$place: words: $(cat "$work/there.errors")"
  cmp -s "$work/words" "$work/words.back" ||
    fail "$place: words are not what they were: $(cat "$work/words.back")"

  # The deadline ends the command and what it has started, on both sides.
  mark=31$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')
  before=$(date +%s%N)
  got=0
  there "$place" $((2 + slow)) sh -c "sleep $mark & sleep $mark" </dev/null >"$work/there.out" || got=$?
  took=$((($(date +%s%N) - before) / 1000000))
  case $got in
  124) ;;
  69) grep -q 'no answer' "$work/there.errors" || fail "$place: deadline: $(cat "$work/there.errors")" ;;
  *) fail "$place: status $got at its deadline: $(cat "$work/there.errors")" ;;
  esac
  [ $took -le $((3500 + 1000 * slow)) ] || fail "$place: its deadline took $took ms"
  tries=0
  # The brackets keep the one who looks from finding itself.
  while there "$place" $((10 + slow)) sh -c \
    "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\000' ' ' | grep -q 'sleep [3]${mark#3}'" </dev/null; do
    tries=$((tries + 1))
    [ $tries -lt 10 ] || fail "$place: something is left of it"
    sleep 0.3
  done
  ! pgrep -f "sleep $mark" >/dev/null || fail "$place: something is left here: $(pgrep -af "sleep $mark")"
}

# refuses TARGET WORDS: it is told in one line that has these words, status 69.
refuses() {
  got=0
  there "$1" 10 true </dev/null >"$work/there.out" || got=$?
  [ "$got" -eq 69 ] || fail "$1: status $got: $(cat "$work/there.errors")"
  [ "$(wc -l <"$work/there.errors")" -eq 1 ] || fail "$1: not one line: $(cat "$work/there.errors")"
  grep -q -- "$2" "$work/there.errors" || fail "$1: '$(cat "$work/there.errors")' does not say '$2'"
}
