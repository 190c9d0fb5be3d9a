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
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.util.Event;
import org.tensorflow.util.SessionLog;

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

  /// A run that went on after its last checkpoint, was killed there and went on from it.
  @Test
  void aRunThatGoesOnIsShownAsOne() throws IOException {
    Path checkpoints = folder.resolve("checkpoints");
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    fit(whole, 2, trainer -> {});
    fit(parts, 1, trainer -> trainer.listen(Checkpoints.in(checkpoints)));
    Checkpoint checkpoint = Checkpoint.newest(checkpoints, problem -> {}).orElseThrow();
    fit(parts, 2, trainer -> trainer.resumeFrom(checkpoint));
    assertThat(steps(events(parts), "loss/step")).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    fit(parts, 2, trainer -> trainer.resumeFrom(checkpoint));

    List<Event> expected = events(whole);
    List<Event> shown = events(parts);
    for (String tag : List.of("loss/step", "loss/training", "accuracy/validation")) {
      assertThat(steps(shown, tag)).as(tag).isEqualTo(steps(expected, tag));
      assertThat(values(shown, tag)).as(tag).isEqualTo(values(expected, tag));
    }
  }

  private static void fit(Path folder, int epochs, Consumer<Trainer> change) {
    Tensor inputs = Tensor.normal(1, 1, 20, 3);
    TensorDataset data = TensorDataset.ofClasses(inputs, Tensor.of(new int[20], 20), 2);
    Trainer trainer =
        Trainer.of(Mlp.of(1, Activation.RELU, 3, 4, 2), Losses::crossEntropy, new Sgd(0.25f))
            .epochs(epochs)
            .batchSize(5);
    change.accept(trainer);
    try (TensorBoard board = TensorBoard.in(folder, 1)) {
      trainer.listen(board).fit(data, data);
    }
  }

  private List<Event> events() throws IOException {
    return events(folder);
  }

  /// What TensorBoard has of a folder: the events of its files, one after the other; where one says
  /// that training starts with a step, those before it of that step and later ones are dropped
  /// (`EventAccumulator._CheckForRestartAndMaybePurge`).
  private static List<Event> events(Path folder) throws IOException {
    List<Path> sorted;
    try (Stream<Path> files = Files.list(folder)) {
      sorted = files.filter(Files::isRegularFile).sorted().toList();
    }
    List<Event> events = new ArrayList<>();
    for (Path file : sorted) {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining()) {
        byte[] data = new byte[Math.toIntExact(bytes.getLong())];
        bytes.getInt();
        bytes.get(data);
        bytes.getInt();
        Event event = Event.parseFrom(data);
        if (event.getSessionLog().getStatus() == SessionLog.SessionStatus.START) {
          events.removeIf(earlier -> earlier.getStep() >= event.getStep());
        }
        events.add(event);
      }
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
