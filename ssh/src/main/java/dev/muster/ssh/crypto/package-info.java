/// Cryptography by provider: the one place that chooses between Conscrypt and the JDK.
package dev.muster.ssh.crypto;
