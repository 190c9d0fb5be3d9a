package dev.descent.exec;

import dev.descent.kernel.Operand;
import dev.descent.kernel.Program;
import dev.descent.tensor.Binary;
import dev.descent.tensor.Cast;
import dev.descent.tensor.DType;
import dev.descent.tensor.Iota;
import dev.descent.tensor.Layout;
import dev.descent.tensor.Op;
import dev.descent.tensor.Select;
import dev.descent.tensor.Take;
import dev.descent.tensor.Unary;
import java.util.HashMap;
import java.util.Map;

/// Writes the program of a fused group or of a reduction's operand.
final class ProgramBuilder {
  private final Fuser fuser;
  private final Program program;
  private final Map<Node, Integer> registers = new HashMap<>();

  ProgramBuilder(Fuser fuser, Program program) {
    this.fuser = fuser;
    this.program = program;
  }

  /// The register that computes a node of the group.
  int register(Node node) {
    Integer known = registers.get(node);
    if (known != null) {
      return known;
    }
    int register = compute(node);
    registers.put(node, register);
    return register;
  }

  /// The register that holds a node, whether it is computed here or read.
  int read(Node node) {
    Integer known = registers.get(node);
    if (known != null) {
      return known;
    }
    int register =
        node.isAbsorbed() && node.shape.equals(program.shape()) ? compute(node) : fetch(node);
    registers.put(node, register);
    return register;
  }

  private int compute(Node node) {
    return switch (node.op) {
      case Unary op -> program.apply(op, read(node.inputs.getFirst()));
      case Binary op -> program.apply(op, read(node.inputs.get(0)), read(node.inputs.get(1)));
      case Select _ ->
          program.choose(
              read(node.inputs.get(0)), read(node.inputs.get(1)), read(node.inputs.get(2)));
      case Cast cast -> {
        int x = read(node.inputs.getFirst());
        yield cast.to() == DType.FLOAT32 ? x : program.convert(cast.to(), x);
      }
      case null, default -> throw new AssertionError("not elementwise: " + node.op);
    };
  }

  private int fetch(Node node) {
    if (node.constant != null) {
      return program.fill(node.constant);
    }
    Op op = node.op;
    if (op instanceof Iota) {
      return program.index(Layout.rowMajor(node.shape));
    }
    if (op instanceof Take && node.isInline() && node.shape.equals(program.shape())) {
      Operand source = fuser.rowMajor(node.inputs.get(0)).whole();
      Node indices = node.inputs.get(1);
      return program.gather(source, fuser.rowMajor(indices), indices.shape.rank());
    }
    return program.load(fuser.operand(node));
  }
}
