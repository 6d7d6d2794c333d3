import org.jspecify.annotations.NullMarked;

/// Ready functions to call on hosts. They stand on the JDK alone, since they are pushed to hosts
/// where nothing else waits for them.
@NullMarked
module dev.muster.tools {
  requires static org.jspecify;

  exports dev.muster.tools;
  exports dev.muster.tools.stream;
}
