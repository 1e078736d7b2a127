#!/bin/sh
# Runs pgpool, and brings it what changes in its files. Its folders are in memory: what it knew of
# backends must not outlive it (-D).
set -eu
umask 077
[ -z "$PGCLUSTER_PROGRAMS" ] || PATH="$PGCLUSTER_PROGRAMS:$PATH"
config=/etc/pgcluster/router
work=/run/pgpool
# Not -k, which version 3.7 does not know.
PGPOOLKEYFILE="$config/pool-key"
export PATH PGPOOLKEYFILE

# All routers take up new passwords in the same second: 130 ahead where kubelets cannot be told to look.
# A moment beyond that is of a clock that is wrong.
moment() {
  [ -s "$config/switch-at" ] || return 0
  read -r at <"$config/switch-at" || [ -n "$at" ]
  now=$(date +%s)
  [ "$((at - now))" -le 150 ] || return 0
  while [ -z "$stop" ] && [ "$(date +%s)" -lt "$at" ]; do sleep 0.05 || true; done
}

# A child of pgpool that serves a client does not open the file again at a reload (pgpool 4.7,
# pool_process_query.c), and reads no block again that is still in its buffer: so the file is
# written over where it lies, in one piece, behind a block that is larger than the buffer.
passwords() {
  moment
  {
    printf ':%8190s\n' ''
    cat "$config/pool_passwd"
  } >"$work/pool_passwd.new"
  [ -e "$work/pool_passwd" ] || : >"$work/pool_passwd"
  dd if="$work/pool_passwd.new" of="$work/pool_passwd" bs=1048576 conv=notrunc 2>/dev/null
  truncate -r "$work/pool_passwd.new" "$work/pool_passwd"
  rm "$work/pool_passwd.new"
}

version() { readlink "$config/..data" || true; }

stop=
pgpool=
trap 'stop=1; [ -z "$pgpool" ] || kill -INT "$pgpool" 2>/dev/null || true' TERM INT
known=$(version)
passwords
[ -z "$stop" ] || exit 0
pgpool -n -D -f "$config/pgpool.conf" -a "$config/pool_hba.conf" &
pgpool=$!
while kill -0 "$pgpool" 2>/dev/null; do
  sleep 0.2 || true
  if [ "$(version)" != "$known" ]; then
    known=$(version)
    passwords
    kill -HUP "$pgpool" 2>/dev/null || true
  fi
done
wait "$pgpool"
