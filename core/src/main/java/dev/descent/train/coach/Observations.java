package dev.descent.train.coach;

import dev.descent.io.Json;
import dev.descent.train.EpochResult;
import dev.descent.train.StepStatistics;
import dev.descent.train.StopReason;
import dev.descent.train.TrainEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the rules look at: the run's recent events, in short.
final class Observations {
  private static final int BLOCKS = 50;
  private static final int MEASUREMENTS = 5;
  private static final int EPOCHS = 100;

  private final List<LossBlock> blocks = new ArrayList<>();
  private final List<StepStatistics> measurements = new ArrayList<>();
  private final List<Epoch> epochs = new ArrayList<>();
  private final LabelMix labels = new LabelMix();
  private LossBlock open = LossBlock.EMPTY;
  private double firstLoss = Double.NaN;
  private double firstBlock = Double.NaN;
  private double lowest = Double.POSITIVE_INFINITY;
  private double highestRate;
  private @Nullable Epoch best;
  private @Nullable String divergence;
  private int classes;
  private int batches = 1;
  private long step;
  private boolean newLook = true;

  /// One epoch: its training loss, and what the test set said, NaN if there is none.
  record Epoch(int epoch, double loss, double testLoss, double accuracy) {
    static Epoch of(EpochResult result) {
      return new Epoch(result.epoch(), result.loss(), result.testLoss(), result.accuracy());
    }

    List<Object> toList() {
      return List.of(epoch, loss, testLoss, accuracy);
    }

    static Epoch of(List<?> list) {
      return new Epoch(
          (int) Json.toDouble(list.get(0)),
          Json.toDouble(list.get(1)),
          Json.toDouble(list.get(2)),
          Json.toDouble(list.get(3)));
    }
  }

  /// Notes an event.
  ///
  /// @return whether there is something new to look at
  boolean add(TrainEvent event) {
    switch (event) {
      case TrainEvent.StepDone done -> {
        return add(done);
      }
      case TrainEvent.Measured measured -> add(measured.statistics());
      case TrainEvent.EpochStarted started -> {
        batches = started.batches();
        return false;
      }
      case TrainEvent.EpochEnded ended -> add(Epoch.of(ended.result()));
      case TrainEvent.Stopped stopped -> {
        if (stopped.history().reason() == StopReason.DIVERGED) {
          divergence = stopped.history().detail();
        }
      }
      case TrainEvent.Started _, TrainEvent.Evaluated _, TrainEvent.Notice _ -> {
        return false;
      }
    }
    newLook = true;
    return true;
  }

  private boolean add(TrainEvent.StepDone done) {
    step = done.step();
    highestRate = Math.max(highestRate, done.learningRate());
    if (!Double.isFinite(done.loss())) {
      divergence = "the loss of step " + step + " is " + done.loss();
      return true;
    }
    boolean first = Double.isNaN(firstLoss);
    newLook |= first;
    if (first) {
      firstLoss = done.loss();
    }
    open = open.with(step, done.loss());
    if (open.isFull()) {
      keep(blocks, open, BLOCKS);
      firstBlock = Double.isNaN(firstBlock) ? open.mean() : firstBlock;
      lowest = Math.min(lowest, open.mean());
      open = open.next();
      return true;
    }
    return first;
  }

  private void add(StepStatistics statistics) {
    step = Math.max(step, statistics.step());
    keep(measurements, statistics, MEASUREMENTS);
    List<Integer> counts = statistics.batch().classCounts();
    if (!counts.isEmpty()) {
      classes = counts.size();
      labels.add(counts);
    }
  }

  private void add(Epoch epoch) {
    keep(epochs, epoch, EPOCHS);
    Epoch before = best;
    if (before == null || epoch.testLoss < before.testLoss) {
      best = epoch;
    }
  }

  private static <T> void keep(List<T> list, T latest, int most) {
    list.add(latest);
    if (list.size() > most) {
      list.removeFirst();
    }
  }

  /// Whether anything but further losses has come since this was asked last.
  boolean hasNewLook() {
    boolean result = newLook;
    newLook = false;
    return result;
  }

  /// The latest step.
  long step() {
    return step;
  }

  /// The number of batches in an epoch.
  int batches() {
    return batches;
  }

  /// The loss of the first step; NaN before that.
  double firstLoss() {
    return firstLoss;
  }

  /// The mean loss of the first block; NaN before its end.
  double firstBlock() {
    return firstBlock;
  }

  /// The number of classes; 0 if there are none, or none were seen so far.
  int classes() {
    return classes;
  }

  /// The highest learning rate so far.
  double highestRate() {
    return highestRate;
  }

  /// The latest blocks of losses, the oldest first.
  List<LossBlock> blocks() {
    return blocks;
  }

  /// The lowest mean loss of all blocks so far.
  double lowest() {
    return lowest;
  }

  /// The latest measurements, the oldest first.
  List<StepStatistics> measurements() {
    return measurements;
  }

  /// The latest epochs, the oldest first.
  List<Epoch> epochs() {
    return epochs;
  }

  /// The epoch with the lowest test loss; null before the first.
  @Nullable Epoch best() {
    return best;
  }

  /// How well labels are mixed.
  LabelMix labels() {
    return labels;
  }

  /// What is not finite; null if all is.
  @Nullable String divergence() {
    return divergence;
  }

  Map<String, Object> state() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("step", step);
    state.put("batches", batches);
    state.put("classes", classes);
    state.put("firstLoss", firstLoss);
    state.put("firstBlock", firstBlock);
    state.put("lowest", lowest);
    state.put("highestRate", highestRate);
    state.put("open", open.toList());
    state.put("blocks", blocks.stream().map(LossBlock::toList).toList());
    state.put("measurements", measurements.stream().map(StepStatistics::toMap).toList());
    state.put("epochs", epochs.stream().map(Epoch::toList).toList());
    Epoch kept = best;
    state.put("best", kept == null ? List.of() : kept.toList());
    state.put("labels", labels.state());
    String detail = divergence;
    state.put("divergence", detail == null ? "" : detail);
    return state;
  }

  void restore(Map<String, ?> state) {
    step = (long) Json.toDouble(state.get("step"));
    batches = (int) Json.toDouble(state.get("batches"));
    classes = (int) Json.toDouble(state.get("classes"));
    firstLoss = Json.toDouble(state.get("firstLoss"));
    firstBlock = Json.toDouble(state.get("firstBlock"));
    lowest = Json.toDouble(state.get("lowest"));
    highestRate = Json.toDouble(state.get("highestRate"));
    open = LossBlock.of(list(state.get("open")));
    blocks.clear();
    list(state.get("blocks")).forEach(block -> blocks.add(LossBlock.of(list(block))));
    measurements.clear();
    list(state.get("measurements"))
        .forEach(each -> measurements.add(StepStatistics.fromMap(object(each))));
    epochs.clear();
    list(state.get("epochs")).forEach(epoch -> epochs.add(Epoch.of(list(epoch))));
    List<?> kept = list(state.get("best"));
    best = kept.isEmpty() ? null : Epoch.of(kept);
    labels.restore(object(state, "labels"));
    String detail = String.valueOf(state.get("divergence"));
    divergence = detail.isEmpty() ? null : detail;
  }

  static List<?> list(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException("the coach's state needs a list, not " + value);
  }

  static Map<String, ?> object(Map<String, ?> map, String name) {
    return object(map.get(name));
  }

  @SuppressWarnings("unchecked") // the keys of JSON objects are strings
  private static Map<String, ?> object(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, ?>) map;
    }
    throw new IllegalArgumentException("the coach's state needs an object, not " + value);
  }
}
