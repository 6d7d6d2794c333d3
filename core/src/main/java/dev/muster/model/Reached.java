package dev.muster.model;

/// A host that was connected to and that accepted the user; nothing was run.
public record Reached() implements Ending {
  @Override
  public boolean ok() {
    return true;
  }

  @Override
  public String words() {
    return "reached";
  }
}
