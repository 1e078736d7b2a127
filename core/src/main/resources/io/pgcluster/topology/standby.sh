#!/bin/sh
# Clones the primary when there is no data folder yet, and becomes a postmaster that follows it.
. /etc/pgcluster/postgres/common.sh

# libpq wants a file that nobody else may read; that of a Secret can be read by its group.
export PGPASSFILE=/run/pgcluster/pgpass
cat "$secret/pgpass" >"$PGPASSFILE"
primary="$(cat "$config/primary.conninfo") application_name=$HOSTNAME passfile=$PGPASSFILE"
slot=$(printf %s "$HOSTNAME" | tr - _)

ask() { psql "$primary dbname=postgres connect_timeout=5" -XAtqc "$1"; }
system() { psql "$primary replication=true connect_timeout=5" -XAtqc IDENTIFY_SYSTEM | cut -d'|' -f1; }

reserve() { # the slot, so that the primary keeps what is not here yet
  ask "SELECT pg_create_physical_replication_slot('$slot', true)
         WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '$slot')" >/dev/null
}

clone() {
  say "cloning the primary"
  until run pg_isready -q -t 2 -d "$primary"; do run sleep 0.25; done
  rm -rf "$new"
  reserve
  identity=$(system)
  method=
  if pg_basebackup --help | grep -q -e '--sync-method'; then method=--sync-method=syncfs; fi
  # shellcheck disable=SC2086
  run pg_basebackup -D "$new" -d "$primary" -w -c fast -X stream -S "$slot" --no-manifest $method
  [ -n "$identity" ] || die "the primary does not say which system it is"
  printf '%s\n' "$identity" >"$new/pgcluster.system"
  : >"$new/standby.signal"
  rm -f "$new/postgresql.auto.conf"
  mv "$new" "$PGDATA"
  run sync
}

# What is here must be a copy of that primary, and the primary must still have what it lacks. A
# primary that does not answer is no reason not to serve reads.
check() {
  there=$(system) || return 0
  here=$(cat "$PGDATA/pgcluster.system")
  [ "$there" = "$here" ] \
    || die "the volume holds a copy of system $here, but the primary is system $there: nothing is overwritten. If that copy is not needed, delete this pod's claim and then the pod"
  state=$(ask "SELECT wal_status FROM pg_replication_slots WHERE slot_name = '$slot'") || return 0
  if [ "$state" = lost ]; then
    say "this copy was left behind by more than max_slot_wal_keep_size: cloning again"
    ask "SELECT pg_drop_replication_slot('$slot')" >/dev/null
    rm -rf "$PGDATA"
    clone
  else
    reserve || true
  fi
}

lock
if [ -e "$PGDATA" ]; then check; else clone; fi
: >>"$PGDATA/standby.signal"
serve -c "primary_conninfo=$primary" -c "primary_slot_name=$slot"
