package dev.descent.lab.engine;

/// What a session is doing.
sealed interface Goal {
  /// Nothing.
  record Rest() implements Goal {}

  /// To train until told otherwise.
  record Play() implements Goal {}

  /// To come to a step of the timeline.
  record Seek(long target) implements Goal {}

  /// To do so many steps, or epochs of a sweep.
  ///
  /// @param until the step, or the epochs left
  /// @param id of the command that is answered then; −1 if it had none
  record Steps(long until, long id) implements Goal {}
}
