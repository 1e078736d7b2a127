#!/bin/bash
# pgpool 4.6 of Debian under the contract of the official image `pgpool/pgpool`:
# uid and gid 70, programs in /opt/pgpool-II/bin.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends pgpool2
userdel -f postgres 2>/dev/null || true
groupdel postgres 2>/dev/null || true
groupadd -g 70 postgres
useradd -u 70 -g 70 -M -d /opt/pgpool-II -s /bin/sh postgres
mkdir -p /opt/pgpool-II/bin
for program in /usr/sbin/pgpool /usr/bin/pg_md5 /usr/bin/pg_enc /usr/sbin/pcp_* /usr/bin/pcp_*; do
  [ ! -x "$program" ] || ln -s "$program" /opt/pgpool-II/bin/
done
test -x /opt/pgpool-II/bin/pgpool
rm -rf /etc/pgpool2 /var/lib/apt/lists/* /var/cache/apt/archives/*.deb
