# Sourced after apart.sh and lib.sh: this machine looks like a node of a Proxmox cluster to this
# script and to what it starts, with stand-ins for qm(1) and pct(1).
# shellcheck shell=sh

# proxmox_node NAME OTHER...: this machine is the node NAME of a cluster.
proxmox_node() {
  [ ! -e /etc/pve ] || skip 'this is a real node of Proxmox, which is left alone'
  over /etc
  over /run
  mkdir -p /usr/local/sbin /run/qemu-server /etc/pve
  over /usr/local/sbin
  # shellcheck disable=SC2154 # of lib.sh
  cp "$root/lab/proxmox/qm" "$root/lab/proxmox/pct" /usr/local/sbin/
  PATH=/usr/local/sbin:$PATH
  pmxcfs /etc/pve "$@"
  calls=/run/qemu-server/calls
  : >"$calls"
}

# pmxcfs FOLDER NAME OTHER...: the cluster's filesystem in FOLDER as the node NAME has it: pmxcfs.adoc
# of pve-docs, and cfs_create_memberlist_msg in data/src/status.c of pve-cluster.
pmxcfs() {
  folder=$1 name=$2
  shift
  members='' number=0
  for node; do
    number=$((number + 1))
    mkdir -p "$folder/nodes/$node/qemu-server" "$folder/nodes/$node/lxc"
    members="$members${members:+,
}  \"$node\": { \"id\": $number, \"online\": 1, \"ip\": \"127.0.0.1\"}"
  done
  ln -s "nodes/$name" "$folder/local"
  ln -s "nodes/$name/qemu-server" "$folder/qemu-server"
  ln -s "nodes/$name/lxc" "$folder/lxc"
  cat >"$folder/.members" <<MEMBERS
{
"nodename": "$name",
"version": 3,
"cluster": { "name": "lab", "version": 2, "nodes": $number, "quorate": 1 },
"nodelist": {
$members
  }
}
MEMBERS
}
