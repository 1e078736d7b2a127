#!/bin/sh
# Clones the primary when there is no data folder yet, and becomes a postmaster that follows it.
# shellcheck source=common.sh
. /etc/pgcluster/postgres/common.sh
private=/run/pgcluster

# libpq wants a file that nobody else may read; that of a Secret can be read by its group.
export PGPASSFILE="$private/pgpass"
password() {
  cat "$secret/pgpass" >"$PGPASSFILE.new"
  mv "$PGPASSFILE.new" "$PGPASSFILE"
}
password
primary="$(cat "$config/primary.conninfo") application_name=$PGCLUSTER_POD passfile=$PGPASSFILE"
slot=$(printf %s "$PGCLUSTER_POD" | tr - _)
answer="$private/answer"

ask() { run psql "$primary connect_timeout=5 $1" -XAtq -o "$answer" -c "$2"; }

identify() { # which system the primary is
  ask replication=true IDENTIFY_SYSTEM && IFS='|' read -r there _ <"$answer"
}

reserve() { # the slot, so that the primary keeps what is not here yet
  ask dbname=postgres "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
      WHERE slot_name = '$slot' AND wal_status = 'lost';
    SELECT pg_create_physical_replication_slot('$slot', true)
      WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '$slot')"
}

clone() {
  say "cloning the primary"
  until run pg_isready -q -t 2 -d "$primary"; do run sleep 0.25; done
  run rm -rf "$new"
  identify
  reserve
  run pg_basebackup -D "$new" -d "$primary" -w -c fast -X stream -S "$slot" --no-manifest --no-sync
  printf '%s\n' "$there" >"$new/pgcluster.system"
  : >"$new/standby.signal"
  : >"$new/postgresql.auto.conf"
  finish
}

# What is here must be a copy of that primary, and the primary must still have what it lacks. A
# primary that does not answer is no reason not to serve reads.
check() {
  keep="nothing is changed. If these data are not needed, delete this pod's claim and then the pod"
  [ -s "$PGDATA/pgcluster.system" ] || die "the volume holds data that no standby cloned: $keep"
  read -r here <"$PGDATA/pgcluster.system"
  identify || return 0
  [ "$there" = "$here" ] \
    || die "the volume holds a copy of system $here, but the primary is system $there: $keep"
  ask dbname=postgres "SELECT wal_status FROM pg_replication_slots WHERE slot_name = '$slot'" || return 0
  kept=$(cat "$answer")
  if [ -z "$kept" ] || [ "$kept" = lost ]; then
    # Without a slot it was scaled away, and nobody kept for it what it lacks.
    say "the primary does not keep what this copy lacks (its slot is ${kept:-gone}): cloning again"
    run rm -rf "$new"
    mv "$PGDATA" "$new" # at once: a folder that is half removed must not be taken for a good one
    clone
  else
    reserve || true
  fi
}

# PostgreSQL reads the file at each connection: another password is there without a restart.
follow() {
  trap - TERM INT QUIT
  # Beside the shell that becomes the postmaster, and no longer than it.
  while kill -0 "$$" 2>/dev/null && sleep 0.5; do
    now=$(readlink "$secret/..data") || now=
    [ "$now" = "$1" ] || password
    set -- "$now"
  done
}

if [ -e "$PGDATA" ]; then check; else clone; fi
follow "$(readlink "$secret/..data" || true)" 9>&- &
: >>"$PGDATA/standby.signal"
serve -c "primary_conninfo=$primary" -c "primary_slot_name=$slot"
