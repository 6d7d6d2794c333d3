/// SSH keys: public keys as the wire carries them, private keys and the files that hold them.
package dev.muster.ssh.key;
