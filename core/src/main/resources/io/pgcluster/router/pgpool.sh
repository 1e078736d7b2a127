#!/bin/sh
# Becomes pgpool. Its folders are in memory: what it knew of backends must not outlive it (-D).
set -eu
umask 077
[ -z "$PGCLUSTER_PROGRAMS" ] || PATH="$PGCLUSTER_PROGRAMS:$PATH"
config=/etc/pgcluster/router
# Not -k, which version 3.7 does not know.
PGPOOLKEYFILE="$config/pool-key"
export PATH PGPOOLKEYFILE
exec pgpool -n -D -f "$config/pgpool.conf" -a "$config/pool_hba.conf"
