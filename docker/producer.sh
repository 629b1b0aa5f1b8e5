#!/bin/sh
# The schedules of a local stack: one backfill of the samples, then a tick every hour and a sweep every
# minute, as EventBridge triggers them on AWS.
set -eu
# The first process of a container ignores signals that it does not trap.
trap 'exit 0' TERM INT
millrace() { java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Dlogback.configurationFile=millrace-logback.xml -cp '/opt/cli/*' dev.millrace.cli.MillraceMain "$@"; }

millrace backfill --from 2003-01-01T00:00:00Z --types GithubType
minute=0
while true; do
  [ $((minute % 60)) -ne 0 ] || millrace produce || true
  millrace sweep || true
  minute=$((minute + 1))
  sleep 60 &
  wait $!
done
