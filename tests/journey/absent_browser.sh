#!/bin/sh
# A browser that nobody sits at: it writes down what it should open.
#
# usage: absent_browser.sh FILE ADDRESS
printf '%s\n' "$2" >>"$1"
