/// The `muster` command: reads arguments, runs one verb, prints what comes, and ends with a status
/// that says how it went.
package dev.muster.cli;
