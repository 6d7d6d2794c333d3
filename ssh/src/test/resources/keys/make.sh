#!/bin/sh
# Makes the key files that the tests read, with ssh-keygen and openssl. The keys are for nothing else.
# Every encrypted file has the passphrase "correct horse" (in UTF-8 with an accent: "pässwort" for ed25519.accent).
set -eu
cd "$(dirname "$0")"
pass='correct horse'
rm -f ed25519* ecdsa* rsa* dsa* cert*

keygen() { ssh-keygen -q -C "made for tests" "$@"; }

keygen -t ed25519 -N '' -f ed25519
for bits in 256 384 521; do keygen -t ecdsa -b "$bits" -N '' -f "ecdsa$bits"; done
keygen -t rsa -b 2048 -N '' -f rsa
keygen -t dsa -N '' -f dsa
cp dsa dsa.pem && chmod 600 dsa.pem && keygen -p -m PEM -N '' -P '' -f dsa.pem >/dev/null

# OpenSSH's own form, each cipher
for cipher in aes128-ctr aes192-ctr aes256-ctr aes128-cbc aes192-cbc aes256-cbc 3des-cbc \
    aes128-gcm@openssh.com aes256-gcm@openssh.com chacha20-poly1305@openssh.com; do
  file=ed25519.${cipher%@*}
  cp ed25519 "$file"
  keygen -p -Z "$cipher" -a 1 -P '' -N "$pass" -f "$file" >/dev/null
done
for type in ecdsa256 ecdsa384 ecdsa521 rsa; do
  cp "$type" "$type.encrypted"
  keygen -p -a 2 -P '' -N "$pass" -f "$type.encrypted" >/dev/null
done
cp ed25519 ed25519.accent
keygen -p -a 16 -P '' -N 'pässwort' -f ed25519.accent >/dev/null

# the older forms
for type in ecdsa256 ecdsa384 ecdsa521 rsa; do
  cp "$type" "$type.pem"
  keygen -p -m PEM -P '' -N '' -f "$type.pem" >/dev/null
  openssl pkcs8 -topk8 -nocrypt -in "$type.pem" -out "$type.pkcs8"
  openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -passout "pass:$pass" -in "$type.pem" -out "$type.pkcs8.aes256"
done
# an Ed25519 seed is the last 32 bytes of its PKCS#8, and the first half of what OpenSSH's form keeps
seed=$(sed '/^-/d' ed25519 | base64 -d | od -An -v -tx1 | tr -d ' \n' | sed 's/.*0000004\(0.\{64\}\).*/\1/' | cut -c2-)
printf '302e020100300506032b657004220420%s' "$seed" | sed 's/../\\x&/g' | xargs -0 printf '%b' |
  openssl pkcs8 -inform DER -topk8 -nocrypt -out ed25519.pkcs8
openssl pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA1 -passout "pass:$pass" -in ed25519.pkcs8 -out ed25519.pkcs8.aes128
openssl pkcs8 -topk8 -v2 aes-192-cbc -v2prf hmacWithSHA512 -passout "pass:$pass" -in ed25519.pkcs8 -out ed25519.pkcs8.aes192
openssl pkcs8 -topk8 -v2 des3 -v2prf hmacWithSHA384 -passout "pass:$pass" -in ed25519.pkcs8 -out ed25519.pkcs8.des3
openssl pkcs8 -topk8 -scrypt -passout "pass:$pass" -in ed25519.pkcs8 -out ed25519.pkcs8.scrypt
for cipher in aes128 aes192 aes256 des3; do
  openssl rsa -traditional "-$cipher" -passout "pass:$pass" -in rsa.pem -out "rsa.pem.$cipher" 2>/dev/null
done
openssl ec -aes128 -passout "pass:$pass" -in ecdsa256.pem -out ecdsa256.pem.aes128 2>/dev/null
openssl ec -no_public -in ecdsa521.pem -out ecdsa521.pem.secret 2>/dev/null
openssl ecparam -name prime256v1 -genkey -out ecdsa256.parameters 2>/dev/null
openssl ecparam -name secp256k1 -genkey -noout -out ecdsa.k1 2>/dev/null
openssl req -x509 -key rsa.pem -subj /CN=test -days 1 -out cert.pem 2>/dev/null
rm -f dsa.pub
chmod 644 -- *
chmod 755 make.sh
