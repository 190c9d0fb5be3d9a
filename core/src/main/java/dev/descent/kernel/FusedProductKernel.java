package dev.descent.kernel;

import dev.descent.kernel.ProductCode.Form;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A product and the fused group that works on its result, as one piece of machine code: the group
/// is computed while the sums are still in the processor's registers. Nothing of the product
/// reaches memory but what others need.
public final class FusedProductKernel extends ProductChain implements RowKernel {
  // In floats: a few microseconds, as one phase less saves.
  private static final int MOST_COPIED_AGAIN = 1 << 13;

  private final MatMulTiles tiles;
  private final VectorProgram group;
  private final MachineCode code;
  private final MachineCode masked;

  private FusedProductKernel(
      ProductKernel product,
      Program program,
      boolean shared,
      VectorProgram group,
      MachineCode code,
      MachineCode masked) {
    super(product, program, shared);
    this.tiles = product.split();
    this.group = group;
    this.code = code;
    this.masked = masked;
  }

  /// The two as one; null if they cannot be.
  ///
  /// @param shared whether others than the group need the product's result
  public static @Nullable FusedProductKernel of(
      ProductKernel product, LoopKernel follower, boolean shared) {
    Value result = product.outputs().getFirst();
    Program program = follower.program();
    MatMulTiles tiles = product.split();
    boolean possible =
        MatMul.best() instanceof MachineMatMul
            && product.isSingle()
            && product.isByPanels()
            && tiles.m() > 0
            && tiles.n() > 0
            && tiles.k() > 0
            && program.shape().count() == result.shape().count()
            && program.readsInPlace(result);
    if (!possible) {
      return null;
    }
    boolean hasNarrow = tiles.n() % ProductCode.COLUMNS != 0;
    VectorProgram group = ProductCode.group(program, result, shared, tiles.n(), hasNarrow);
    if (group == null) {
      return null;
    }
    Form form =
        BlockedProduct.form(tiles.transA(), tiles.transB(), tiles.m(), tiles.k(), product.ldb());
    MachineCode code = MachineCode.ifPossible(ProductCode.write(group, form, false));
    MachineCode masked =
        hasNarrow ? MachineCode.ifPossible(ProductCode.write(group, form.withPanel(), true)) : code;
    return code == null || masked == null
        ? null
        : new FusedProductKernel(product, program, shared, group, code, masked);
  }

  @Override
  public int tiles() {
    return tiles.count();
  }

  @Override
  public void run(int tile, Memory memory) {
    run(
        tiles.firstRow(tile),
        tiles.rows(tile),
        tiles.firstColumn(tile),
        tiles.columns(tile),
        memory);
  }

  /// Those of A, unless tiles by rows would be much fewer, or copy much more of B.
  @Override
  public int rows() {
    int rowTiles = RowPass.tiles(tiles.m());
    boolean copiesLittle =
        tiles.rowTiles() == rowTiles || (long) tiles.n() * tiles.k() <= MOST_COPIED_AGAIN;
    boolean byRows = !tiles.transA() && program.rows() == tiles.m();
    return byRows && copiesLittle && tiles.count() <= 2 * rowTiles ? tiles.m() : 0;
  }

  @Override
  public boolean readsByRows(Value value) {
    return product.b().value().base() != value.base()
        && (product.a().value().base() != value.base() || product.a().isByRows(tiles.m()))
        && program.readsByRows(value);
  }

  @Override
  public void runRows(int first, int end, Memory memory) {
    run(first, end - first, 0, tiles.n(), memory);
  }

  private void run(int row, int rows, int column, int columns, Memory memory) {
    Parameters.local().setNumbers(group.numbers(), memory);
    product.blocked(row, rows, column, columns, memory).run(new Target(memory, row, column));
  }

  /// A tile's results.
  private final class Target implements BlockedProduct.Target {
    private final Memory memory;
    private final int row;
    private final int column;

    Target(Memory memory, int row, int column) {
      this.memory = memory;
      this.row = row;
      this.column = column;
    }

    @Override
    public void finish(
        Parameters parameters,
        MemorySegment a,
        MemorySegment b,
        int firstRow,
        int firstColumn,
        boolean narrow) {
      List<VectorProgram.Place> places = group.places();
      for (int i = 0; i < places.size(); i++) {
        VectorProgram.Place place = places.get(i);
        int first =
            place.value().start()
                + place.offset()
                + (row + firstRow) * place.rowStride()
                + (place.isOneARow() ? 0 : column + firstColumn);
        parameters.set(Parameters.place(i), 4L * first);
        parameters.set(Parameters.rowStride(i), 4L * place.rowStride());
        parameters.set(Parameters.panelStride(i), place.bytes(ProductCode.COLUMNS));
      }
      MachineCode panels = narrow ? masked : code;
      if (places.size() + 2 <= MachineCode.FEW_ARRAYS) {
        panels.call(parameters, a, b, array(0), array(1), array(2));
      } else {
        panels.call(parameters, a, b, array(0), array(1), array(2), array(3), array(4), array(5));
      }
    }

    private MemorySegment array(int place) {
      return place < group.places().size()
          ? memory.segment(group.places().get(place).value())
          : MemorySegment.NULL;
    }
  }
}
