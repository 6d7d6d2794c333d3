/// Frames and the channels over them, without input or output of their own.
package dev.muster.wire;
