#!/bin/sh
# Installs bedrock-auth for one team, on Linux and macOS. Running it again updates what is there.
set -eu

usage() {
  cat <<'USAGE'
Installs bedrock-auth for one team and sets up its AWS profile and Claude Code.

usage: sh install.sh [options]

  --prefix DIR     install into DIR/bin instead of ~/.local/bin
  --profile NAME   the AWS profile to write, instead of bedrock
  --no-profile     leave ~/.aws/config alone
  --no-claude      leave Claude Code's settings alone
  --uninstall      take back what was written, and remove the program
  --help           show this

BEDROCK_AUTH_HOME says where bedrock-auth keeps things, instead of ~/.bedrock-auth.
USAGE
}

fail() {
  printf 'install.sh: %s\n' "$1" >&2
  exit 1
}

here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
prefix=${HOME:?}/.local
uninstall=no

# What is meant for `bedrock-auth install` stays in the arguments.
left=$#
while [ "$left" -gt 0 ]; do
  argument=$1
  shift
  left=$((left - 1))
  case $argument in
    --prefix | --profile)
      [ "$left" -gt 0 ] || fail "$argument needs a value"
      value=$1
      shift
      left=$((left - 1))
      if [ "$argument" = --prefix ]; then
        prefix=$value
      else
        set -- "$@" --profile "$value"
      fi
      ;;
    --no-profile | --no-claude) set -- "$@" "$argument" ;;
    --uninstall) uninstall=yes ;;
    --help | -h)
      usage
      exit 0
      ;;
    *)
      usage >&2
      fail "there is no option $argument"
      ;;
  esac
done
case $prefix in
  /*) ;;
  *) prefix=$(pwd)/$prefix ;;
esac

folder=$prefix/bin
program=$folder/bedrock-auth
home=${BEDROCK_AUTH_HOME:-$HOME/.bedrock-auth}

# The release's name of this machine.
target() {
  system=$(uname -s)
  machine=$(uname -m)
  # A shell under Rosetta says x86_64 on a machine that is not.
  if [ "$system" = Darwin ] && [ "$(sysctl -n sysctl.proc_translated 2>/dev/null || echo 0)" = 1 ]; then
    machine=arm64
  fi
  case $machine in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) fail "there is no bedrock-auth for a $machine" ;;
  esac
  case $system in
    Linux) printf '%s-unknown-linux-musl\n' "$machine" ;;
    Darwin) printf '%s-apple-darwin\n' "$machine" ;;
    *) fail "there is no bedrock-auth for $system; on Windows, run install.ps1" ;;
  esac
}

sha256() {
  if command -v sha256sum >/dev/null 2>&1; then
    sha256sum <"$1"
  elif command -v shasum >/dev/null 2>&1; then
    shasum -a 256 <"$1"
  elif command -v openssl >/dev/null 2>&1; then
    openssl dgst -sha256 -r <"$1"
  else
    fail "could not check $1: there is neither sha256sum nor shasum nor openssl"
  fi
}

# Ends when the file is not the one that was packaged.
check() {
  [ -f "$here/$1" ] || fail "$1 is missing: unpack the whole folder again"
  wanted=
  while read -r sum name; do
    if [ "$name" = "$1" ]; then wanted=$sum; fi
  done <"$here/SHA256SUMS"
  [ -n "$wanted" ] || fail "SHA256SUMS does not name $1: unpack the whole folder again"
  found=$(sha256 "$here/$1")
  [ "${found%% *}" = "$wanted" ] ||
    fail "$1 is not what was packaged: do not use it, and fetch the folder again"
}

# put FILE PLACE MODE: whole or not at all.
put() {
  beside=$2.new-$$
  trap 'rm -f "$beside"' EXIT
  trap 'exit 1' HUP INT TERM
  cp "$1" "$beside"
  chmod "$3" "$beside"
  mv -f "$beside" "$2"
  trap - EXIT HUP INT TERM
}

if [ "$uninstall" = yes ]; then
  if [ -x "$program" ]; then
    "$program" uninstall || printf 'install.sh: some of it stays; see above\n' >&2
    # Only the program can take back what is still written down.
    if [ -e "$home/install.json" ]; then
      fail "$program stays too: do as it says above, and run this again"
    fi
    rm -f "$program"
    printf 'Removed %s\n' "$program"
  else
    printf 'There is no %s\n' "$program"
  fi
  if [ -f "$home/routes.json" ] && cmp -s "$here/routes.json" "$home/routes.json"; then
    rm -f "$home/routes.json"
  fi
  exit 0
fi

binary=bin/bedrock-auth-$(target)
check "$binary"
check routes.json
check team
read -r team <"$here/team"

mkdir -p "$folder"
put "$here/$binary" "$program" 755
if [ ! -d "$home" ]; then
  mkdir -p "$home"
  chmod 700 "$home"
fi
put "$here/routes.json" "$home/routes.json" 600
printf 'Installed %s\n' "$program"

"$program" install --team "$team" "$@"

case :$PATH: in
  *:"$folder":*) ;;
  *) printf 'Add %s to your PATH to run bedrock-auth by its name.\n' "$folder" ;;
esac
printf 'Sign in with: %s login\n' "$program"
