package dev.descent.train;

import dev.descent.io.FormatException;
import dev.descent.io.Safetensors;
import dev.descent.io.Safetensors.Entry;
import dev.descent.nn.Module;
import dev.descent.tensor.DType;
import dev.descent.tensor.Graph;
import dev.descent.tensor.Shape;
import dev.descent.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Models in safetensors files: parameters and buffers under their dotted names.
public final class ModelFiles {
  private ModelFiles() {}

  /// Replaces a file with a model's parameters and buffers, whole or not at all.
  ///
  /// **Throws** [RunException] if it cannot be written
  public static void save(Module model, Path file) {
    Tensor.eval(model);
    try {
      write(file, model.state());
    } catch (IOException e) {
      throw RunException.of(e);
    }
  }

  /// Gives a model the parameters and buffers of a file. When that fails, the model is as it was.
  ///
  /// **Throws** [RunException] if the file cannot be read, is damaged, or belongs to another model
  public static void load(Module model, Path file) {
    try {
      model.load(read(file));
    } catch (IllegalArgumentException e) {
      throw new RunException(file + ": " + e.getMessage());
    }
    Tensor.eval(model);
  }

  /// Replaces a file with evaluated tensors, whole or not at all.
  static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    SequencedMap<String, Entry> entries = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> entries.put(name, entry(tensor)));
    Safetensors.write(file, entries, Map.of());
  }

  /// Reads the tensors of a file.
  ///
  /// **Throws** [RunException] if the file cannot be read or is damaged
  static Map<String, Tensor> read(Path file) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    try {
      Safetensors.read(file).entries().forEach((name, entry) -> values.put(name, tensor(entry)));
    } catch (IOException e) {
      throw RunException.of(e);
    } catch (FormatException e) {
      throw new RunException(String.valueOf(e.getMessage()));
    }
    return values;
  }

  private static Entry entry(Tensor tensor) {
    int[] shape = tensor.shape().toArray();
    return switch (Graph.storage(tensor)) {
      case float[] floats -> new Entry.Float32(shape, floats);
      case int[] ints -> new Entry.Int32(shape, ints);
      case byte[] bytes -> new Entry.UInt8(shape, bytes);
      case null, default -> throw new IllegalStateException("a model's state has its elements");
    };
  }

  private static Tensor tensor(Entry entry) {
    Shape shape = Shape.of(entry.shape());
    return switch (entry) {
      case Entry.Float32 floats -> Graph.leaf(shape, DType.FLOAT32, floats.values());
      case Entry.Int32 ints -> Graph.leaf(shape, DType.INT32, ints.values());
      case Entry.UInt8 bytes -> Graph.leaf(shape, DType.UINT8, bytes.values());
    };
  }
}
