/// Java runtimes for hosts that have none: made here once, kept, and given away.
package dev.muster.session.runtime;
