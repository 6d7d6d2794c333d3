package dev.muster.tools;

/// What a name in a folder stands for.
public enum FileType {
  FILE,
  FOLDER,
  /// A symbolic link.
  LINK,
  /// A device, a socket or a pipe.
  OTHER
}
