package dev.muster.session;

import java.util.Map;

/// What the tasks of one run have in common.
///
/// @param environment variables for the commands
/// @param input what the commands read; owned by the run
/// @param windowBytes how much output of one host may be on its way
record Job(Map<String, String> environment, InputSource input, int windowBytes) {}
