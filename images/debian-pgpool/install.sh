#!/bin/bash
# Debian's own pgpool2 4.6, as it comes: programs in /usr/sbin and on PATH; uid and gid 999.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends pgpool2
usermod -u 999 postgres
groupmod -g 999 postgres
test -x /usr/sbin/pgpool
rm -rf /etc/pgpool2 /var/lib/apt/lists/* /var/cache/apt/archives/*.deb
