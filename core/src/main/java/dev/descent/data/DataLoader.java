package dev.descent.data;

import dev.descent.tensor.Philox;
import dev.descent.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A dataset in batches: each iteration over the loader is one epoch.
///
/// ```java
/// var loader = new DataLoader(dataset, 128).shuffled(seed);
/// for (int epoch = 0; epoch < 10; epoch++)
///   for (Batch batch : loader) ...
/// ```
///
/// The order of an epoch is a pure function of seed and epoch number, so that [#position()] is all
/// there is to save: [#seek] goes on from there with the same batches, in the middle of an epoch
/// too.
///
/// A loader is for one thread and one iteration at a time.
public final class DataLoader implements Iterable<Batch> {
  private static final long STREAM = 0x53485546_00000000L;
  private static final Executor WORKERS =
      task -> Thread.ofVirtual().name("descent-prefetch").start(task);

  private final Dataset dataset;
  private final Options options;
  private Position next = Position.START;
  private Position current = Position.START;

  private record Options(
      int batchSize,
      boolean shuffle,
      long seed,
      boolean dropLast,
      int prefetch,
      @Nullable Augmentation augmentation) {}

  /// A batch before its images are changed.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Raw(int[] examples, Tensor labels, float[] images) {}

  /// A place in the sequence of all batches.
  ///
  /// @param epoch the number of the epoch, from 0
  /// @param batch the number within the epoch of the batch that comes next, from 0
  public record Position(long epoch, int batch) {
    /// The beginning.
    public static final Position START = new Position(0, 0);
  }

  /// A loader that keeps the dataset's order.
  ///
  /// - **Throws** [IllegalArgumentException] if the dataset is empty or the batch size is below 1
  ///
  /// @param batchSize examples in a batch; the last one of an epoch can have fewer
  public DataLoader(Dataset dataset, int batchSize) {
    this(dataset, new Options(batchSize, false, 0, false, 0, null));
    if (batchSize < 1) {
      throw new IllegalArgumentException("the batch size must be at least 1, not " + batchSize);
    }
    if (dataset.size() == 0) {
      throw new IllegalArgumentException("the dataset has no examples");
    }
  }

  private DataLoader(Dataset dataset, Options options) {
    this.dataset = dataset;
    this.options = options;
  }

  /// A loader like this one, at the beginning, with another order in each epoch.
  public DataLoader shuffled(long seed) {
    return new DataLoader(
        dataset,
        new Options(
            options.batchSize,
            true,
            seed,
            options.dropLast,
            options.prefetch,
            options.augmentation));
  }

  /// A loader like this one, at the beginning, that leaves out a last batch which is not full.
  ///
  /// **Throws** [IllegalArgumentException] if no batch would be left
  public DataLoader dropLast() {
    if (dataset.size() < options.batchSize) {
      throw new IllegalArgumentException(
          "the batch size "
              + options.batchSize
              + " exceeds the "
              + dataset.size()
              + " examples: no full batch is left");
    }
    return new DataLoader(
        dataset,
        new Options(
            options.batchSize,
            options.shuffle,
            options.seed,
            true,
            options.prefetch,
            options.augmentation));
  }

  /// A loader like this one, at the beginning, that makes up to `batches` batches ahead on another
  /// thread: for datasets whose [Dataset#batch] takes time. 0 makes none ahead.
  public DataLoader prefetch(int batches) {
    if (batches < 0) {
      throw new IllegalArgumentException("cannot prefetch " + batches + " batches");
    }
    return new DataLoader(
        dataset,
        new Options(
            options.batchSize,
            options.shuffle,
            options.seed,
            options.dropLast,
            batches,
            options.augmentation));
  }

  /// A loader like this one, at the beginning, that changes the images of each epoch at random; for
  /// training, not for judging. With [#prefetch(int)] as many batches are changed side by side.
  ///
  /// **Throws** [IllegalArgumentException] if the inputs are not images of the augmentation's size
  public DataLoader augmented(Augmentation augmentation) {
    if (dataset.inputShape().count() != augmentation.height() * augmentation.width()) {
      throw new IllegalArgumentException(
          "the augmentation is for images of %d x %d, but the inputs are %s"
              .formatted(augmentation.height(), augmentation.width(), dataset.inputShape()));
    }
    return new DataLoader(
        dataset,
        new Options(
            options.batchSize,
            options.shuffle,
            options.seed,
            options.dropLast,
            options.prefetch,
            augmentation));
  }

  /// The number of batches in an epoch.
  public int batches() {
    int full = dataset.size() / options.batchSize;
    return options.dropLast || full * options.batchSize == dataset.size() ? full : full + 1;
  }

  /// Where the batch stands that the running iteration will hand out next. After the last one that
  /// is the beginning of the next epoch.
  public Position position() {
    return current;
  }

  /// Makes the next iteration start at a position, and those after it at the epochs that follow.
  ///
  /// **Throws** [IllegalArgumentException] if there is no such batch
  public void seek(Position position) {
    if (position.epoch < 0 || position.batch < 0 || position.batch >= batches()) {
      throw new IllegalArgumentException(
          "there is no batch "
              + position.batch
              + " in epoch "
              + position.epoch
              + "; an epoch has "
              + batches());
    }
    next = position;
    current = position;
  }

  /// Runs through the next epoch. An iteration that is broken off is over: the next one starts the
  /// next epoch, unless [#seek] says otherwise.
  @Override
  public Iterator<Batch> iterator() {
    Position start = next;
    current = start;
    next = new Position(start.epoch + 1, 0);
    return new Epoch(start, order(start.epoch));
  }

  private int @Nullable [] order(long epoch) {
    return options.shuffle
        ? Philox.permutation(options.seed, STREAM + epoch, dataset.size())
        : null;
  }

  private final class Epoch implements Iterator<Batch> {
    private final int @Nullable [] order;
    private final long epoch;
    private final Deque<CompletableFuture<Batch>> ahead = new ArrayDeque<>();
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    private int planned;
    private int delivered;

    Epoch(Position start, int @Nullable [] order) {
      this.order = order;
      this.epoch = start.epoch;
      this.planned = start.batch;
      this.delivered = start.batch;
    }

    @Override
    public boolean hasNext() {
      return delivered < batches();
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the epoch is over");
      }
      Batch batch = options.prefetch == 0 ? batch(indices(planned++)) : takePrefetched();
      delivered++;
      current = hasNext() ? new Position(epoch, delivered) : new Position(epoch + 1, 0);
      return batch;
    }

    /// Each batch is a task that starts when the one before it is done, and no more tasks are
    /// submitted than may run ahead: when the iteration is given up, they end by themselves.
    private Batch takePrefetched() {
      while (planned < batches() && ahead.size() <= options.prefetch) {
        int number = planned++;
        if (options.augmentation == null) {
          CompletableFuture<Batch> task = last.thenApplyAsync(_ -> batch(indices(number)), WORKERS);
          ahead.add(task);
          last = task;
        } else {
          Augmentation changes = options.augmentation;
          CompletableFuture<Raw> raw = last.thenApplyAsync(_ -> raw(indices(number)), WORKERS);
          ahead.add(raw.thenApplyAsync(images -> change(changes, images), WORKERS));
          last = raw;
        }
      }
      try {
        return ahead.remove().join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw e;
      }
    }

    private int[] indices(int number) {
      int start = number * options.batchSize;
      int end = start + Math.min(dataset.size() - start, options.batchSize);
      if (order != null) {
        return Arrays.copyOfRange(order, start, end);
      }
      int[] indices = new int[end - start];
      for (int i = 0; i < indices.length; i++) {
        indices[i] = start + i;
      }
      return indices;
    }

    private Batch batch(int[] indices) {
      return options.augmentation == null
          ? dataset.batch(indices)
          : change(options.augmentation, raw(indices));
    }

    private Raw raw(int[] indices) {
      Batch batch = dataset.batch(indices);
      return new Raw(indices, batch.labels(), images(dataset, indices, batch));
    }

    private Batch change(Augmentation augmentation, Raw raw) {
      int[] sizes = new int[dataset.inputShape().rank() + 1];
      sizes[0] = raw.examples.length;
      System.arraycopy(dataset.inputShape().toArray(), 0, sizes, 1, sizes.length - 1);
      float[] changed = augmentation.apply(epoch, raw.examples, raw.images);
      return new Batch(Tensor.wrap(changed, sizes), raw.labels);
    }
  }

  /// The inputs of a batch; where they lie in memory they are copied, so that threads that make
  /// batches ahead need not share the engine with the training step.
  private static float[] images(Dataset dataset, int[] indices, Batch batch) {
    return switch (dataset) {
      case TensorDataset tensors -> tensors.inputs(indices);
      case Subset subset -> images(subset.whole(), subset.outer(indices), batch);
      default -> batch.inputs().toFloatArray();
    };
  }
}
