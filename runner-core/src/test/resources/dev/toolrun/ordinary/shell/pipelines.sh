set -eu
is() { [ "$1" = "$2" ] || { echo "is '$1' and not '$2'"; exit 1; }; }
is "$(seq 1 10000 | sort -R | sort -n --parallel=4 | tail -n 1)" 10000
is "$(seq 1 200000 | sort -r -S 1M -T /tmp | head -n 1)" 99999
is "$(yes | head -n 5000 | wc -l)" 5000
is "$(printf 'b\na\nc\n' | tee copy | sort | tr '\n' ' ')" "a b c "
is "$(seq 20 | xargs -n 1 -P 4 sh -c 'echo $(($0 * $0))' | sort -n | tail -n 1)" 400
is "$(cat <<end
here $((6 * 7)) $(echo document)
end
)" "here 42 document"
for n in 1 2 3 4 5; do (sleep 0.0$n; echo $n >>ended) & done
wait
is "$(wc -l <ended)" 5
(exit 3) && status=0 || status=$?
is $status 3
mkfifo fifo
echo through >fifo &
is "$(cat fifo)" through
trap 'echo trapped >trap' USR1
kill -USR1 $$
is "$(cat trap)" trapped
is "$(timeout 0.1 sleep 60 || echo $?)" 124
is "$(TZ=America/New_York date -d @0 +%H:%M)" 19:00
mkdir -p a/b/c && cp -a a z && touch a/b/x a/y && ln -s y a/link && mv a/y a/b && chmod -R u+w a
is "$(find a -type f | sort | tr '\n' ' ')" "a/b/x a/b/y "
tar czf a.tgz a && rm -r a && tar xzf a.tgz && [ -d a/b/c ]
dd if=/dev/zero of=zero bs=64k count=16 2>/dev/null && split -b 300k zero part. && cat part.* | cmp - zero
is "$(sha256sum <zero | cut -c 1-8)" 30e14955
echo 'x=1' >edit && sed -i 's/1/2/' edit && is "$(awk -F= '{print $2 * 21}' edit)" 42
is "$(printf 'ä\nZ\na\n' | sort | tr '\n' ' ')" "Z a ä "
printf 'a\nb\n' >one && printf 'a\nc\n' >two
is "$(diff one two | grep -c '^[<>]')" 2
is "$(comm -12 one two)" a
is "$(grep -rl c . | head -n 1)" ./two
is "$(echo 'scale=3; 2/3' | bc)" .666
is "$(head -c 100000 /dev/urandom | wc -c)" 100000
echo done
