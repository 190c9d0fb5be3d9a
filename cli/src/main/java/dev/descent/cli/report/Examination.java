package dev.descent.cli.report;

import dev.descent.data.LabelledImages;
import dev.descent.data.TensorDataset;
import dev.descent.nn.Losses;
import dev.descent.nn.Module;
import dev.descent.train.ConfusionMatrix;
import dev.descent.train.Evaluation;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/// How a trained model does on test images.
///
/// @param mistakes the worst ones, the worst first
public record Examination(ConfusionMatrix confusion, List<Mistake> mistakes) {
  private static final int MOST_MISTAKES = 24;
  private static final int BATCH = 1000;

  public Examination {
    mistakes = List.copyOf(mistakes);
  }

  /// An image that was taken for something else.
  ///
  /// @param probability how sure the model was, from 0 to 1
  /// @param picture the image as PNG
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Mistake(int actual, int predicted, double probability, byte[] picture) {}

  private record Guess(int index, int predicted, double probability) {}

  /// Examines a model.
  ///
  /// @param model a model in evaluation mode that gives one number a class
  public static Examination of(Module model, LabelledImages images) throws IOException {
    TensorDataset dataset = TensorDataset.of(images);
    Evaluation evaluation = Evaluation.of(model, Losses::crossEntropy, dataset);
    List<Guess> wrong = new ArrayList<>();
    for (int from = 0; from < images.count(); from += BATCH) {
      int[] indices = IntStream.range(from, Math.min(from + BATCH, images.count())).toArray();
      float[] probabilities =
          model.apply(dataset.batch(indices).inputs()).softmax(-1).toFloatArray();
      int classes = probabilities.length / indices.length;
      for (int i = 0; i < indices.length; i++) {
        int best = best(probabilities, i * classes, images.classes());
        if (best != images.label(from + i)) {
          wrong.add(new Guess(from + i, best, probabilities[i * classes + best]));
        }
      }
    }
    wrong.sort(Comparator.comparingDouble(Guess::probability).reversed());
    List<Mistake> worst = new ArrayList<>();
    for (Guess guess : wrong.subList(0, Math.min(MOST_MISTAKES, wrong.size()))) {
      worst.add(
          new Mistake(
              images.label(guess.index),
              guess.predicted,
              guess.probability,
              picture(images, guess.index)));
    }
    return new Examination(
        Objects.requireNonNull(evaluation.confusion(), "images have classes"), worst);
  }

  private static int best(float[] values, int start, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      if (values[start + i] > values[start + best]) {
        best = i;
      }
    }
    return best;
  }

  private static byte[] picture(LabelledImages images, int index) throws IOException {
    byte[] pixels = images.image(index);
    BufferedImage image =
        new BufferedImage(images.width(), images.height(), BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, images.width(), images.height(), pixels);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }
}
