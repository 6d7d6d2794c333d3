package dev.muster.ssh.agent;

/// Numbers of the agent's protocol (draft-ietf-sshm-ssh-agent sections 3 and 6).
final class AgentMessage {

  static final int FAILURE = 5;
  static final int REQUEST_IDENTITIES = 11;
  static final int IDENTITIES_ANSWER = 12;
  static final int SIGN_REQUEST = 13;
  static final int SIGN_RESPONSE = 14;

  static final int FLAG_RSA_SHA2_256 = 2;
  static final int FLAG_RSA_SHA2_512 = 4;

  private AgentMessage() {}
}
