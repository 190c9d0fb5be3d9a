package dev.descent.tensor;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/// All operations that there are, found by reflection through the sealed hierarchy of [Op].
final class OpRegister {
  private OpRegister() {}

  /// The names of all operations: one for each enum constant, record, or record with each constant
  /// of its enum.
  static Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    collect(Op.class, keys);
    return keys;
  }

  private static void collect(Class<?> type, Set<String> keys) {
    if (type.isSealed() && !type.isEnum()) {
      Arrays.stream(type.getPermittedSubclasses()).forEach(permitted -> collect(permitted, keys));
    } else if (type.isEnum()) {
      Arrays.stream(type.getEnumConstants())
          .forEach(row -> keys.add(type.getSimpleName() + "." + row(row)));
    } else {
      RecordComponent kind = kind(type);
      if (kind == null) {
        keys.add(type.getSimpleName());
      } else {
        Arrays.stream(kind.getType().getEnumConstants())
            .forEach(row -> keys.add(type.getSimpleName() + "." + row(row)));
      }
    }
  }

  private static String row(Object constant) {
    return ((Enum<?>) constant).name();
  }

  private static @org.jspecify.annotations.Nullable RecordComponent kind(Class<?> record) {
    return Arrays.stream(record.getRecordComponents())
        .filter(c -> c.getType().isEnum())
        .findFirst()
        .orElse(null);
  }

  /// The name of one operation.
  static String key(Op op) {
    if (op instanceof Enum<?> row) {
      return row.getDeclaringClass().getSimpleName() + "." + row.name();
    }
    RecordComponent kind = kind(op.getClass());
    try {
      return op.getClass().getSimpleName()
          + (kind == null ? "" : "." + row(kind.getAccessor().invoke(op)));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("cannot read " + op, e);
    }
  }
}
