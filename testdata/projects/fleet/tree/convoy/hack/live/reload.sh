#!/bin/sh
# Runs a program, and starts it again when its file is replaced: reload.sh PROGRAM [ARGUMENT]...
# If the program ends by itself, it is started again too: a restart of the container would bring back the old file.
set -u
program="$1"
child=
stopping=

stop() {
  stopping=yes
  [ -z "$child" ] || kill -TERM "$child" 2>/dev/null
}
trap stop INT TERM

state() {
  stat -c '%i %s %Y' "$program" 2>/dev/null
}

# Returns once the program has ended, or has been replaced and stopped.
watch() {
  seen="$started"
  while [ -z "$stopping" ] && kill -0 "$child" 2>/dev/null; do
    sleep 1 &
    wait $!
    now="$(state)"
    # While a file is being written, it differs from one look to the next.
    if [ -n "$now" ] && [ "$now" != "$started" ] && [ "$now" = "$seen" ]; then
      echo "reload: $program was replaced, restarting it" >&2
      kill -TERM "$child" 2>/dev/null
      return
    fi
    seen="$now"
  done
}

status=0
while [ -z "$stopping" ]; do
  started="$(state)"
  "$@" &
  child=$!
  watch
  wait "$child"
  status=$?
  # A signal interrupts the wait.
  while kill -0 "$child" 2>/dev/null; do
    wait "$child"
    status=$?
  done
  if [ -z "$stopping" ] && [ "$(state)" = "$started" ]; then
    echo "reload: $program ended with status $status, restarting it in 2 seconds" >&2
    sleep 2 &
    wait $!
  fi
done
exit "$status"
