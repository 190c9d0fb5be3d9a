package dev.descent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.data.DataLoader.Position;
import dev.descent.tensor.Shape;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataLoaderTest {
  /// Ten examples whose labels are their numbers.
  private static final Dataset TEN = numbers(10);

  private static Dataset numbers(int count) {
    int[] labels = IntStream.range(0, count).toArray();
    return TensorDataset.ofClasses(Tensor.zeros(count, 2), Tensor.of(labels), count);
  }

  private static List<Integer> labels(Batch batch) {
    return Arrays.stream(batch.labels().toIntArray()).boxed().toList();
  }

  private static List<List<Integer>> epoch(DataLoader loader) {
    List<List<Integer>> batches = new ArrayList<>();
    for (Batch batch : loader) {
      batches.add(labels(batch));
    }
    return batches;
  }

  private static List<Integer> flat(List<List<Integer>> batches) {
    return batches.stream().flatMap(List::stream).toList();
  }

  @Test
  void keepsTheOrderAndTheLastPartialBatch() {
    DataLoader loader = new DataLoader(TEN, 4);
    assertThat(loader.batches()).isEqualTo(3);
    assertThat(epoch(loader))
        .containsExactly(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7), List.of(8, 9));
  }

  @Test
  void dropsTheLastPartialBatchIfAsked() {
    DataLoader loader = new DataLoader(TEN, 4).dropLast();
    assertThat(loader.batches()).isEqualTo(2);
    assertThat(epoch(loader)).hasSize(2).last().isEqualTo(List.of(4, 5, 6, 7));
    assertThat(epoch(new DataLoader(TEN, 5).dropLast())).hasSize(2);
    assertThatThrownBy(() -> new DataLoader(TEN, 11).dropLast())
        .hasMessageContaining("the batch size 11 exceeds the 10 examples");
  }

  @Test
  void everyEpochHasEveryExampleOnceInAnOrderOfItsOwn() {
    DataLoader loader = new DataLoader(numbers(100), 7).shuffled(3);
    List<Integer> first = flat(epoch(loader));
    List<Integer> second = flat(epoch(loader));
    List<Integer> all = IntStream.range(0, 100).boxed().toList();
    assertThat(first).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(all);
    assertThat(second).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(first);
  }

  @Test
  void theOrderDependsOnSeedAndEpochAlone() {
    Dataset hundred = numbers(100);
    DataLoader loader = new DataLoader(hundred, 7).shuffled(3);
    List<List<List<Integer>>> epochs = List.of(epoch(loader), epoch(loader), epoch(loader));
    DataLoader again = new DataLoader(hundred, 7).shuffled(3);
    again.seek(new Position(2, 0));
    assertThat(epoch(again)).isEqualTo(epochs.get(2));
    assertThat(epoch(new DataLoader(hundred, 7).shuffled(4))).isNotEqualTo(epochs.get(0));
  }

  @Test
  void goesOnFromAPositionInTheMiddleOfAnEpoch() {
    DataLoader loader = new DataLoader(TEN, 3).shuffled(1);
    Iterator<Batch> running = loader.iterator();
    running.next();
    assertThat(loader.position()).isEqualTo(new Position(0, 1));
    List<List<Integer>> rest = new ArrayList<>();
    while (running.hasNext()) {
      rest.add(labels(running.next()));
    }
    assertThat(loader.position()).isEqualTo(new Position(1, 0));
    List<List<Integer>> next = epoch(loader);

    DataLoader resumed = new DataLoader(TEN, 3).shuffled(1).prefetch(2);
    resumed.seek(new Position(0, 1));
    assertThat(epoch(resumed)).isEqualTo(rest);
    assertThat(epoch(resumed)).isEqualTo(next);
    assertThatThrownBy(() -> resumed.seek(new Position(0, 4)))
        .hasMessage("there is no batch 4 in epoch 0; an epoch has 4");
  }

  @Test
  void anIterationThatIsBrokenOffIsFollowedByTheNextEpoch() {
    DataLoader loader = new DataLoader(TEN, 3).shuffled(1);
    loader.iterator().next();
    List<List<Integer>> second = epoch(loader);
    DataLoader whole = new DataLoader(TEN, 3).shuffled(1);
    epoch(whole);
    assertThat(second).isEqualTo(epoch(whole));
  }

  @Test
  void prefetchingChangesNothing() {
    DataLoader plain = new DataLoader(numbers(50), 4).shuffled(9);
    for (int ahead : new int[] {1, 2, 100}) {
      DataLoader prefetching = new DataLoader(numbers(50), 4).shuffled(9).prefetch(ahead);
      plain.seek(Position.START);
      for (int epoch = 0; epoch < 2; epoch++) {
        assertThat(epoch(prefetching)).as("%d ahead", ahead).isEqualTo(epoch(plain));
      }
    }
  }

  @Test
  void prefetchingMakesNoMoreBatchesThanAllowedEvenWhenItIsGivenUp() throws InterruptedException {
    CountDownLatch threeMade = new CountDownLatch(3);
    AtomicInteger made = new AtomicInteger();
    Dataset counting =
        new Watched(
            TEN,
            () -> {
              made.incrementAndGet();
              threeMade.countDown();
            });
    for (Batch batch : new DataLoader(counting, 1).prefetch(2)) {
      assertThat(labels(batch)).containsExactly(0);
      break;
    }
    threeMade.await();
    assertThat(made).hasValue(3);
  }

  @Test
  void whatGoesWrongWhilePrefetchingArrivesInItsPlace() {
    AtomicInteger made = new AtomicInteger();
    Dataset failing =
        new Watched(
            TEN,
            () -> {
              if (made.incrementAndGet() == 3) {
                throw new DataException("image 2 is damaged");
              }
            });
    Iterator<Batch> batches = new DataLoader(failing, 1).prefetch(4).iterator();
    assertThat(labels(batches.next())).containsExactly(0);
    assertThat(labels(batches.next())).containsExactly(1);
    assertThatThrownBy(batches::next)
        .isInstanceOf(DataException.class)
        .hasMessage("image 2 is damaged");
  }

  @Test
  void refusesWhatMakesNoBatches() {
    assertThatThrownBy(() -> new DataLoader(TEN, 0))
        .hasMessage("the batch size must be at least 1, not 0");
    Dataset none = TensorDataset.of(Tensor.zeros(0, 2), Tensor.zeros(0, 1));
    assertThatThrownBy(() -> new DataLoader(none, 1)).hasMessage("the dataset has no examples");
    assertThatThrownBy(() -> new DataLoader(TEN, 1).prefetch(-1))
        .hasMessage("cannot prefetch -1 batches");
  }

  /// A dataset that runs something before each batch.
  private record Watched(Dataset dataset, Runnable before) implements Dataset {
    @Override
    public int size() {
      return dataset.size();
    }

    @Override
    public Shape inputShape() {
      return dataset.inputShape();
    }

    @Override
    public int classes() {
      return dataset.classes();
    }

    @Override
    public Batch batch(int[] indices) {
      before.run();
      return dataset.batch(indices);
    }
  }
}
