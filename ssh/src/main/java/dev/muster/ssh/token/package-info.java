/// Keys on security tokens, through libraries of PKCS#11. What is here blocks.
package dev.muster.ssh.token;
