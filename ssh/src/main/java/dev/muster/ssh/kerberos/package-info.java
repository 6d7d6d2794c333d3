/// Kerberos tickets through the JDK's GSS-API. Everything here that blocks says so.
package dev.muster.ssh.kerberos;
