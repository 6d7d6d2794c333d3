/// Host sets: which machines a caller names, their algebra and their text form. Start at
/// [dev.muster.host.HostSet].
///
/// Nothing here touches a network, a file or a clock, and nothing here depends on more than
/// `java.base`.
package dev.muster.host;
