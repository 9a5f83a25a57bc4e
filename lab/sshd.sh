# Sourced after lib.sh: a real OpenSSH server on this machine, and an ssh that knows it.
# shellcheck shell=sh

# ssh_server: starts one on a port of 127.0.0.1, which is in $ssh_port. What of it the server knows
# is in $ssh_folder. From then on `ssh` in the path has a configuration of its own there, in which
# the server is called lab. Where $ssh_inside is a command, the server is started by it.
ssh_server() {
  sshd=$(command -v sshd || echo /usr/sbin/sshd)
  [ -x "$sshd" ] || skip 'sshd is not installed'
  need ssh ssh-keygen python3
  # shellcheck disable=SC2154 # of lib.sh
  ssh_folder=$work/ssh
  mkdir -p "$ssh_folder/bin"
  [ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
  for key in mine host other; do
    ssh-keygen -q -t ed25519 -N '' -C "$key" -f "$ssh_folder/$key" </dev/null
  done
  cp "$ssh_folder/mine.pub" "$ssh_folder/allowed"
  ssh_port=$(free_port)
  # StrictModes minds the folder's parents, which others may write to.
  cat >"$ssh_folder/sshd_config" <<END
Port $ssh_port
ListenAddress 127.0.0.1
HostKey $ssh_folder/host
AuthorizedKeysFile $ssh_folder/allowed
PidFile $ssh_folder/sshd.pid
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PermitUserEnvironment yes
MaxStartups 50
LogLevel VERBOSE
END
  # -D: it is our child and ends with us.
  # shellcheck disable=SC2086 # a list of words
  ${ssh_inside:-} "$sshd" -D -e -f "$ssh_folder/sshd_config" 2>"$ssh_folder/log" </dev/null &
  child=$!
  running="$running $child"
  await_that grep -q 'Server listening' "$ssh_folder/log" ||
    fail "sshd does not start: $(tail -n 1 "$ssh_folder/log")"
  known "[127.0.0.1]:$ssh_port" host
  ssh_host lab "$ssh_port"
  # Whoever runs the lab has hosts and habits of their own in ~/.ssh.
  printf '#!/bin/sh\nexec %s -F "%s/config" "$@"\n' "$(command -v ssh)" "$ssh_folder" \
    >"$ssh_folder/bin/ssh"
  chmod +x "$ssh_folder/bin/ssh"
  PATH=$ssh_folder/bin:$PATH
}

# known NAME KEY: the client takes the server of that name for the one with this key.
known() { echo "$1 $(cut -d ' ' -f 1,2 "$ssh_folder/$2.pub")" >>"$ssh_folder/known"; }

# ssh_host NAME PORT [LINE]...: a name of the client's configuration, with more lines of its own.
ssh_host() {
  cat >>"$ssh_folder/config" <<END
Host $1
  HostName 127.0.0.1
  Port $2
  User $(id -un)
  IdentityFile $ssh_folder/mine
  IdentitiesOnly yes
  UserKnownHostsFile $ssh_folder/known
END
  shift 2
  for line; do echo "  $line" >>"$ssh_folder/config"; done
}

# login NAME COMMAND: a target whose login does not end in a plain shell. What was asked for is run by
# $asked, where COMMAND has it.
login() {
  ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$ssh_folder/key-$1" </dev/null
  printf '%s\n' "$2" >"$ssh_folder/login-$1"
  echo "command=\"exec sh $ssh_folder/login-$1\" $(cat "$ssh_folder/key-$1.pub")" >>"$ssh_folder/allowed"
  ssh_host "$1" "$ssh_port"
  sed -i "/^Host $1\$/,\$ s|IdentityFile .*|IdentityFile $ssh_folder/key-$1|" "$ssh_folder/config"
}

# shellcheck disable=SC2016,SC2034 # expanded by the login; it is for the scripts that source this
asked='sh -c "$SSH_ORIGINAL_COMMAND"'

# logins: how many connections the server has let in so far.
logins() { grep -c 'Accepted publickey' "$ssh_folder/log" || :; }

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
