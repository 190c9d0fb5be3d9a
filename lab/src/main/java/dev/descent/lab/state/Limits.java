package dev.descent.lab.state;

import dev.descent.io.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How much of everything there may be.
public final class Limits {
  /// Bytes of a message.
  public static final int MESSAGE_BYTES = 65_536;

  /// Messages of a page in a second.
  public static final int MESSAGES_PER_SECOND = 500;

  /// Pages at a time.
  public static final int PAGES = 4;

  /// Connections at a time, with a token or without.
  public static final int CONNECTIONS = 32;

  /// Experiments that are kept.
  public static final int SESSIONS = 4;

  /// Weights and biases of a network.
  public static final int PARAMETERS = 500_000;

  /// Weights and biases of a network whose weights are sent.
  public static final int SENT_PARAMETERS = 20_000;

  /// Weights and biases of a network under the microscope.
  public static final int LOOK_PARAMETERS = 2000;

  /// Points of a generated set.
  public static final int POINTS = 5000;

  /// Pictures of a set of digits.
  public static final int PICTURES = 12_000;

  /// Points drawn by hand.
  public static final int OWN = 1000;

  /// Characters of a pasted table.
  public static final int CSV = 32_768;

  /// Hidden layers.
  public static final int LAYERS = 8;

  /// Units of a hidden layer.
  public static final int UNITS = 32;

  /// Units of a hidden layer that looks at pictures.
  public static final int PICTURE_UNITS = 512;

  /// Branches of a timeline.
  public static final int BRANCHES = 8;

  /// Changes of a timeline.
  public static final int CHANGES = 1000;

  /// Networks of a sweep.
  public static final int CELLS = 36;

  /// Seconds without a look after which a session stands still.
  public static final int GRACE_SECONDS = 10;

  /// Seconds that a session without a page is kept.
  public static final int KEEP_SECONDS = 600;

  /// The largest seed: whole numbers up to there are exact in JavaScript.
  public static final long SEED = (1L << 53) - 1;

  private Limits() {}

  /// The limits by name, as a page is told.
  public static Map<String, @Nullable Object> toMap() {
    return Json.object(
        "messageBytes", MESSAGE_BYTES,
        "messagesPerSecond", MESSAGES_PER_SECOND,
        "pages", PAGES,
        "sessions", SESSIONS,
        "parameters", PARAMETERS,
        "points", POINTS,
        "pictures", PICTURES,
        "own", OWN,
        "csv", CSV,
        "layers", LAYERS,
        "units", UNITS,
        "pictureUnits", PICTURE_UNITS,
        "branches", BRANCHES,
        "changes", CHANGES,
        "cells", CELLS,
        "lookParameters", LOOK_PARAMETERS,
        "graceSeconds", GRACE_SECONDS,
        "keepSeconds", KEEP_SECONDS);
  }
}
