#!/bin/sh
# Makes the primary's data folder when there is none, and becomes the postmaster.
# shellcheck source=common.sh
. /etc/pgcluster/postgres/common.sh

# Nothing of it goes into the log: verifiers, and what the setup SQL may hold. And nobody is there
# yet to archive to or to wait for, nor anything to lose: finish() brings all of it to the disk.
alone='-c log_statement=none -c log_min_error_statement=panic -c log_min_duration_statement=-1
  -c log_min_duration_sample=-1 -c log_transaction_sample_rate=0
  -c archive_mode=off -c synchronous_standby_names= -c fsync=off'

single() { # single DATABASE FILE: runs SQL in a server that nobody can connect to
  # shellcheck disable=SC2086
  postgres --single -j -D "$new" -c "config_file=$config/postgresql.conf" $alone \
    -c exit_on_error=on -- "$1" <"$2" >/dev/null &
  await || die "$2 could not be carried out in database $1"
}

setup() { # by psql, so that it may hold all that psql takes; in a server on a socket of its own
  say "running the setup SQL"
  run pg_ctl start -D "$new" -w -t 86400 -s \
    -o "-c config_file=$config/postgresql.conf -c listen_addresses='' -c unix_socket_directories=/tmp -c log_min_messages=fatal $(printf %s "$alone" | tr '\n' ' ')" \
    || die "no server for the setup SQL"
  # A message could quote a secret; a file that wants them all says \set VERBOSITY default.
  run psql -X -q -o /dev/null -h /tmp -d postgres -v ON_ERROR_STOP=1 -v VERBOSITY=sqlstate -f "$secret/setup.sql" \
    || die "the setup SQL failed at the line and with the SQLSTATE above; correct access.setupSql and apply again"
  run pg_ctl stop -D "$new" -w -t 86400 -s -m fast
}

make() {
  run rm -rf "$new"
  say "making a new data folder"
  run initdb -D "$new" --username="$PGUSER" --encoding=UTF8 --locale=C.UTF-8 --data-checksums \
    --auth-local=trust --auth-host=reject --no-sync --no-instructions >/dev/null
  single postgres "$secret/roles.sql"
  for name in "$secret"/database-*.name; do
    [ -e "$name" ] || continue
    single "$(cat "$name")" "${name%.name}.sql"
  done
  [ ! -s "$secret/setup.sql" ] || setup
  finish
}

[ -e "$PGDATA" ] || make
[ ! -e "$PGDATA/standby.signal" ] \
  || die "the volume holds a standby's copy, and nothing is changed. If it is to be the primary's data, remove $PGDATA/standby.signal"
serve
