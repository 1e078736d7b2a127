#!/bin/sh
# Becomes pgpool. Its folders are in memory: what it knew of backends must not outlive it (-D).
set -eu
umask 077
[ -z "$PGCLUSTER_PROGRAMS" ] || PATH="$PGCLUSTER_PROGRAMS:$PATH"
export PATH
config=/etc/pgcluster/router
exec pgpool -n -D -f "$config/pgpool.conf" -a "$config/pool_hba.conf" -k "$config/pool-key"
