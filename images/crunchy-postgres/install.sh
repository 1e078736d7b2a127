#!/bin/bash
# PostgreSQL 17 of Debian under the contract of Crunchy's image `crunchy-postgres` (2.0.0): uid and
# gid 26, programs in /usr/pgsql-17/bin, PG_MODE and the rest of its environment, /pgdata, /pgconf.
# Written anew from what that contract promises, for tests and for charts that still need it.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends postgresql-17
groupmod -g 1026 tape # Debian's owner of 26
usermod -u 26 postgres
groupmod -g 26 postgres
rm -rf /var/lib/postgresql/17 /etc/postgresql/17 /var/log/postgresql/*
mkdir -p /usr/pgsql-17 /pgdata /pgwal /pgconf /backup /recover /opt/cpm/bin
ln -s /usr/lib/postgresql/17/bin /usr/pgsql-17/bin
test -x /usr/pgsql-17/bin/postgres
chown -R 26:26 /pgdata /pgwal /pgconf /backup /recover /var/lib/postgresql /var/run/postgresql
chmod 3777 /var/run/postgresql

cat >/opt/cpm/bin/start.sh <<'SH'
#!/bin/bash
# PG_MODE=primary (master) makes a data folder or starts the one there is; replica (slave) clones.
set -euo pipefail
die() { echo "start.sh: $*" >&2; exit 1; }
from() { # from VARIABLE FILE: what is mounted wins over the environment
  if [ -s "$2" ]; then printf -v "$1" %s "$(cat "$2")"; fi
}
from PG_USER /pguser/username
from PG_PASSWORD /pguser/password
from PG_PRIMARY_USER /pgprimary/username
from PG_PRIMARY_PASSWORD /pgprimary/password
from PG_ROOT_PASSWORD /pgroot/password
for name in PG_MODE PG_PRIMARY_USER PG_PRIMARY_PASSWORD PG_USER PG_PASSWORD PG_DATABASE PG_ROOT_PASSWORD PG_PRIMARY_PORT; do
  [ -n "${!name:-}" ] || die "$name must be set"
done
export PGHOST=${PGHOST:-/tmp} PGPORT=$PG_PRIMARY_PORT
export PGDATA=/pgdata/${PGDATA_PATH_OVERRIDE:-$HOSTNAME}

configure() {
  cat >"$PGDATA/postgresql.conf" <<CONF
listen_addresses = '*'
port = $PG_PRIMARY_PORT
unix_socket_directories = '$PGHOST'
password_encryption = md5
wal_level = replica
max_wal_senders = ${MAX_WAL_SENDERS:-6}
max_connections = ${MAX_CONNECTIONS:-100}
hot_standby = on
CONF
  cat >"$PGDATA/pg_hba.conf" <<CONF
local all all trust
host replication $PG_PRIMARY_USER 0.0.0.0/0 md5
host all all 0.0.0.0/0 md5
CONF
  for file in postgresql.conf pg_hba.conf pg_ident.conf; do
    [ ! -e "/pgconf/$file" ] || cat "/pgconf/$file" >"$PGDATA/$file"
  done
}

primary() {
  [ ! -e "$PGDATA/postgresql.conf" ] || return 0
  initdb -D "$PGDATA" -U postgres --auth-local=trust --auth-host=md5 --encoding=UTF8 >/dev/null
  configure
  pg_ctl start -D "$PGDATA" -w -s -o "-c listen_addresses=''"
  psql -q -U postgres -d postgres -v ON_ERROR_STOP=1 \
    -v root="$PG_ROOT_PASSWORD" -v primary="$PG_PRIMARY_USER" -v primary_password="$PG_PRIMARY_PASSWORD" \
    -v user="$PG_USER" -v password="$PG_PASSWORD" -v database="$PG_DATABASE" <<'SQL'
ALTER USER postgres PASSWORD :'root';
CREATE USER :"primary" REPLICATION PASSWORD :'primary_password';
CREATE USER :"user" PASSWORD :'password';
CREATE DATABASE :"database";
GRANT ALL PRIVILEGES ON DATABASE :"database" TO :"user";
\c :"database"
CREATE SCHEMA :"user" AUTHORIZATION :"user";
SQL
  pg_ctl stop -D "$PGDATA" -w -s -m fast
}

replica() {
  [ -n "${PG_PRIMARY_HOST:-}" ] || die "PG_PRIMARY_HOST must be set"
  export PGPASSFILE=/tmp/.pgpass
  umask 077
  printf '*:*:*:%s:%s\n' "$PG_PRIMARY_USER" "$PG_PRIMARY_PASSWORD" >"$PGPASSFILE"
  [ ! -e "$PGDATA/postgresql.conf" ] || return 0
  until pg_isready -q -h "$PG_PRIMARY_HOST"; do sleep 1; done
  rm -rf "$PGDATA"
  pg_basebackup -D "$PGDATA" -h "$PG_PRIMARY_HOST" -U "$PG_PRIMARY_USER" -w -X fetch -c fast
  configure
  printf "primary_conninfo = 'host=%s port=%s user=%s passfile=%s'\n" \
    "$PG_PRIMARY_HOST" "$PG_PRIMARY_PORT" "$PG_PRIMARY_USER" "$PGPASSFILE" >>"$PGDATA/postgresql.auto.conf"
  touch "$PGDATA/standby.signal"
}

case $PG_MODE in
  primary | master) primary ;;
  replica | slave) replica ;;
  *) die "PG_MODE $PG_MODE is none of primary, master, replica, slave" ;;
esac
chmod 0700 "$PGDATA"
exec postgres -D "$PGDATA"
SH
cat >/opt/cpm/bin/readiness.sh <<'SH'
#!/bin/bash
exec psql -h "${PGHOST:-/tmp}" -U "$PG_USER" -d "$PG_DATABASE" -Atqc 'SELECT now()'
SH
cat >/opt/cpm/bin/liveness.sh <<'SH'
#!/bin/bash
exec pg_isready -q -h "$HOSTNAME"
SH
chmod 0755 /opt/cpm/bin/*.sh
rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb
