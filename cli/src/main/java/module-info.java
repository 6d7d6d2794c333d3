import org.jspecify.annotations.NullMarked;

/// The `muster` command.
@NullMarked
module dev.muster.cli {
  requires static org.jspecify;
  requires dev.muster;
  requires dev.muster.fleet;
  requires dev.muster.tools;
  requires jdk.unsupported;
}
