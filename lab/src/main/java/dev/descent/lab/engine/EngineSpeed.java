package dev.descent.lab.engine;

import dev.descent.lab.state.ExperimentState;

/// How fast a session trains that nobody looks at.
public final class EngineSpeed {
  private static final double SECOND = 1e9;
  private static final int MAPS = 200;
  private static final int SIDE = 100;

  private EngineSpeed() {}

  /// The epochs in a second of the playground's default, with events, coach and timeline.
  ///
  /// @param seconds how long it is measured, after as long a warm-up
  public static double epochsPerSecond(double seconds) {
    Player player = player();
    train(player, seconds);
    return train(player, seconds) / player.now().session().stepsPerEpoch();
  }

  private static Player player() {
    return new Player(ExperimentState.usual(), new Listener((_, _, _) -> {}));
  }

  /// Steps in a second.
  private static double train(Player player, double seconds) {
    long start = System.nanoTime();
    long first = player.step();
    while (System.nanoTime() - start < seconds * SECOND) {
      for (int i = 0; i < 25; i++) {
        player.advance();
      }
    }
    return (player.step() - first) * SECOND / (System.nanoTime() - start);
  }

  /// The milliseconds that a decision map of 100 x 100 takes.
  public static double mapMilliseconds() {
    Player player = player();
    Maps maps = new Maps();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < MAPS; i++) {
      player.advance();
      long start = System.nanoTime();
      byte[] levels = maps.decision(player.now(), SIDE);
      long took = System.nanoTime() - start;
      if (levels.length != SIDE * SIDE) {
        throw new IllegalStateException("a map has " + levels.length + " levels");
      }
      best = i > MAPS / 2 ? Math.min(best, took) : best;
    }
    return best / 1e6;
  }
}
