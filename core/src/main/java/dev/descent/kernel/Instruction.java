package dev.descent.kernel;

import dev.descent.tensor.Binary;
import dev.descent.tensor.DType;
import dev.descent.tensor.Layout;
import dev.descent.tensor.Unary;

/// One instruction of a [Program]: it fills a register for the elements `from` … `from + n − 1` of
/// the program's shape, or stores one.
sealed interface Instruction {
  void run(Memory memory, float[][] registers, int from, int n);

  /// Reads an operand.
  record Load(Operand operand, Strides strides, int to) implements Instruction {
    @Override
    public void run(Memory memory, float[][] registers, int from, int n) {
      Value value = operand.value();
      strides.load(memory.array(value), value.dtype(), value.start(), from, registers[to], n);
    }
  }

  /// Reads the product's result that is in the thread's scratch.
  record LoadResult(int to) implements Instruction {
    @Override
    public void run(Memory memory, float[][] registers, int from, int n) {
      Scratch.local().readResult(from, registers[to], n);
    }
  }

  /// Reads one element.
  record Splat(Value value, int position, int to) implements Instruction {
    @Override
    public void run(Memory memory, float[][] registers, int from, int n) {
      float element = Elements.read(memory.array(value), value.start() + position);
      java.util.Arrays.fill(registers[to], 0, n, element);
    }
  }

  /// Reads rows of a matrix that indices name: `source[indices[row], column]`.
  record Gather(Operand source, Value indices, int rows, int width, int to) implements Instruction {
    /// Which row of the source is row `row` of the result.
    int row(Memory memory, int row) {
      return Indices.check(memory.ints(indices)[indices.start() + row], rows, row);
    }

    @Override
    public void run(Memory memory, float[][] registers, int from, int n) {
      Object array = memory.array(source.value());
      byte[] raw = Scratch.local().bytes;
      float[] out = registers[to];
      int done = 0;
      while (done < n) {
        int row = (from + done) / width;
        int column = from + done - row * width;
        int run = Math.min(width - column, n - done);
        int chosen = row(memory, row);
        int position = source.start() + chosen * width + column;
        switch (source.dtype()) {
          case FLOAT32 -> System.arraycopy(array, position, out, done, run);
          case INT32 -> Elements.widen((int[]) array, position, 1, out, done, run);
          case UINT8 -> System.arraycopy(array, position, raw, done, run);
        }
        done += run;
      }
      if (source.dtype() == DType.UINT8) {
        Elements.widen(raw, out, n);
      }
    }
  }

  /// The index along an axis, broadcast.
  record Index(Layout layout, Strides strides, int to) implements Instruction {
    @Override
    public void run(Memory memory, float[][] registers, int from, int n) {
      strides.positions(from, registers[to], n);
    }
  }

  /// A number.
  record Fill(float value, int to) implements Instruction {
    @Override
    public void run(Memory memory, float[][] registers, int from, int n) {
      java.util.Arrays.fill(registers[to], 0, n, value);
    }
  }

  /// An operation on one register.
  record Apply1(Unary op, int x, int to) implements Instruction {
    @Override
    public void run(Memory memory, float[][] registers, int from, int n) {
      Loops.unary(op, registers[x], registers[to], n);
    }
  }

  /// An operation on two registers.
  record Apply2(Binary op, int a, int b, int to) implements Instruction {
    @Override
    public void run(Memory memory, float[][] registers, int from, int n) {
      Loops.binary(op, registers[a], registers[b], registers[to], n);
    }
  }

  /// A choice between two registers.
  record Choose(int condition, int then, int otherwise, int to) implements Instruction {
    @Override
    public void run(Memory memory, float[][] registers, int from, int n) {
      Loops.select(registers[condition], registers[then], registers[otherwise], registers[to], n);
    }
  }

  /// A conversion: the fraction is cut off, and for uint8 all but the lowest eight bits.
  record Convert(DType dtype, int x, int to) implements Instruction {
    @Override
    public void run(Memory memory, float[][] registers, int from, int n) {
      float[] in = registers[x];
      float[] out = registers[to];
      switch (dtype) {
        case FLOAT32 -> System.arraycopy(in, 0, out, 0, n);
        case INT32 -> {
          for (int i = 0; i < n; i++) {
            out[i] = (int) in[i];
          }
        }
        case UINT8 -> {
          for (int i = 0; i < n; i++) {
            out[i] = (int) in[i] & 0xFF;
          }
        }
      }
    }
  }

  /// Writes a register to a value of the program's shape.
  record Store(Value value, int x) implements Instruction {
    @Override
    public void run(Memory memory, float[][] registers, int from, int n) {
      Object array = memory.array(value);
      float[] in = registers[x];
      int position = value.start() + from;
      switch (value.dtype()) {
        case FLOAT32 -> System.arraycopy(in, 0, array, position, n);
        case INT32 -> {
          int[] ints = (int[]) array;
          for (int i = 0; i < n; i++) {
            ints[position + i] = (int) in[i];
          }
        }
        case UINT8 -> {
          byte[] bytes = (byte[]) array;
          for (int i = 0; i < n; i++) {
            bytes[position + i] = (byte) (int) in[i];
          }
        }
      }
    }
  }
}
