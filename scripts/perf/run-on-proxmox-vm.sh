#!/bin/sh
# The USE checklist of a Proxmox guest and of its node, or with --quick the 60-second triage.
set -eu

name=${0##*/}
usage() {
  cat <<TEXT
Usage: $name VMID[@NODE] [--quick] [--save FILE]

Runs 'whyslow use --target proxmox-vm:VMID', or 'whyslow quick' of it with --quick.
NODE is the Proxmox node that has the guest, as ssh knows it; without one, it is whichever node of
the cluster has it, asked on this machine or on the nodes in config.yaml.
TEXT
}

guest='' sibling=use-checklist.sh
for word; do
  shift
  case $word in
  -h | --help)
    usage
    exit 0
    ;;
  --quick) sibling=quick-triage.sh ;;
  [0-9]*) if [ -n "$guest" ]; then set -- "$@" "$word"; else guest=$word; fi ;;
  *) set -- "$@" "$word" ;;
  esac
done
case ${guest%%@*} in
'' | *[!0-9]*)
  echo "$name: which guest? Give its number, as 'qm list' shows it: $name 116" >&2
  exit 64
  ;;
esac
exec "$(dirname -- "$(readlink -f -- "$0")")/$sibling" --target "proxmox-vm:$guest" "$@"
