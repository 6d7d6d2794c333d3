import org.jspecify.annotations.NullMarked;

/// Measures whole runs of Muster beside those of peers, in turn, on the same machine.
@NullMarked
module dev.muster.bench {
  requires static org.jspecify;
  requires dev.muster;
  requires dev.muster.ssh;
  requires info.picocli;

  opens dev.muster.bench to
      info.picocli;
}
