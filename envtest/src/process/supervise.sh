# Runs a server for as long as the process at the other end of standard input lives.
# Arguments: the log file (empty: standard error), the folder to remove if that process
# dies without a word, the command. The server's process id is the one line of output.
log=$1 folder=$2
shift 2
exec 3<&0 </dev/null
if [ -n "$log" ]; then
    "$@" >>"$log" 2>&1 3<&- &
else
    "$@" >&2 3<&- &
fi
server=$!
echo "$server"
exec >/dev/null

# A line means stop; the end of the pipe, that nobody is left to say it.
(
    if read -r line <&3; then kill -KILL "$server"; exit 0; fi
    kill -KILL "$server"
    exit 7
) 2>/dev/null &
watch=$!
exec 3<&-

wait "$server" 2>/dev/null
status=$?
kill "$watch" 2>/dev/null
wait "$watch" 2>/dev/null
if [ $? -eq 7 ]; then rm -rf "$folder"; fi
exit $status
