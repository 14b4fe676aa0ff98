#!/bin/sh
# What `make test-pages` needs beside Python: from Debian's packages if we are root, else one line that says what to install.
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
[ -n "$packages" ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "test-pages needs: sudo apt-get install$packages" >&2
  exit 1
fi
echo "installing$packages"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
