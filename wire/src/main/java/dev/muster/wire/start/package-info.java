/// Starting an agent over a byte pipe: the script that runs first, and what it says.
package dev.muster.wire.start;
