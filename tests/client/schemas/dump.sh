#!/bin/sh
# Writes the dumps of the present schema: dump.sh PATH-OF-test-store-files. Run it when a release freezes a schema, and commit the result;
# dumps of released versions are never written again.
set -eu
here=$(dirname "$(readlink -f "$0")")
folder=$(mktemp -d)
"$1" --make "$folder"
for name in store journal; do
  version=$(sqlite3 "$folder/$name.db" 'PRAGMA user_version')
  {
    printf 'PRAGMA application_id = %s;\nPRAGMA user_version = %s;\n' "$(sqlite3 "$folder/$name.db" 'PRAGMA application_id')" "$version"
    sqlite3 "$folder/$name.db" .dump
  } > "$here/$name-v$version.sql"
done
rm -r "$folder"
