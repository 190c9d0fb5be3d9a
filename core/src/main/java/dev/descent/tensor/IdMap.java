package dev.descent.tensor;

/// A map from tensor ids to numbers that is cleared and refilled every step without allocating: for
/// walks over graphs, like [Graph] no business of programs that train.
public final class IdMap {
  /// What is found for an id that is not there.
  public static final int ABSENT = Integer.MIN_VALUE;

  private long[] keys = new long[256];
  private int[] values = new int[256];
  private int size;

  /// An empty map.
  public IdMap() {}

  /// Empties the map.
  public void clear() {
    if (size > 0) {
      java.util.Arrays.fill(keys, 0);
      size = 0;
    }
  }

  /// The number of an id, or [#ABSENT].
  public int get(long id) {
    int mask = keys.length - 1;
    for (int at = place(id, mask); ; at = (at + 1) & mask) {
      if (keys[at] == id) {
        return values[at];
      }
      if (keys[at] == 0) {
        return ABSENT;
      }
    }
  }

  /// Adds an id that is not there yet.
  public void put(long id, int value) {
    if (2 * size >= keys.length) {
      grow();
    }
    insert(id, value);
    size++;
  }

  private void insert(long id, int value) {
    int mask = keys.length - 1;
    int at = place(id, mask);
    while (keys[at] != 0) {
      at = (at + 1) & mask;
    }
    keys[at] = id;
    values[at] = value;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = new int[2 * oldKeys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        insert(oldKeys[i], oldValues[i]);
      }
    }
  }

  private static int place(long id, int mask) {
    return (int) ((id * 0x9E3779B97F4A7C15L) >>> 40) & mask;
  }
}
