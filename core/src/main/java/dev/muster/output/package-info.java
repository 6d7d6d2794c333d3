/// From bytes to lines and results: one bounded queue for each run, with credit for the remote
/// side.
package dev.muster.output;
