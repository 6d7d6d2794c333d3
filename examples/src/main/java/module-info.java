import org.jspecify.annotations.NullMarked;

/// Programs of users: what five other systems show in their documents, written with Muster. The
/// page `docs/from-the-originals.md` shows them side by side.
@NullMarked
module dev.muster.examples {
  requires static org.jspecify;
  requires dev.muster;
  requires dev.muster.tools;
}
