/// What goes by on connections, a line a packet, without what is secret in it.
@NullMarked
package dev.muster.ssh.trace;

import org.jspecify.annotations.NullMarked;
