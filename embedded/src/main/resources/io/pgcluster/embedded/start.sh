# start FOLDER TEMPLATE POSTGRES: becomes the postmaster of FOLDER/data, a copy of TEMPLATE if there is none yet.
set -eu
umask 077
cd "$1"
# Known before anything is made, so that whoever cleans up finds it.
echo $$ >pid
if [ ! -e data ]; then
  rm -rf data.new
  cp -R --reflink=auto "$2" data.new 2>/dev/null || {
    rm -rf data.new
    cp -R "$2" data.new
  }
  # The slots are the primary's; a copy that had them would keep its log for ever.
  if [ -e standby ]; then
    rm -rf data.new/pg_replslot/*
    : >data.new/standby.signal
  fi
  mv data.new data
fi
# A session of its own: Ctrl-C at the terminal is not meant for it.
session=
if command -v setsid >/dev/null; then session=setsid; fi
exec $session "$3" -D "$1/data" -c "config_file=$1/postgresql.conf"
