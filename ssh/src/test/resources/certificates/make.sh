#!/bin/sh
# Makes the certificates that the tests read, with ssh-keygen, for the keys in ../keys. The authorities are for nothing else.
set -eu
cd "$(dirname "$0")"
rm -f ca-* ./*.pub

for type in ed25519 ecdsa rsa; do ssh-keygen -q -t "$type" -N '' -C "$type authority" -f "ca-$type"; done

# name of the authority, name of the key, more words for ssh-keygen
sign() {
  authority=$1 key=$2
  shift 2
  cp "../keys/$key.pub" "$key.pub"
  ssh-keygen -q -s "ca-$authority" "$@" "$key.pub"
  rm "$key.pub"
}
sign ed25519 ed25519 -h -I web1 -n web1,web1.example.com -z 7 -V 20260101000000Z:20270101000000Z
sign ecdsa ecdsa256 -h -I 'a host of ours' -n 'web*' -V always:forever
sign rsa ecdsa384 -I alice -n alice,root -z 18446744073709551615 -O clear -O force-command=/bin/true -O source-address=10.0.0.0/8
sign ed25519 ecdsa521 -I bob -n bob -O no-x11-forwarding
sign rsa rsa -t rsa-sha2-256 -I rsa-256 -n rsa
mv rsa-cert.pub rsa-256-cert.pub
sign rsa rsa -t ssh-rsa -I rsa-sha1 -n rsa
mv rsa-cert.pub rsa-sha1-cert.pub
sign rsa rsa -I rsa-512 -n rsa -z 3

rm -f ca-ed25519 ca-ecdsa ca-rsa
chmod 644 -- *.pub
