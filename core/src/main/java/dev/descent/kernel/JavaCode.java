package dev.descent.kernel;

import static java.lang.classfile.ClassFile.ACC_FINAL;
import static java.lang.classfile.ClassFile.ACC_PRIVATE;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;

/// Kernels as one Java class that is written for them, with every size and place a constant: for
/// those so small that interpreting them costs more than their work. The JVM makes it machine code
/// on every platform. Results are those of the kernels, to the last bit.
public final class JavaCode {
  /// What the class does.
  interface Body {
    /// Runs the kernels.
    ///
    /// @param arrays those of the memory
    /// @param scratch room for a row
    /// @param others the kernels that are not written as code
    void run(Object[] arrays, float[] scratch, Kernel[] others, Memory memory);
  }

  private static final ClassDesc NAME =
      ClassDesc.of(JavaCode.class.getPackageName(), "WrittenKernels");
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          CD_void,
          CD_Object.arrayType(),
          CD_float.arrayType(),
          describe(Kernel.class).arrayType(),
          describe(Memory.class));
  private static final MethodTypeDesc KERNEL =
      MethodTypeDesc.of(CD_void, CD_Object.arrayType(), CD_float.arrayType());
  private static final MethodTypeDesc OTHER =
      MethodTypeDesc.of(
          CD_void, describe(Kernel.class).arrayType(), CD_int, describe(Memory.class));

  private final Body body;
  private final int kernels;
  private final Kernel[] others;
  private final float[] scratch = new float[KernelWriter.LONGEST_ROW];

  private JavaCode(Body body, int kernels, Kernel[] others) {
    this.body = body;
    this.kernels = kernels;
    this.others = others;
  }

  /// Writes code for kernels, which have their places in memory.
  public static JavaCode of(List<Kernel> kernels) {
    List<Kernel> others = new ArrayList<>();
    byte[] bytes = ClassFile.of().build(NAME, type -> write(type, kernels, others));
    return new JavaCode(
        define(bytes), kernels.size() - others.size(), others.toArray(Kernel[]::new));
  }

  /// How many of the kernels are written as code.
  public int kernels() {
    return kernels;
  }

  /// Runs the kernels, one after the other. Not for two threads at a time.
  public void run(Memory memory) {
    body.run(memory.arrays(), scratch, others, memory);
  }

  private static Body define(byte[] bytes) {
    try {
      MethodHandles.Lookup written = MethodHandles.lookup().defineHiddenClass(bytes, true);
      return (Body) written.lookupClass().getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the code of small kernels is wrong: " + e, e);
    }
  }

  private static void write(ClassBuilder type, List<Kernel> kernels, List<Kernel> others) {
    type.withFlags(ACC_FINAL);
    type.withInterfaceSymbols(describe(Body.class));
    type.withMethodBody(
        INIT_NAME,
        MTD_void,
        ACC_PUBLIC,
        code -> code.aload(0).invokespecial(CD_Object, INIT_NAME, MTD_void).return_());
    // A method a kernel: the JVM compiles no long ones.
    for (int i = 0; i < kernels.size(); i++) {
      Kernel kernel = kernels.get(i);
      if (KernelWriter.canWrite(kernel)) {
        type.withMethodBody(
            method(i),
            KERNEL,
            ACC_PRIVATE | ACC_STATIC,
            code -> new KernelWriter(code, 0, 1).write(kernel));
      }
    }
    type.withMethodBody("run", RUN, ACC_PUBLIC, code -> call(code, kernels, others));
  }

  private static void call(CodeBuilder code, List<Kernel> kernels, List<Kernel> others) {
    for (int i = 0; i < kernels.size(); i++) {
      if (KernelWriter.canWrite(kernels.get(i))) {
        code.aload(1).aload(2).invokestatic(NAME, method(i), KERNEL);
      } else {
        code.aload(3).loadConstant(others.size()).aload(4);
        code.invokestatic(describe(JavaCode.class), "runOther", OTHER);
        others.add(kernels.get(i));
      }
    }
    code.return_();
  }

  private static String method(int kernel) {
    return "kernel" + kernel;
  }

  /// Called by written code.
  static void runOther(Kernel[] others, int number, Memory memory) {
    Kernel kernel = others[number];
    int tiles = kernel.tiles();
    for (int tile = 0; tile < tiles; tile++) {
      kernel.run(tile, memory);
    }
  }

  static ClassDesc describe(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }
}
