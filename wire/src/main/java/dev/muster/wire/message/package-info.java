/// What the two ends say to each other in headers, items and failures, as records.
///
/// Each is a list of plain values, in the order of its components, and no class is named: both ends
/// know what comes. What a later release adds comes at the end of a list and is passed over by who
/// does not know it.
package dev.muster.wire.message;
