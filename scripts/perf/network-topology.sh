#!/bin/sh
# The way between two machines: routes, segments, packet size, loss, names.
set -eu

name=${0##*/}
whyslow=$(dirname -- "$(readlink -f -- "$0")")/../../whyslow

usage() {
  cat <<TEXT
Usage: $name [--from ADDRESS] --to ADDRESS

Runs 'whyslow path', which tells more in its own --help.

  --from ADDRESS   a target, or an address: this machine's own, or one that ssh reaches
  --to ADDRESS     a target, a name or an address
  --help           this text
TEXT
}

refuse() {
  echo "$name: $*" >&2
  exit 64
}

from='' to=''
while [ $# -gt 0 ]; do
  case $1 in
  --from=* | --to=*) value=${1#*=} ;;
  --from | --to)
    [ $# -gt 1 ] || refuse "$1 needs a value; --help tells more."
    value=$2
    ;;
  -h | --help)
    usage
    exit 0
    ;;
  *) refuse "unknown argument '$1'; --help tells which there are." ;;
  esac
  case $1 in
  --from*) from=$value ;;
  *) to=$value ;;
  esac
  case $1 in
  --*=*) shift ;;
  *) shift 2 ;;
  esac
done
[ -n "$to" ] || refuse "where to? $name --from 10.0.0.1 --to 10.0.1.1"
set -- --to "$to"
[ -z "$from" ] || set -- --from "$from" "$@"
exec "$whyslow" path "$@"
