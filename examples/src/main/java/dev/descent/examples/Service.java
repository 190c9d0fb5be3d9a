package dev.descent.examples;

import dev.descent.nn.Mlp;
import dev.descent.tensor.Tensor;
import dev.descent.train.ModelFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// A trained model inside a Java service: read once, then asked by many threads at a time.
public final class Service {
  private final Mlp model = Mlp.of(0, 2, 16, 2);

  /// Reads a model file.
  Service(Path file) {
    ModelFiles.load(model, file);
    model.eval();
  }

  /// What is predicted.
  record Answer(int classNumber, float probability) {}

  /// Predicts the class of a point. Threads may call this at the same time: nobody trains the model
  /// any more, and a call only makes tensors of its own.
  Answer predict(float x, float y) {
    Tensor logits = model.apply(Tensor.of(new float[] {x, y}, 1, 2));
    float[] probabilities = logits.softmax(-1).toFloatArray();
    int best = probabilities[1] > probabilities[0] ? 1 : 0;
    return new Answer(best, probabilities[best]);
  }

  /// Trains a model, saves it, and asks the service from eight threads.
  public static void main() throws Exception {
    Path file = Files.createTempFile("moons", ".safetensors");
    ModelFiles.save(SixLines.train(), file);
    Service service = new Service(file);
    Files.delete(file);
    List<Callable<Answer>> questions =
        IntStream.range(0, 1000)
            .<Callable<Answer>>mapToObj(i -> () -> service.predict(i / 500f - 0.5f, 0.25f))
            .toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Answer>> answers = threads.invokeAll(questions);
      for (int i = 0; i < 1000; i += 250) {
        System.out.printf(Locale.ROOT, "%.2f, 0.25 is %s%n", i / 500f - 0.5f, answers.get(i).get());
      }
    }
  }
}
