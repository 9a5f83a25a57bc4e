#!/bin/sh
# The wrappers in scripts/perf, run against a stand-in for whyslow that tells how it was called.
set -eu

root=$(dirname -- "$(readlink -f -- "$0")")/../..
house=$(mktemp -d "${TMPDIR:-/tmp}/whyslow wrappers.XXXXXX")
trap 'rm -rf "$house"' EXIT
mkdir "$house/scripts"
cp -R "$root/scripts/perf" "$house/scripts/"
cat >"$house/whyslow" <<'STUB'
#!/bin/sh
for argument; do printf '<%s>' "$argument"; done
echo
exit "${STUB_STATUS:-0}"
STUB
chmod +x "$house/whyslow"

failures=0
# expect STATUS OUTPUT SCRIPT ARGUMENT...
expect() {
  status=$1 output=$2 script=$3
  shift 3
  got_status=0
  got=$("$house/scripts/perf/$script" "$@" 2>&1) || got_status=$?
  if [ "$got_status" -ne "$status" ] || [ "$got" != "$output" ]; then
    failures=$((failures + 1))
    printf '%s %s\n  expected %s: %s\n  got      %s: %s\n' \
      "$script" "$*" "$status" "$output" "$got_status" "$got" >&2
  fi
}

expect 0 '<use>' use-checklist.sh
expect 0 '<quick>' quick-triage.sh
expect 0 '<diagnose>' diagnose.sh
expect 0 '<use><-t><local>' use-checklist.sh --context local
expect 0 '<dive><memory><-t><proxmox-vm:116>' memory-deep-dive.sh --target proxmox-vm:116
expect 0 '<dive><cpu>' cpu-deep-dive.sh
expect 0 '<dive><disk>' disk-deep-dive.sh
expect 0 '<dive><network><-t><local>' network-deep-dive.sh --context=local
expect 0 '<quick><-t><local>' quick-triage.sh --target=local --verbose
expect 0 '<diagnose><-t><proxmox-vm:116><-u><http://localhost:8123/a b?c=d&e=%20>' \
  diagnose.sh --target proxmox-vm:116 --url 'http://localhost:8123/a b?c=d&e=%20'
# shellcheck disable=SC2016 # nothing is to be expanded, here or there
expect 0 '<use><-t><a  "b" $(c) *>' use-checklist.sh --verbose --context 'a  "b" $(c) *'
expect 0 '<use><-t><>' use-checklist.sh --context ''
expect 0 '<use><-t><proxmox-vm:116>' run-on-proxmox-vm.sh 116
expect 0 '<quick><-t><proxmox-vm:116@pve 2>' run-on-proxmox-vm.sh --quick '116@pve 2' --verbose
expect 0 '<logs><-t><k8s-pod:frigate/pod>' app-logs.sh --target k8s-pod:frigate/pod
expect 0 '<logs><-t><proxmox-vm:116><--since><10m><--file></config/a b*.log>' \
  app-logs.sh --context proxmox-vm:116 --since=10m --file '/config/a b*.log'
expect 64 "use-checklist.sh: unknown argument '--since'; --help tells which there are." \
  use-checklist.sh --since 1h
expect 64 "app-logs.sh: unknown argument '--url'; --help tells which there are." \
  app-logs.sh --url http://localhost
expect 64 \
  "run-on-proxmox-vm.sh: which guest? Give its number, as 'qm list' shows it: run-on-proxmox-vm.sh 116" \
  run-on-proxmox-vm.sh web
expect 64 "use-checklist.sh: unknown argument '--nonsense'; --help tells which there are." \
  use-checklist.sh --nonsense
expect 64 "diagnose.sh: --target needs a value; --help tells more." diagnose.sh --target
expect 0 '<timing><http://service:8123/>' network-timing.sh http://service:8123/
expect 0 '<timing><http://s/a b><--repeat><10>' network-timing.sh --repeat 10 'http://s/a b'
expect 0 '<timing><http://s/><--repeat><10>' network-timing.sh --repeat http://s/
expect 0 '<timing><http://s/><--repeat><3><-t><ssh:web 1>' \
  network-timing.sh http://s/ --repeat=3 --target 'ssh:web 1'
expect 64 'network-timing.sh: which URL? network-timing.sh http://service:8123/' network-timing.sh
expect 64 "network-timing.sh: unknown argument '--nonsense'; --help tells which there are." \
  network-timing.sh --nonsense http://s/
expect 0 '<path><--from><10.0.0.1><--to><10.0.1.1>' \
  network-topology.sh --from 10.0.0.1 --to 10.0.1.1
expect 0 '<path><--to><a b>' network-topology.sh '--to=a b'
expect 64 'network-topology.sh: where to? network-topology.sh --from 10.0.0.1 --to 10.0.1.1' \
  network-topology.sh --from 10.0.0.1
expect 64 'network-topology.sh: --to needs a value; --help tells more.' network-topology.sh --to

export STUB_STATUS=2
expect 2 '<use>' use-checklist.sh
saved="$house/the report.txt"
expect 2 '<use><-t><local>' use-checklist.sh --save "$saved" --context local
[ "$(cat "$saved")" = '<use><-t><local>' ] || {
  failures=$((failures + 1))
  echo "use-checklist.sh --save: the file holds: $(cat "$saved")" >&2
}

ln -s "$house/scripts/perf/use-checklist.sh" "$house/link"
(cd / && [ "$("$house/link" || :)" = '<use>' ]) || {
  failures=$((failures + 1))
  echo "use-checklist.sh does not work through a symbolic link" >&2
}

[ "$failures" -eq 0 ] || exit 1
echo "the wrappers hand their arguments on as they should"
