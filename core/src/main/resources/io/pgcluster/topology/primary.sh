#!/bin/sh
# Makes the primary's data folder when there is none, and becomes the postmaster.
. /etc/pgcluster/postgres/common.sh

# Nothing of it goes into the log: verifiers, and what the setup SQL may hold.
quiet='-c log_statement=none -c log_min_error_statement=panic -c log_min_duration_statement=-1'

single() { # single DATABASE FILE: runs SQL in a server that nobody can connect to
  # shellcheck disable=SC2086
  postgres --single -j -D "$new" -c "config_file=$config/postgresql.conf" $quiet \
    -c exit_on_error=on -c archive_mode=off "$1" <"$2" >/dev/null &
  await || die "$2 could not be carried out in database $1"
}

setup() { # by psql, so that it may hold all that psql takes; in a server on a socket of its own
  say "running the setup SQL"
  run pg_ctl start -D "$new" -w -t 86400 -s \
    -o "-c config_file=$config/postgresql.conf -c listen_addresses='' -c unix_socket_directories=/tmp $quiet -c archive_mode=off -c fsync=off" \
    || die "no server for the setup SQL"
  run psql -X -q -o /dev/null -h /tmp -d postgres -v ON_ERROR_STOP=1 -v VERBOSITY=terse -f "$secret/setup.sql" \
    || die "the setup SQL failed, see above; correct access.setupSql and apply again"
  run pg_ctl stop -D "$new" -w -t 86400 -s -m fast
}

make() {
  rm -rf "$new"
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

lock
[ -e "$PGDATA" ] || make
serve
