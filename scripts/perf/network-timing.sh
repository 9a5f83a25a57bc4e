#!/bin/sh
# Where the time of a request goes: DNS, TCP, TLS, server wait, transfer.
set -eu

name=${0##*/}
whyslow=$(dirname -- "$(readlink -f -- "$0")")/../../whyslow

usage() {
  cat <<TEXT
Usage: $name [--repeat N] [--context TARGET] URL

Runs 'whyslow timing URL', which tells more in its own --help.

  --repeat N                          ask N times; --repeat alone asks ten times
  --context TARGET, --target TARGET   ask from there as well
  --help                              this text
TEXT
}

refuse() {
  echo "$name: $*" >&2
  exit 64
}

left=$# url='' times=''
while [ "$left" -gt 0 ]; do
  word=$1
  shift
  left=$((left - 1))
  case $word in
  --*=*) value=${word#*=} word=${word%%=*} has_value=1 ;;
  --context | --target)
    [ "$left" -gt 0 ] || refuse "$word needs a value; --help tells more."
    value=$1 has_value=1
    shift
    left=$((left - 1))
    ;;
  *) value='' has_value='' ;;
  esac
  case $word in
  --repeat)
    if [ -z "$has_value" ]; then
      # A number behind it is how often; anything else is the URL.
      value=10
      if [ "$left" -gt 0 ]; then
        case $1 in
        '' | *[!0-9]*) ;;
        *)
          value=$1
          shift
          left=$((left - 1))
          ;;
        esac
      fi
    fi
    times=$value
    ;;
  --context | --target) set -- "$@" -t "$value" ;;
  -h | --help)
    usage
    exit 0
    ;;
  -*) refuse "unknown argument '$word'; --help tells which there are." ;;
  *)
    [ -z "$url" ] || refuse "one URL at a time: '$url' or '$word'?"
    url=$word
    ;;
  esac
done
[ -n "$url" ] || refuse "which URL? $name http://service:8123/"
[ -z "$times" ] || set -- --repeat "$times" "$@"
exec "$whyslow" timing "$url" "$@"
