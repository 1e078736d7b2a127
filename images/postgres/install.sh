#!/bin/bash
# PostgreSQL 17 of Debian under the contract of the official image `postgres`:
# uid and gid 999, programs on PATH, /var/run/postgresql writable by any user.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends postgresql-17
usermod -u 999 postgres
groupmod -g 999 postgres
rm -rf /var/lib/postgresql/17 /etc/postgresql/17 /var/log/postgresql/*
chown -R 999:999 /var/lib/postgresql /var/run/postgresql /var/log/postgresql
chmod 3777 /var/run/postgresql
rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb
