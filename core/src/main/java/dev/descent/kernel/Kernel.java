package dev.descent.kernel;

import java.util.List;

/// One piece of work in a plan, divided into tiles that do not depend on each other.
///
/// How it is divided follows from its shapes alone, never from the number of threads, and each
/// element of the result is computed by one tile in one order: so the result is the same to the
/// last bit for any number of threads.
public interface Kernel {
  /// The number of tiles.
  int tiles();

  /// Does one tile's work.
  void run(int tile, Memory memory);

  /// What is read.
  List<Value> inputs();

  /// What is written.
  List<Value> outputs();

  /// Whether an output may lie in the same memory as an input: each element of the input is read
  /// before the output's element in its place is written, by the same tile, and not again.
  default boolean canOverwrite(Value input, Value output) {
    return false;
  }

  /// The same by machine code, where that costs less than it saves, with the same bits: for a plan
  /// that runs again and again. What is computed must be complete.
  default Kernel compiled() {
    return this;
  }

  /// The name of the kind of work, for people.
  String kind();

  /// The operations that are done, for people.
  String detail();

  /// The work, roughly, in elementary operations.
  long work();
}
