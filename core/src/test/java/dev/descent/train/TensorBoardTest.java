package dev.descent.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.data.TensorDataset;
import dev.descent.nn.Activation;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.optim.Sgd;
import dev.descent.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.util.Event;

class TensorBoardTest {
  @TempDir Path folder;

  @Test
  void aRunIsShown() throws IOException {
    Tensor inputs = Tensor.normal(1, 1, 20, 3);
    Tensor labels = Tensor.of(new int[20], 20);
    TensorDataset data = TensorDataset.ofClasses(inputs, labels, 2);
    History history;
    try (TensorBoard board = TensorBoard.in(folder, 2)) {
      history =
          Trainer.of(Mlp.of(1, Activation.RELU, 3, 4, 2), Losses::crossEntropy, new Sgd(0.25f))
              .epochs(2)
              .batchSize(5)
              .listen(board)
              .fit(data, data);
    }
    List<Event> events = events();
    assertThat(values(events, "loss/step")).hasSize(4);
    assertThat(steps(events, "loss/step")).containsExactly(2L, 4L, 6L, 8L);
    assertThat(values(events, "training/learning-rate")).hasSize(4).containsOnly(0.25f);
    assertThat(steps(events, "loss/validation")).containsExactly(4L, 8L);
    assertThat(values(events, "loss/validation"))
        .containsExactlyElementsOf(
            history.epochs().stream().map(epoch -> (float) epoch.testLoss()).toList());
    assertThat(values(events, "accuracy/validation"))
        .containsExactlyElementsOf(
            history.epochs().stream().map(epoch -> (float) epoch.accuracy()).toList());
  }

  private List<Event> events() throws IOException {
    Path file;
    try (Stream<Path> files = Files.list(folder)) {
      file = Objects.requireNonNull(files.findFirst().orElse(null));
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] data = new byte[Math.toIntExact(bytes.getLong())];
      bytes.getInt();
      bytes.get(data);
      bytes.getInt();
      events.add(Event.parseFrom(data));
    }
    return events;
  }

  private static List<Event> tagged(List<Event> events, String tag) {
    return events.stream()
        .filter(event -> event.getSummary().getValueCount() == 1)
        .filter(event -> event.getSummary().getValue(0).getTag().equals(tag))
        .toList();
  }

  private static List<Float> values(List<Event> events, String tag) {
    return tagged(events, tag).stream()
        .map(event -> event.getSummary().getValue(0).getSimpleValue())
        .toList();
  }

  private static List<Long> steps(List<Event> events, String tag) {
    return tagged(events, tag).stream().map(Event::getStep).toList();
  }
}
