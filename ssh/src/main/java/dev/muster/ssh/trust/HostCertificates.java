package dev.muster.ssh.trust;

import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.key.SshCertificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says whether a certificate is good for a host, as OpenSSH's client does, its authority apart.
final class HostCertificates {

  private static final int MAX_SHOWN = 8;

  private HostCertificates() {}

  /// Returns what is wrong and what to do, going on from the certificate's name; null if it is
  /// good.
  ///
  /// @param host the name that the caller connects to, without a port, in lower case
  /// @param algorithms by which the authority may have signed
  static @Nullable String problem(
      SshCertificate certificate, String host, Instant now, List<String> algorithms) {
    if (certificate.role() != SshCertificate.Role.HOST) {
      // Who may log in somewhere is not by that the host he logs in to.
      return "is for a user where one for a host is wanted; sign the host's key with ssh-keygen -h";
    }
    if (certificate.validity().isBefore(now)) {
      return "holds "
          + certificate.validity()
          + " and it is "
          + now
          + "; check this machine's clock, or wait";
    }
    if (certificate.validity().isOver(now)) {
      return "holds " + certificate.validity() + " and it is " + now + "; have the key signed anew";
    }
    if (!certificate.principals().contains(host)) {
      return names(certificate.principals())
          + " where \""
          + host
          + "\" is wanted; have it signed for that name, or set HostKeyAlias to one of its names";
    }
    if (!certificate.criticalOptions().isEmpty()) {
      // The authority wants whoever does not know an option to refuse the certificate.
      return "has the critical option "
          + StrangeText.shown(certificate.criticalOptions().getFirst())
          + ", which no client knows; have it signed without";
    }
    if (!algorithms.contains(certificate.signatureAlgorithm())) {
      return "was signed with "
          + certificate.signatureAlgorithm()
          + " where one of "
          + algorithms
          + " is wanted; have it signed with one of those";
    }
    return null;
  }

  /// A certificate without names is good for every host in older releases of OpenSSH: whoever takes
  /// one host's key could pass for all of them.
  private static String names(List<String> principals) {
    if (principals.isEmpty()) {
      return "is for no host by name";
    }
    List<String> first = principals.subList(0, Math.min(MAX_SHOWN, principals.size()));
    return "is for "
        + String.join(", ", StrangeText.shown(first))
        + (principals.size() > MAX_SHOWN ? " and more" : "");
  }
}
