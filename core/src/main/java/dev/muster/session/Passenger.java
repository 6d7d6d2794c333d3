package dev.muster.session;

import dev.muster.ssh.Failure;
import dev.muster.ssh.SshConnection;

/// Somebody who goes through a [Jump].
interface Passenger {

  /// May connect now, through `way`; [Jump#arrived] is called once that has come to an end, good or
  /// bad.
  void go(SshConnection way);

  /// There is no way.
  ///
  /// @param address of the jump host that could not be passed
  void stranded(String address, Failure why);
}
