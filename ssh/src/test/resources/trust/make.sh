#!/bin/sh
# Makes `hashed` with ssh-keygen: the names web1, [web2]:2222, 10.0.0.1 and ::1, each hashed, with two kinds of key.
set -eu
cd "$(dirname "$0")"
rm -f hashed
ed25519=$(cut -d' ' -f1,2 ../keys/ed25519.pub)
rsa=$(cut -d' ' -f1,2 ../keys/rsa.pub)
printf '%s\n' "web1 $ed25519" "web1 $rsa" "[web2]:2222 $ed25519" "10.0.0.1,::1 $rsa" > hashed
ssh-keygen -q -H -f hashed 2>/dev/null
rm -f hashed.old
chmod 644 hashed
