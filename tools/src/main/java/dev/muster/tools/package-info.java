/// Ready functions to call on hosts, on the JDK alone.
///
/// Files: [dev.muster.tools.FileSystem], [dev.muster.tools.FileLines], [dev.muster.tools.Disk],
/// [dev.muster.tools.FileContent], [dev.muster.tools.FileTree]. Programs:
/// [dev.muster.tools.Processes]. Hosts: [dev.muster.tools.Facts], [dev.muster.tools.Network].
/// Texts: [dev.muster.tools.Templates], [dev.muster.tools.TemplateFiles]. What a system is made of:
/// [dev.muster.tools.Users], [dev.muster.tools.AuthorizedKeys], [dev.muster.tools.Services],
/// [dev.muster.tools.Packages].
///
/// A function that changes something decides first, changes only what differs, and returns a
/// [dev.muster.tools.Change]; with [dev.muster.tools.Mode#DRY_RUN] it decides and touches nothing.
/// Trouble on the host is an `IOException` that says what and what to do next, a wrong argument an
/// `IllegalArgumentException`. A call that is cancelled ends, and what it started with it.
package dev.muster.tools;
