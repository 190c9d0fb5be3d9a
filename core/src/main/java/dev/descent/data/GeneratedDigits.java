package dev.descent.data;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Handwritten digits that are drawn, not collected: for training where MNIST is not at hand.
///
/// A digit is a random blend of stroke skeletons, bent, slanted, stretched and turned at random,
/// drawn with a random pen and normalised as MNIST was ([DigitNormalizer]).
public final class GeneratedDigits {
  private static final int CHUNK = 256;

  private GeneratedDigits() {}

  /// Draws digits with as many threads as there are processors. See [#generate(int, long, int)].
  public static LabelledImages generate(int count, long seed) {
    return generate(count, seed, Runtime.getRuntime().availableProcessors());
  }

  /// Draws digits, each of the ten about equally often, in random order.
  ///
  /// Image i is a pure function of (seed, i): neither the number of threads nor `count` changes it.
  ///
  /// - **Shapes** pixels `[count, 28, 28]`, 0 is paper and 255 ink
  /// - **Throws** [IllegalArgumentException] if `count` is negative or over 2,000,000, or `threads`
  ///   is below 1
  public static LabelledImages generate(int count, long seed, int threads) {
    if (count < 0 || count > 2_000_000) {
      throw new IllegalArgumentException(
          "the number of digits must be from 0 to 2,000,000, not " + count);
    }
    if (threads < 1) {
      throw new IllegalArgumentException(
          "the number of threads must be at least 1, not " + threads);
    }
    int size = DigitNormalizer.SIZE * DigitNormalizer.SIZE;
    byte[] pixels = new byte[count * size];
    byte[] labels = new byte[count];
    var skeletons = DigitSkeletons.load();
    try (ExecutorService pool =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory())) {
      List<Future<?>> chunks = new ArrayList<>();
      for (int from = 0; from < count; from += CHUNK) {
        int start = from;
        chunks.add(
            pool.submit(() -> {
              DigitArtist artist = new DigitArtist(skeletons, seed);
              for (int i = start; i < Math.min(start + CHUNK, count); i++) {
                labels[i] = (byte) artist.draw(i, pixels, i * size);
              }
            }));
      }
      for (Future<?> chunk : chunks) {
        chunk.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a digit could not be drawn", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while drawing digits", e);
    }
    return new LabelledImages(DigitNormalizer.SIZE, DigitNormalizer.SIZE, 10, pixels, labels);
  }
}
