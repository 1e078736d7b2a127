# shellcheck shell=sh
# What the primary and the standbys share. POSIX sh, read by process 1 of the container.
# Relies on postgres, initdb, pg_basebackup, pg_ctl, psql and pg_isready alone.
set -eu
umask 077
[ -z "$PGCLUSTER_PROGRAMS" ] || PATH="$PGCLUSTER_PROGRAMS:$PATH"
export PATH

config=/etc/pgcluster/postgres
secret=/etc/pgcluster/bootstrap
new="$PGDATA.new"
mount=${PGDATA%/*}

say() { printf 'pgcluster: %s\n' "$*" >&2; }
die() {
  say "$*"
  exit 1
}

# A shell runs traps only between commands: what takes long runs beside it, and is stopped with it.
stop() {
  trap - TERM INT QUIT
  [ -z "${!:-}" ] || repeat TERM "$!" 9>&- &
  wait
  exit 143
}
# A process that was just forked loses a signal to the shell's handlers, which are its own until it
# has given them up: so it is told until it has gone.
repeat() { # repeat SIGNAL PROCESS
  while kill "-$1" "$2" 2>/dev/null; do sleep 0.1; done
}
trap stop TERM INT QUIT
await() { # the child that was just started
  status=0
  wait "$!" || status=$?
  return "$status"
}
run() {
  "$@" &
  await
}

# Two postmasters must never share a folder, not even while a pod that was deleted by force still
# runs on this node. The lock goes with the last process of this container.
lock() {
  command -v flock >/dev/null || return 0
  exec 9>>"$mount/pgcluster.lock"
  flock -n 9 && return 0
  say "$mount is in use by another container on this node; waiting until it is gone"
  until flock -n 9; do run sleep 0.5; done
}

# From the temporary folder to the final one, when all of it is on the disk.
finish() {
  method=
  if initdb --help | grep -q -e --sync-method; then method=--sync-method=syncfs; fi
  run initdb -D "$new" --sync-only ${method:+"$method"} >/dev/null
  mv "$new" "$PGDATA"
  run sync "$mount"
}

# Process 1 stays, so that its server can be restarted in its pod, which keeps its address: SIGUSR1
# asks for that. Any other end of the server is the container's end.
# shellcheck disable=SC2120 # the primary has no options
serve() { # serve OPTION...
  # A volume that was mounted anew may have been made accessible to its group.
  chmod 0700 "$PGDATA"
  again=
  ending=
  server=
  trap 'again=yes; send INT' USR1
  trap 'ending=INT; send INT' TERM INT
  trap 'ending=QUIT; send QUIT' QUIT
  while :; do
    say "starting $PGCLUSTER_POD"
    postgres -D "$PGDATA" -c "config_file=$config/postgresql.conf" -c "cluster_name=$PGCLUSTER_POD" "$@" &
    server=$!
    # A signal from before it was there.
    [ -z "$again$ending" ] || send "${ending:-INT}"
    end
    if [ -z "$again" ] || [ -n "$ending" ]; then exit "$status"; fi
    again=
    server=
  done
}
# A server takes repeated signals for one, and QUIT after INT for what it is (postmaster's pmdie).
send() { # send SIGNAL to the server; one that is gone needs none
  [ -n "$server" ] && kill "-$1" "$server" 2>/dev/null || return 0
  repeat "$1" "$server" 9>&- &
}
end() { # of the server; a signal ends the wait alone
  status=0
  wait "$server" || status=$?
  while kill -0 "$server" 2>/dev/null; do
    status=0
    wait "$server" || status=$?
  done
}

lock
[ ! -e "$PGDATA" ] || [ -s "$PGDATA/PG_VERSION" ] \
  || die "$PGDATA exists and is no data folder of PostgreSQL: look at it, and move it away"
