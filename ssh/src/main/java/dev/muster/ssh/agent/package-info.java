/// Keys that an ssh-agent holds (draft-ietf-sshm-ssh-agent), over a Unix-domain socket.
package dev.muster.ssh.agent;
