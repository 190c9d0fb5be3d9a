package dev.descent.exec;

import dev.descent.kernel.Kernel;
import dev.descent.kernel.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Prints a plan for people.
final class PlanTable {
  private static final int WIDEST = 60;

  private PlanTable() {}

  static String of(
      Kernel[][] phases, MemoryPlan layout, Value[] results, int[] donors, int written) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"phase", "kernel", "operations", "result", "tiles", "reads", "writes"});
    int kernels = 0;
    int groups = 0;
    for (int phase = 0; phase < phases.length; phase++) {
      for (Kernel kernel : phases[phase]) {
        rows.add(row(phase, kernel));
        kernels++;
        groups += kernel.kind().startsWith("fused") ? 1 : 0;
      }
    }
    StringBuilder out = new StringBuilder();
    append(out, rows);
    long inPlace = java.util.Arrays.stream(donors).filter(donor -> donor >= 0).count();
    long words = (long) layout.floats() + layout.ints() + layout.packed();
    long arena = 4 * words + layout.bytes();
    out.append(
        String.format(
            Locale.ROOT,
            "%d kernels (%d fused groups) in %d phases; results: %d, of them in place: %d; arena %s for %s of "
                + "intermediate values%s%n",
            kernels,
            groups,
            phases.length,
            results.length,
            inPlace,
            size(arena),
            size(layout.interior()),
            written == 0 ? "" : "; as Java code: " + written));
    return out.toString();
  }

  private static String[] row(int phase, Kernel kernel) {
    String detail = kernel.detail();
    return new String[] {
      Integer.toString(phase),
      kernel.kind(),
      detail.length() > WIDEST ? detail.substring(0, WIDEST - 1) + "…" : detail,
      kernel.outputs().stream().map(v -> v.shape().toString()).collect(Collectors.joining(" ")),
      Integer.toString(kernel.tiles()),
      size(kernel.inputs().stream().mapToLong(Value::bytes).sum()),
      size(kernel.outputs().stream().mapToLong(Value::bytes).sum())
    };
  }

  private static void append(StringBuilder out, List<String[]> rows) {
    int columns = rows.getFirst().length;
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String gap = " ".repeat(widths[i] - row[i].length());
        boolean right = i == 0 || i >= 4;
        line.append(right ? gap + row[i] : row[i] + gap).append("  ");
      }
      out.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
  }

  private static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    return bytes < 1024 * 1024
        ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
        : String.format(Locale.ROOT, "%.1f MiB", bytes / 1024.0 / 1024);
  }
}
