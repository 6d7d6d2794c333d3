/// Channels as streams of bytes, for code on hosts.
@NullMarked
package dev.muster.tools.stream;

import org.jspecify.annotations.NullMarked;
