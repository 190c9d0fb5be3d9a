package dev.descent.lab.speed;

import dev.descent.io.Json;
import dev.descent.lab.engine.EngineSpeed;
import dev.descent.lab.server.LabServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// Measures the lab on the playground's default: circle, 250 points to learn from, 2-4-2-1 with
/// tanh, batches of 10.
public final class LabSpeed {
  private static final long SECOND = 1_000_000_000L;
  private static final int FRAMES_PER_SECOND = 60;
  private static final int STATUS_STEP = 24 + 8;

  private LabSpeed() {}

  /// All figures by name.
  ///
  /// @param seconds how long each is measured, after as long a warm-up
  public static Map<String, Double> measure(double seconds)
      throws IOException, InterruptedException {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("lab.epochs-per-second", EngineSpeed.epochsPerSecond(seconds));
    figures.putAll(attached(seconds));
    figures.put("lab.map-milliseconds", EngineSpeed.mapMilliseconds());
    return figures;
  }

  /// The same with a page that asks for 60 frames in a second, with everything in them.
  private static Map<String, Double> attached(double seconds)
      throws IOException, InterruptedException {
    LabServer.Options options = new LabServer.Options(0, "bench", null, _ -> {});
    try (LabServer server = LabServer.start(options);
        LabClient client = LabClient.connect(server.port())) {
      client.hello(server.token(), "");
      Map<String, ?> state = client.json("state");
      double stepsPerEpoch = Json.toDouble(state.get("stepsPerEpoch"));
      client.send(Json.object("do", "play"));
      client.json("done");
      look(client, seconds);
      double[] seen = look(client, seconds);
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("lab.attached.epochs-per-second", seen[0] / stepsPerEpoch);
      figures.put("lab.attached.frames-per-second", seen[1]);
      return figures;
    }
  }

  /// Steps and frames in a second, as a page sees them.
  private static double[] look(LabClient client, double seconds) throws InterruptedException {
    long start = System.nanoTime();
    double first = Double.NaN;
    double last = Double.NaN;
    int frames = 0;
    long next = start;
    while (System.nanoTime() - start < seconds * SECOND) {
      LockSupport.parkNanos(next - System.nanoTime());
      next = Math.max(next + SECOND / FRAMES_PER_SECOND, System.nanoTime());
      client.send(
          Json.object(
              "do",
              "frame",
              "want",
              List.of("status", "curve", "map", "units", "weights", "health")));
      ByteBuffer frame = client.binary();
      last = frame.getDouble(STATUS_STEP);
      first = Double.isNaN(first) ? last : first;
      frames++;
    }
    double elapsed = (System.nanoTime() - start) / (double) SECOND;
    return new double[] {(last - first) / elapsed, frames / elapsed};
  }
}
