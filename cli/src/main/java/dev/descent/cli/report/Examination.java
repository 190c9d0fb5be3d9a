package dev.descent.cli.report;

import dev.descent.data.Batch;
import dev.descent.data.Dataset;
import dev.descent.data.LoadedData;
import dev.descent.nn.Module;
import dev.descent.tensor.Tensor;
import dev.descent.train.Evaluation;
import dev.descent.train.Mistakes;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import javax.imageio.ImageIO;

/// How a trained model does on its test data.
///
/// @param evaluation all figures
/// @param classNames names of the classes; none for regression
/// @param mistakes the worst ones, the worst first; none unless the data are images
public record Examination(
    Evaluation evaluation, List<String> classNames, List<Mistake> mistakes) {
  private static final int MOST_MISTAKES = 24;

  public Examination {
    classNames = List.copyOf(classNames);
    mistakes = List.copyOf(mistakes);
  }

  /// An image that was taken for something else.
  ///
  /// @param probability how sure the model was, from 0 to 1
  /// @param picture the image as PNG
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Mistake(int actual, int predicted, double probability, byte[] picture) {}

  /// Examines a model.
  ///
  /// @param model a model in evaluation mode
  public static Examination of(Module model, BinaryOperator<Tensor> loss, LoadedData data)
      throws IOException {
    Dataset test = data.test();
    Evaluation evaluation = Evaluation.of(model, loss, test);
    List<Mistake> worst = new ArrayList<>();
    LoadedData.ImageSize size = data.images();
    if (size != null) {
      for (Mistakes.Mistake mistake : Mistakes.worst(model, test, MOST_MISTAKES)) {
        worst.add(
            new Mistake(
                mistake.actual(),
                mistake.predicted(),
                mistake.probability(),
                picture(test.batch(new int[] {mistake.index()}), size)));
      }
    }
    return new Examination(evaluation, data.classNames(), worst);
  }

  /// The name of a class, or its number where it has none.
  public String name(int number) {
    return number < classNames.size() ? classNames.get(number) : Integer.toString(number);
  }

  private static byte[] picture(Batch batch, LoadedData.ImageSize size) throws IOException {
    float[] levels = batch.inputs().toFloatArray();
    byte[] pixels = new byte[levels.length];
    for (int i = 0; i < levels.length; i++) {
      pixels[i] = (byte) Math.round(255 * levels[i]);
    }
    BufferedImage image =
        new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, size.width(), size.height(), pixels);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }
}
