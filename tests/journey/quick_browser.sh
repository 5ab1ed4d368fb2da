#!/bin/sh
# A browser whose person is signed in at the provider already: it follows where it is sent. While its
# person is away it only writes down what it should have opened.
#
# usage: quick_browser.sh FOLDER ADDRESS
printf '%s\n' "$2" >>"$1/visits"
[ ! -e "$1/away" ] || exit 0
exec curl --silent --location --cookie '' --max-time 60 --output /dev/null "$2"
