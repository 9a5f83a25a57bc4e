# Sourced by the wrappers: the flags of the old scripts, handed to whyslow.
# shellcheck shell=sh

whyslow=$(dirname -- "$(readlink -f -- "$0")")/../../whyslow

usage() {
  own='' told=''
  case $command in
  diagnose)
    own=' [--url URL]'
    told='
  --url URL                           the endpoint that is slow'
    ;;
  logs)
    own=' [--since WHEN] [--until WHEN] [--service NAME] [--lines N] [--file PATTERN]'
    told='
  --since WHEN, --until WHEN, --service NAME, --lines N, --file PATTERN
                                      which logs'
    ;;
  esac
  cat <<TEXT
Usage: $name [--context TARGET] [--target TARGET]$own [--save FILE] [--verbose]

Runs 'whyslow $command', which tells more in its own --help.

  --context TARGET, --target TARGET   what to examine; 'local' where nothing is said$told
  --save FILE                         write the report to FILE as well
  --verbose                           taken, and changes nothing: the evidence is always shown
  --help                              this text
TEXT
}

refuse() {
  echo "$name: $*" >&2
  exit 64
}

# run COMMAND ARGUMENT...: the old arguments as new ones. COMMAND may be two words.
run() {
  name=${0##*/} command=$1 save=
  shift
  left=$#
  while [ "$left" -gt 0 ]; do
    flag=$1
    shift
    left=$((left - 1))
    case $flag in
    --*=*)
      value=${flag#*=} flag=${flag%%=*}
      ;;
    --context | --target | --url | --save | --since | --until | --service | --lines | --file)
      [ "$left" -gt 0 ] || refuse "$flag needs a value; --help tells more."
      value=$1
      shift
      left=$((left - 1))
      ;;
    *) value= ;;
    esac
    case $flag in
    --context | --target) set -- "$@" -t "$value" ;;
    --url)
      [ "$command" = diagnose ] || refuse "unknown argument '$flag'; --help tells which there are."
      set -- "$@" -u "$value"
      ;;
    --since | --until | --service | --lines | --file)
      [ "$command" = logs ] || refuse "unknown argument '$flag'; --help tells which there are."
      set -- "$@" "$flag" "$value"
      ;;
    --save) save=$value ;;
    --verbose) ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) refuse "unknown argument '$flag'; --help tells which there are." ;;
    esac
  done

  # shellcheck disable=SC2086 # words of ours, without anything to expand
  [ -n "$save" ] || exec "$whyslow" $command "$@"

  # Ctrl-C ends the collecting, not the report; and the report is shown before it is saved, so that
  # a full disk does not swallow it.
  trap : INT
  status=0
  # shellcheck disable=SC2086
  report=$("$whyslow" $command "$@") || status=$?
  [ -z "$report" ] || printf '%s\n' "$report"
  { printf '%s\n' "$report" >"$save"; } 2>/dev/null || {
    echo "$name: the report could not be saved to '$save'." >&2
    [ "$status" -ne 0 ] || status=70
  }
  exit "$status"
}
