/// The data types of SSH on the wire (RFC 4251 section 5): reading with limits, writing without
/// surprises.
package dev.muster.ssh.data;
