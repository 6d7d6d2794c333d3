/// `ssh_config(5)`: what the user's and the machine's files say about a host.
///
/// Two steps, kept apart: [SshConfig] is text read once, [Evaluator] turns it and a host's name
/// into [HostSettings], thousands of times a second. What they need of the world comes from the
/// caller: [ConfigFiles] for files, [Outside] for programs, names and networks, [LocalSide] for who
/// we are.
package dev.muster.ssh.config;
