package dev.muster.tools;

import static org.assertj.core.api.Assertions.assertThat;

/// A change that a test makes.
interface Changing {

  /// What the change is about, to tell whether anything was touched.
  interface State {
    Object look() throws Exception;
  }

  Change in(Mode mode) throws Exception;

  /// Makes the change after a dry run, which must have said the same and touched nothing, and then
  /// once more, which must find nothing to do and touch nothing.
  static Change make(State state, Changing changing) throws Exception {
    Object before = state.look();
    Change planned = changing.in(Mode.DRY_RUN);
    assertThat(state.look()).as("after a dry run").isEqualTo(before);
    Change made = changing.in(Mode.APPLY);
    assertThat(planned).isEqualTo(new Change(made.what(), made.diff(), Mode.DRY_RUN));
    assertThat(made.changed()).isTrue();
    Object after = state.look();
    assertThat(changing.in(Mode.APPLY).changed()).as("once more").isFalse();
    assertThat(state.look()).as("once more").isEqualTo(after);
    return made;
  }
}
