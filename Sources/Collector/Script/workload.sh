# shellcheck shell=sh
# Tells of something that runs on this machine: its first process, its control groups, its
# processes, its limits as its manager knows them, and what else the manager runs here. The last
# line is `end`.
# Usage: sh -c '…' sh KIND NAME [UID CONTAINER], the last two of a pod
kind=$1 name=$2
pid='' group=''
trap 'echo end' EXIT
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
case $kind in
docker | podman)
  format='pid {{.State.Pid}}
state {{.State.Status}} oom-killed {{.State.OOMKilled}} exit {{.State.ExitCode}} restarts {{.RestartCount}}
id {{.ID}}'
  told=$("$kind" container inspect --format "$format" "$name" 2>/dev/null) || exit 3
  pid=${told%%"
"*} pid=${pid#pid }
  echo "${told#*"
"}"
  "$kind" ps --no-trunc --format 'neighbour {{.ID}} {{.Names}}' 2>/dev/null | head -n 200
  ;;
systemd)
  told=$(systemctl show --property LoadState --property ActiveState --property ControlGroup \
    -- "$name" 2>/dev/null) || exit 3
  group=$(printf '%s\n' "$told" | sed -n 's/^ControlGroup=//p')
  # Of a name that it does not know systemd says that it is inactive; a unit whose file was removed
  # may run on.
  case $group:$told in :*LoadState=not-found*) exit 3 ;; esac
  echo "state $(printf '%s\n' "$told" | sed -n 's/^ActiveState=//p')"
  [ -n "$group" ] || exit 4
  # The same path in every hierarchy that has it.
  echo "cgroup 0::$group"
  echo "cgroup 1:cpu,memory,blkio,pids:$group"
  ;;
lxc)
  pid=$(lxc-info -n "$name" -p -H 2>/dev/null) || exit 3
  lxc-ls --running -1 2>/dev/null | sed 's/^\(.*[^ ]\) *$/neighbour \1 \1/'
  ;;
k8s-pod)
  # By its UID, which the cgroupfs driver writes with dashes and systemd's with underscores; the
  # path is below the node's own groups where the node is a container itself.
  uid=$3 container=${4:-}
  form=$(printf '%s' "$uid" | tr - _)
  lines=$(cat /proc/[0-9]*/cgroup 2>/dev/null | grep -e "pod$uid" -e "pod$form" | sort -u)
  [ -n "$lines" ] || exit 4
  case $lines in *"pod$uid"*) form=$uid ;; esac
  echo "id $form"
  # A whole pod, or one of its containers by its id, which is the last part of the path.
  mine="s|\\(pod${form}[^/]*\\).*|\\1|"
  case $name in */*/*)
    [ -n "$container" ] || exit 4
    lines=$(printf '%s\n' "$lines" | grep -e "$container")
    mine="s|\\(${container}[^/]*\\).*|\\1|"
    echo "id $container"
    ;;
  esac
  lines=$(printf '%s\n' "$lines" | sed "$mine" | sort -u)
  printf '%s\n' "$lines" | sed -n 's/^[0-9]/cgroup &/p'
  group=$(printf '%s\n' "$lines" | sed -n 's/^[0-9]*:[^:]*://p' | head -n 1)
  # The container's first process is its number 1 inside; the one that holds the pod's network has
  # another container's path.
  [ -z "$container" ] || grep -lse "$container" /proc/[0-9]*/cgroup | while read -r first; do
    first=${first%/cgroup}
    if grep -qs '^NSpid:.*[[:space:]]1$' "$first/status"; then
      echo "pid ${first#/proc/}"
      break
    fi
  done
  # The kubelet keeps logs by NAMESPACE_POD_UID.
  for other in /var/log/pods/*_*_*; do
    [ -d "$other" ] || continue
    other=${other##*/} key=${other##*_} other=${other%_*}
    [ "$form" = "$uid" ] || key=$(printf '%s' "$key" | tr - _)
    echo "neighbour $key ${other%%_*}/${other#*_}"
  done | head -n 250
  ;;
proxmox-vm)
  read -r pid <"/var/run/qemu-server/$name.pid" || exit 3
  for file in /var/run/qemu-server/*.pid; do
    [ -r "$file" ] || continue
    id=${file##*/} id=${id%.pid}
    read -r other <"$file"
    echo "neighbour pid-$other $id $(sed -n 's/^name: //p' "/etc/pve/qemu-server/$id.conf" 2>/dev/null)"
  done
  conf=/etc/pve/qemu-server/$name.conf
  [ ! -r "$conf" ] || echo 'config memory 512
config cores 1'
  # What holds where nothing is said: qm.conf(5). Snapshots come below, with numbers of their own.
  sed -n '/^\[/q; s/^\(memory\|balloon\|cores\|sockets\|cpulimit\): *\(current=\)\{0,1\}/config \1 /p' "$conf" 2>/dev/null
  ;;
esac

if [ -n "$pid" ]; then
  case $pid in *[!0-9]* | 0) exit 4 ;; esac
  echo "pid $pid"
  sed 's/^/cgroup /' "/proc/$pid/cgroup" 2>/dev/null
  group=$(sed -n -e 's/^[0-9]*:\(.*,\)\{0,1\}\(cpu\|pids\|memory\)\(,.*\)\{0,1\}:\(.*\)$/\4/p' -e 's/^0::\(..*\)$/\1/p' "/proc/$pid/cgroup" | grep -vx / | head -n 1)
  # A service manager inside has put itself into a group of its own.
  group=${group%/init.scope} group=${group%/ns}
fi

# Its processes: those of its group and of the groups below it.
[ -n "$group" ] && [ "$group" != / ] || exit 0
while read -r _ point type _; do
  case $type in
  cgroup | cgroup2)
    [ -d "$point$group" ] || continue
    find "$point$group" -name cgroup.procs -exec cat {} + 2>/dev/null | head -n 5000 | sed 's/^/process /'
    break
    ;;
  esac
done </proc/mounts
exit 0
