package dev.descent.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpCompletenessTest {
  @Test
  void everyOperationHasAForwardCase() {
    assertThat(OpCases.missing(OpCases.all())).as("operations without a case in OpCases").isEmpty();
  }

  @Test
  void everyOperationHasAGradientCheckOrIsDeclaredToHaveNoDerivative() {
    Set<String> unchecked = OpCases.missing(OpCases.differentiable());
    assertThat(unchecked)
        .as("operations without a gradient check, against those that are to have no derivative")
        .isEqualTo(new TreeSet<>(OpCases.WITHOUT_DERIVATIVE));
  }

  @Test
  void aDroppedCaseIsNoticedByName() {
    List<OpCase> cases =
        OpCases.all().stream()
            .filter(c -> c.op() != Unary.ERF && !(c.op() instanceof Movement.Place))
            .toList();
    assertThat(OpCases.missing(cases)).containsExactlyInAnyOrder("Unary.ERF", "Place");
  }

  @Test
  void theRegisterSeesEveryKindOfOperation() {
    assertThat(OpRegister.keys())
        .contains(
            "Unary.EXP",
            "Binary.ADD",
            "Select.WHERE",
            "Reduce.LOG_SUM_EXP",
            "Cast.UINT8",
            "Reshape",
            "Concatenate")
        .hasSizeGreaterThan(40);
  }
}
