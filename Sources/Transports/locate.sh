# shellcheck shell=sh
# Tells on which node of this machine's Proxmox cluster a guest or a container is. The cluster's
# filesystem has every node's configurations, so it takes no process and asks no other node.
# Usage: sh -s qemu-server|lxc ID
echo 'whyslow node 1'
folder=$1 id=$2
if ! [ -d /etc/pve ]; then
  echo none
elif ! [ -r /etc/pve/.members ]; then
  echo closed
elif [ -e "/etc/pve/$folder/$id.conf" ]; then
  echo here
else
  for conf in /etc/pve/nodes/*/"$folder/$id.conf"; do
    [ -e "$conf" ] || continue
    node=${conf#/etc/pve/nodes/}
    node=${node%%/*}
    echo "there $node"
    [ ! -f "/etc/pve/nodes/$node/ssh_known_hosts" ] || echo keys
    break
  done
  echo members
  cat /etc/pve/.members
fi
exit 0
