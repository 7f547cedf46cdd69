n=0
while [ $n -lt "$1" ]; do
    n=$((n + 1))
    found=$(printf '%s\n' b a $n | sort | tail -n 3 | sed 's/^/x/' | head -n 1) || exit
    [ "$found" = "x$n" ] || { echo "$n: $found"; exit 1; }
done
echo "$n started"
