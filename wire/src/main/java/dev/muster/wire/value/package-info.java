/// The codec for values: a closed list of types, limits before memory.
package dev.muster.wire.value;
