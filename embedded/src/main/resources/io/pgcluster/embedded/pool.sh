# pool FOLDER PGPOOL: becomes pgpool with the configuration in FOLDER.
set -eu
umask 077
cd "$1"
echo $$ >pid
PGPOOLKEYFILE="$1/pool-key"
export PGPOOLKEYFILE
session=
if command -v setsid >/dev/null; then session=setsid; fi
exec $session "$2" -n -D -f "$1/pgpool.conf" -a "$1/pool_hba.conf"
