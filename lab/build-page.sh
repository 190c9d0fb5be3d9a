#!/bin/sh
# Builds the lab's page, lab/page, into lab/target/page, if that is not newer than its sources.
#
#   build-page.sh strict    fails if it cannot be built
#   build-page.sh lenient   says so, and leaves the program without the page
set -eu

lab=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
page=$lab/page
built=$lab/target/page

give_up() {
  if [ "$1" = strict ]; then
    echo "the lab's page cannot be built: $2" >&2
    exit 1
  fi
  rm -rf "$built"
  exit 0
}

[ -f "$page/package.json" ] || exit 0
if [ -f "$built/index.html" ]; then
  newer=$(find "$page" -name node_modules -prune -o -type f -newer "$built/index.html" -print | head -n 1)
  [ -n "$newer" ] || exit 0
fi
command -v npm >/dev/null 2>&1 || give_up "$1" "there is no npm; install Node 20 or later"

cd -- "$page"
mkdir -p "$lab/target"
log=$lab/target/page.log
# What npm has installed is as new as the lock file that it was installed from, or older than a changed one.
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --prefer-offline --fetch-retries 1 --no-audit --no-fund >"$log" 2>&1 ||
    give_up "$1" "npm ci failed (offline?); its log is $log"
fi
npm run build >"$log" 2>&1 || give_up "$1" "npm run build failed; its log is $log"
[ -f "$built/index.html" ] || give_up "$1" "npm run build has left no $built/index.html"
touch "$built/index.html"
