# Sourced before lib.sh: the rest of the script runs in a mount namespace of its own, in which
# folders of this machine can be written to and nothing of it stays.
# shellcheck shell=sh

if [ "${WHYSLOW_LAB_APART:-}" != yes ]; then
  unshare -m true 2>/dev/null || { echo 'no right to a mount namespace' && exit 77; }
  WHYSLOW_LAB_APART=yes exec unshare -m --propagation private -- "$0" "$@"
fi
export WHYSLOW_LAB_APART=no

# over FOLDER: what is written there from now on is seen by this script and what it starts alone.
over() {
  # shellcheck disable=SC2154 # of lib.sh
  layer=$work/over/$(echo "$1" | tr / _)
  mkdir -p "$layer/upper" "$layer/work"
  mount -t overlay whyslow-lab -o "lowerdir=$1,upperdir=$layer/upper,workdir=$layer/work" "$1" 2>/dev/null ||
    skip "no overlay over $1 here"
  later "umount -l '$1'"
}
