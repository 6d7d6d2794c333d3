package dev.muster.ssh.config;

import java.util.List;

/// One file, read and checked.
///
/// @param blocks its blocks in order, of which the first counts for every host
/// @param wantsFinal whether a `Match final` stands in it or in a file that it includes
/// @param always whether a line in it does something for hosts for which it does not count
record ConfigText(List<Block> blocks, boolean wantsFinal, boolean always) {}
