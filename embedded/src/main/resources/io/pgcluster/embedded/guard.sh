# guard FOLDER ID SIGNAL END: waits for the end of its input, which comes when the JVM closes it or is gone, killed or
# not. Then it stops all servers below FOLDER with SIGNAL, and if END is "remove", removes FOLDER.
folder=$1 id=$2 signal=$3 end=$4
trap '' INT TERM HUP
while read -r _; do :; done

# Another cluster may have taken the place meanwhile.
[ "$(cat "$folder/id" 2>/dev/null)" = "$id" ] || exit 0

ours() { # ours PID: whether that process was started for this folder; numbers are used again
  if [ -e /proc/self/cmdline ]; then
    tr '\0' ' ' <"/proc/$1/cmdline"
  else
    ps -o args= -p "$1"
  fi 2>/dev/null | grep -qF "$folder/"
}

tries=0
while :; do
  running=
  for file in "$folder"/*/pid; do
    [ -e "$file" ] && read -r pid <"$file" && ours "$pid" || continue
    running=yes
    kill -"$signal" "$pid" 2>/dev/null
  done
  [ -n "$running" ] || break
  tries=$((tries + 1))
  [ "$tries" -lt 500 ] || signal=KILL
  sleep 0.01 2>/dev/null || sleep 1
done

# A postmaster that was killed has left its shared memory behind.
for file in "$folder"/*/data/postmaster.pid; do
  [ -e "$file" ] || continue
  segment=$(sed -n '7s/.* //p' "$file")
  [ -z "$segment" ] || ipcrm -m "$segment" 2>/dev/null
done
[ "$end" = remove ] || exit 0
tries=0
until rm -rf "$folder" 2>/dev/null || [ "$tries" -ge 100 ]; do
  tries=$((tries + 1))
  sleep 0.05 2>/dev/null || sleep 1
done
rmdir "${folder%/*}" 2>/dev/null
exit 0
