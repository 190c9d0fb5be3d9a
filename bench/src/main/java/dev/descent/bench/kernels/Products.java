package dev.descent.bench.kernels;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import dev.descent.nn.Buffer;
import dev.descent.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;

/// The matrix products that training has, by Descent's engine, whose results go where the last
/// were, and by the plain calls of oneDNN and OpenBLAS, whose matrices lie in memory of their own.
final class Products {
  private Products() {}

  /// A product `op(A)·op(B)`, of shapes `[m, k]` and `[k, n]`.
  private record Product(String letters, boolean transA, boolean transB, int m, int n, int k) {
    String name() {
      return "%s %dx%dx%d".formatted(letters, m, n, k);
    }

    int aRow() {
      return transA ? m : k;
    }

    int bRow() {
      return transB ? k : n;
    }

    float[] a() {
      return Numbers.uniform(1, m * k, 1);
    }

    float[] b() {
      return Numbers.uniform(2, k * n, 1);
    }

    Kernel kernel() {
      long bytes = Float.BYTES * ((long) m * k + (long) k * n + (long) m * n);
      Map<String, Supplier<Runnable>> systems = new LinkedHashMap<>();
      systems.put(Kernel.DESCENT, this::descent);
      systems.put("oneDNN", this::oneDnn);
      systems.put("OpenBLAS", this::openBlas);
      return new Kernel(name(), 2.0 * m * n * k, bytes, bytes, systems);
    }

    /// As a plan has it: with the copies of operands that are kernels of their own.
    private Runnable descent() {
      Tensor a = matrix(a(), transA, m, k);
      Tensor b = matrix(b(), transB, k, n);
      Buffer c = new Buffer(Tensor.zeros(m, n));
      Repeated work =
          new Repeated(
              List.of(c),
              _ -> {
                c.assign(a.matmul(b));
                return List.of();
              },
              () -> {});
      require(Kernel.DESCENT, c.value().toFloatArray());
      return work;
    }

    private static Tensor matrix(float[] elements, boolean transposed, int rows, int columns) {
      return transposed
          ? Tensor.wrap(elements, columns, rows).transpose()
          : Tensor.wrap(elements, rows, columns);
    }

    private Runnable oneDnn() {
      OneDnnProduct work = new OneDnnProduct(transA, transB, m, n, k, a(), aRow(), b(), bRow());
      work.run();
      require("oneDNN", work.result());
      return work;
    }

    private Runnable openBlas() {
      System.setProperty("org.bytedeco.openblas.load", "");
      blas_set_num_threads(1);
      FloatPointer a = new FloatPointer(a());
      FloatPointer b = new FloatPointer(b());
      FloatPointer c = new FloatPointer((long) m * n);
      int opA = transA ? CblasTrans : CblasNoTrans;
      int opB = transB ? CblasTrans : CblasNoTrans;
      Runnable work =
          () -> cblas_sgemm(CblasRowMajor, opA, opB, m, n, k, 1, a, aRow(), b, bRow(), 0, c, n);
      work.run();
      float[] results = new float[m * n];
      c.get(results);
      require("OpenBLAS", results);
      return work;
    }

    private void require(String system, float[] c) {
      float[] a = a();
      float[] b = b();
      double[] expected = new double[m * n];
      double[] rowOfB = new double[n];
      for (int p = 0; p < k; p++) {
        for (int j = 0; j < n; j++) {
          rowOfB[j] = b[transB ? j * k + p : p * n + j];
        }
        for (int i = 0; i < m; i++) {
          double factor = a[transA ? p * m + i : i * k + p];
          for (int j = 0; j < n; j++) {
            expected[i * n + j] += factor * rowOfB[j];
          }
        }
      }
      Agreement.require(name() + " by " + system, c, expected);
    }
  }

  static List<Kernel> kernels() {
    return List.of(
            new Product("x·Wᵀ", false, true, 1, 512, 784),
            new Product("x·Wᵀ", false, true, 128, 512, 784),
            new Product("x·Wᵀ", false, true, 128, 10, 512),
            new Product("dZᵀ·x", true, false, 512, 784, 128),
            new Product("x·Wᵀ", false, true, 1024, 512, 784),
            new Product("dZᵀ·x", true, false, 512, 784, 1024),
            new Product("x·Wᵀ", false, true, 256, 2048, 2048),
            new Product("dZ·W", false, false, 256, 2048, 2048),
            new Product("dZᵀ·x", true, false, 2048, 2048, 256),
            new Product("dZᵀ·x", true, false, 10, 512, 1024),
            new Product("dZ·W", false, false, 8, 2048, 2048))
        .stream()
        .map(Product::kernel)
        .toList();
  }
}
