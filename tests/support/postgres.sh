#!/usr/bin/env bash
# Starts a throw-away PostgreSQL cluster for one nextest run and hands its address to the tests.
# nextest calls this as a setup script; the cluster ends by itself, with its files, when that nextest ends.
set -euo pipefail

runner=$PPID

# Debian keeps the server's programs out of the PATH, under their version.
for folder in /usr/lib/postgresql/*/bin; do
    [ -x "$folder/initdb" ] && PATH="$folder:$PATH"
done
if ! command -v initdb >/dev/null; then
    echo "PostgreSQL is not installed: tests on it are skipped (./test installs it)"
    exit 0
fi

home=$(mktemp -d "${TMPDIR:-/tmp}/zhibao-postgres.XXXXXX")
# PostgreSQL refuses to run as root: then the package's own user runs it.
if [ "$(id -u)" = 0 ]; then
    chown postgres "$home"
    as_owner() { (cd "$home" && runuser -u postgres -- env PATH="$PATH" "$@"); }
else
    as_owner() { (cd "$home" && "$@"); }
fi

password=$(od -An -tx1 -N16 /dev/urandom | tr -d ' \n')
printf '%s\n' "$password" | as_owner sh -c 'umask 077 && cat > password'
as_owner initdb --pgdata=data --username=zhibao --pwfile=password --auth=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync --no-instructions >/dev/null

# No fsync: the tests kill our server, never this one. The rest is as a real installation has it.
as_owner sh -c 'cat >> data/postgresql.conf' <<'SETTINGS'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
max_connections = 300
timezone = 'UTC'
SETTINGS
start_on() {
    as_owner pg_ctl start --pgdata=data --wait --timeout=60 --silent --log=log --options="-p $1" \
        </dev/null >/dev/null 2>&1
}
port=
for _ in 1 2 3 4 5 6 7 8; do
    candidate=$((20000 + RANDOM % 12000))
    if start_on "$candidate"; then
        port=$candidate
        break
    fi
done
if [ -z "$port" ]; then
    cat "$home/log" >&2
    exit 1
fi

# The watcher outlives this script but not the runner.
(
    while kill -0 "$runner" 2>/dev/null; do sleep 1; done
    as_owner pg_ctl stop --pgdata=data --mode=immediate --silent
    rm -rf "$home"
) </dev/null >/dev/null 2>&1 &
disown

echo "ZHIBAO_TEST_POSTGRES=postgres://zhibao:$password@127.0.0.1:$port/postgres" >>"$NEXTEST_ENV"
