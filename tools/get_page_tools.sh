#!/bin/sh
# What the tests need beside Python (a browser and PDF tools for `make test-pages`, PostgreSQL for `make test`): from Debian's packages if we are root, else one line that says what to install.
set -eu
packages=""
need() { # COMMAND PACKAGE
  command -v "$1" >/dev/null 2>&1 || packages="$packages $2"
}
need chromium chromium
need pdftotext poppler-utils
need qpdf qpdf
need java default-jre-headless
need node nodejs
need npm npm
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages="$packages postgresql"
[ -n "$packages" ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "the tests need: sudo apt-get install$packages" >&2
  exit 1
fi
echo "installing$packages"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
