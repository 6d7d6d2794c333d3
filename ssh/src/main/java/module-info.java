import org.jspecify.annotations.NullMarked;

/// The SSH client engine, usable alone. Start at [dev.muster.ssh.SshClient].
@NullMarked
module dev.muster.ssh {
  requires static org.jspecify;
  requires org.conscrypt;
  requires jdk.net; // for TCP_QUICKACK, which sockets have where it is there
  requires static org.bouncycastle.provider;
  requires static java.security.jgss; // Kerberos, where it is asked for

  exports dev.muster.ssh;
  exports dev.muster.ssh.agent;
  exports dev.muster.ssh.auth;
  exports dev.muster.ssh.config;
  exports dev.muster.ssh.forward;
  exports dev.muster.ssh.kerberos;
  exports dev.muster.ssh.key;
  exports dev.muster.ssh.machine;
  exports dev.muster.ssh.token;
  exports dev.muster.ssh.trace;
  exports dev.muster.ssh.trust;
  exports dev.muster.ssh.crypto to
      dev.muster.fleet;
  exports dev.muster.ssh.data to
      dev.muster,
      dev.muster.fleet;
  exports dev.muster.ssh.kex to
      dev.muster.fleet;
  exports dev.muster.ssh.loop to
      dev.muster.fleet;
  exports dev.muster.ssh.packet to
      dev.muster.fleet;
  exports dev.muster.ssh.transport to
      dev.muster.fleet;
}
