#!/bin/bash
# The health command of the worker's image, which has neither curl nor wget: succeeds when the worker answers
# /live, or the path given, with 200 within three seconds.
exec 3<>"/dev/tcp/127.0.0.1/${MILLRACE_HEALTH_PORT:-8080}" || exit 1
printf 'GET %s HTTP/1.0\r\n\r\n' "${1:-/live}" >&3
read -r -t 3 _ status _ <&3 && [ "$status" = 200 ]
