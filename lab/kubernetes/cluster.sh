# Sourced after lib.sh: a real Kubernetes 1.20 with one node, this machine, in network, process and
# mount namespaces of its own.
# shellcheck shell=sh

# cluster: brings it up and waits until the node is ready. From then on `there COMMAND...` runs a
# command where the cluster is reached, and kubectl has its administrator's context.
cluster() {
  need jq openssl etcd containerd ctr runc kubectl ip nsenter unshare busybox
  need_root
  [ -x /usr/lib/cni/ptp ] || skip 'containernetworking-plugins is not installed'
  # shellcheck disable=SC2154 # of lib.sh
  cache=${WHYSLOW_LAB_K8S:-$root/.build/lab-k8s}
  [ -x "$cache/bin/kubelet" ] || skip 'Kubernetes is not built; make lab-k8s does it'
  ! ldd "$(command -v busybox)" >/dev/null 2>&1 || skip 'busybox is not static'
  # Names of pods are looked for there, and nobody else's are to be touched.
  [ ! -e /var/log/pods ] || rmdir /var/log/pods 2>/dev/null || skip 'this machine is a node already'
  mkdir -p /var/log/pods
  later 'rm -rf /var/log/pods; rmdir /var/log/containers 2>/dev/null || :'
  later remove_groups
  # shellcheck disable=SC2154 # of lib.sh
  k8s=$work/k8s
  mkdir "$k8s" "$k8s/apiserver" "$k8s/manager"
  certificates
  images
  network k8s
  # shellcheck disable=SC2154 # of network
  ip -n "$net" link add k0 type bridge
  ip -n "$net" addr add 10.88.0.1/24 dev k0
  ip -n "$net" link set k0 up
  ip -n "$net" route add default via 10.88.0.254
  # unshare lets no signal through, but what it has started ends with it. `ip netns exec` would hide
  # the control groups.
  # shellcheck disable=SC2016 # expanded by the inner shell
  start sh -c 'trap "kill -9 \$!; exit" TERM INT HUP; "$@" & wait' sh nsenter --net="/run/netns/$net" \
    unshare --mount --pid --fork --kill-child --mount-proc "$root/lab/kubernetes/node" "$k8s" "$cache/bin"
  # shellcheck disable=SC2154 # of start
  node=$child
  later remove_containers
  export KUBECONFIG="$k8s/admin.conf"
  wait_for 90 node_is_ready || fail "the node does not get ready: $(tail -q -n 1 "$k8s"/*.log "$work/output" | tr '\n' ';')"
  there kubectl create namespace "$namespace" >/dev/null
}
namespace=shop

there() { nsenter --net="/run/netns/$net" "$@"; }

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
  tries=$(($1 * 5))
  shift
  until "$@" >/dev/null 2>&1; do
    kill -0 "$node" 2>/dev/null || return 1
    tries=$((tries - 1))
    [ $tries -gt 0 ] || return 1
    sleep 0.2
  done
}

node_is_ready() {
  # Of no input jq makes no mistake.
  there kubectl get node node1 -o json --request-timeout=5s >"$work/node.json" 2>/dev/null &&
    jq -e '[.status.conditions[] | select(.type == "Ready" and .status == "True")] != []' "$work/node.json"
}

# pod_is NAME FILTER: that of what the cluster tells of the pod FILTER is true.
pod_is() {
  there kubectl get pod -n "$namespace" "$1" -o json >"$work/pod.json" 2>/dev/null &&
    jq -e "$2" "$work/pod.json"
}

# The pods' processes are in the node's namespace and end with it; their groups stay.
remove_containers() {
  stop "$node"
  sleep 0.5
}
remove_groups() {
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    left=$(find /sys/fs/cgroup -maxdepth 2 -type d -name kubepods)
    [ -n "$left" ] || break
    for one in $left; do find "$one" -depth -type d -exec rmdir {} + 2>/dev/null || :; done
    sleep 0.3
  done
}

certificates() {
  (
    cd "$k8s"
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=lab-ca -keyout ca.key -out ca.crt
    certificate api /CN=kube-apiserver 'subjectAltName=IP:127.0.0.1,IP:10.88.0.1,IP:10.96.0.1'
    certificate admin /O=system:masters/CN=admin subjectAltName=DNS:admin
    certificate jane /CN=jane subjectAltName=DNS:jane
    certificate kubelet /O=system:nodes/CN=system:node:node1 'subjectAltName=DNS:node1,IP:10.88.0.1'
    openssl genrsa -out sa.key 2048
  ) >"$work/output" 2>&1 || fail "no certificates: $(tail -n 1 "$work/output")"
  for user in admin jane kubelet; do
    cat >"$k8s/$user.conf" <<END
apiVersion: v1
kind: Config
clusters: [{name: lab, cluster: {server: "https://10.88.0.1:6443", certificate-authority: $k8s/ca.crt}}]
users: [{name: u, user: {client-certificate: $k8s/$user.crt, client-key: $k8s/$user.key}}]
contexts: [{name: lab, context: {cluster: lab, user: u}}]
current-context: lab
END
  done
}

# certificate NAME SUBJECT ALTERNATIVES
certificate() {
  openssl req -newkey rsa:2048 -nodes -subj "$2" -keyout "$1.key" -out "$1.csr"
  printf '%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$3" >"$1.ext"
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out "$1.crt" \
    -extfile "$1.ext"
}

# One image that does nothing, one with what a shell needs, one with a single program.
images() {
  mkdir -p "$work/pause" "$work/bare" "$work/box/bin" "$work/box/tmp" "$work/box/proc"
  cp "$(command -v busybox)" "$work/box/bin/busybox"
  for name in $(busybox --list); do
    [ "$name" = busybox ] || ln -s busybox "$work/box/bin/$name"
  done
  cp "$(command -v busybox)" "$work/pause/sleep"
  cp "$(command -v busybox)" "$work/bare/dd"
  image pause '["/sleep", "1000000"]'
  image box '["/bin/sh"]'
  image bare '["/dd", "if=/dev/zero", "of=/dev/null", "bs=64k"]'
}

# image NAME ENTRYPOINT: $k8s/NAME.tar, as `docker save` writes it.
image() {
  (
    cd "$work" && tar -C "$1" -c -f layer.tar .
    printf '{"architecture": "%s", "os": "linux", "config": {"Entrypoint": %s, "Env": ["PATH=/bin"]},
      "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}' \
      "$(dpkg --print-architecture)" "$2" "$(sha256sum layer.tar | cut -d ' ' -f 1)" >config.json
    printf '[{"Config": "config.json", "RepoTags": ["localhost/lab/%s:1"], "Layers": ["layer.tar"]}]' \
      "$1" >manifest.json
    tar -c -f "$k8s/$1.tar" manifest.json config.json layer.tar
  )
}
