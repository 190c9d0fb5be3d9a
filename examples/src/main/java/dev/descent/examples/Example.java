package dev.descent.examples;

import java.util.List;

/// A program that can be run by name.
///
/// @param name as in `./descent example xor-by-hand`
/// @param idea what it shows, in a few words
public record Example(String name, String idea, Program program) {
  /// The examples, from the first numbers to a service.
  public static final List<Example> ALL =
      List.of(
          new Example("neuron", "one neuron, drawn with all its gradients (SVG)", Neuron::main),
          new Example("xor-by-hand", "a network from loops alone", XorByHand::main),
          new Example(
              "xor-arrays", "the classic lesson, every gradient written out", XorArrays::main),
          new Example("xor-descent", "the same in six lines", XorDescent::main),
          new Example("same-numbers", "by hand, by scalars, by tensors: equal", SameNumbers::main),
          new Example("six-lines", "the training loop", SixLines::main),
          new Example("value-and-grad", "the same loop as functions", ValueAndGrad::main),
          new Example("custom-layer", "a layer of your own", CustomLayer::main),
          new Example("custom-loss", "a loss of your own", CustomLoss::main),
          new Example("custom-optimizer", "an optimizer of your own", CustomOptimizer::main),
          new Example(
              "custom-listener", "hear what training does, and stop it", CustomListener::main),
          new Example(
              "checkpoint", "stop, resume, and come to the same bits", CheckpointAndResume::main),
          new Example("csv", "classify the rows of a table", CsvClassification::main),
          new Example("service", "a trained model in a service with many threads", Service::main));

  /// What `main` does.
  @FunctionalInterface
  public interface Program {
    /// Runs it; it prints to standard output.
    void run() throws Exception;
  }
}
