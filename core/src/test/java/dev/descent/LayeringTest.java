package dev.descent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.descent.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Dependencies between packages point down only.
class LayeringTest {
  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .importUrl(Tensor.class.getProtectionDomain().getCodeSource().getLocation());

  private static final String[] ENGINE = {
    "dev.descent.tensor", "dev.descent.autograd", "dev.descent.exec", "dev.descent.kernel"
  };

  private static void mayUse(String name, String... others) {
    String[] allowed = new String[others.length + 1];
    allowed[0] = "dev.descent." + name;
    for (int i = 0; i < others.length; i++) {
      allowed[i + 1] = "dev.descent." + others[i];
    }
    DescribedPredicate<JavaClass> forbidden =
        resideInAPackage("dev.descent..").and(DescribedPredicate.not(resideInAnyPackage(allowed)));
    noClasses()
        .that()
        .resideInAPackage("dev.descent." + name)
        .should()
        .dependOnClassesThat(forbidden)
        .because("of Descent's packages, " + name + " uses " + String.join(", ", others) + " only")
        .allowEmptyShould(true)
        .check(LIBRARY);
  }

  @Test
  void theEngineKnowsNothingAboveIt() {
    noClasses()
        .that()
        .resideInAnyPackage(ENGINE)
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.descent..")
                .and(DescribedPredicate.not(resideInAnyPackage(ENGINE))))
        .check(LIBRARY);
  }

  @Test
  void layersUseThoseBelow() {
    mayUse("autograd", "tensor");
    mayUse("exec", "tensor", "kernel");
    mayUse("kernel", "tensor");
    mayUse("nn", "tensor", "autograd");
    mayUse("optim", "tensor", "autograd", "nn");
    mayUse("io", "tensor");
    mayUse("data", "tensor", "io");
    mayUse("train", "tensor", "autograd", "nn", "optim", "data", "io", "exec");
  }

  @Test
  void onlyTensorItselfCallsDownToWhatEvaluatesAndDifferentiates() {
    noClasses()
        .that()
        .resideInAPackage("dev.descent.tensor")
        .and(DescribedPredicate.not(nameMatching("dev\\.descent\\.tensor\\.(Tensor|Elements)")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.descent.exec", "dev.descent.autograd", "dev.descent.kernel")
        .check(LIBRARY);
  }

  @Test
  void kernelsKnowShapesAndOperationsButNoGraphs() {
    noClasses()
        .that()
        .resideInAPackage("dev.descent.kernel")
        .and(DescribedPredicate.not(nameMatching("dev\\.descent\\.kernel\\.Reference")))
        .should()
        .dependOnClassesThat(
            nameMatching("dev\\.descent\\.tensor\\.(Tensor|Graph|Variable|Movements|Reductions)"))
        .because("a kernel works on arrays; only the reference walks graphs")
        .check(LIBRARY);
  }

  @Test
  void everyPackageIsListedHere() {
    classes()
        .that()
        .resideInAPackage("dev.descent..")
        .should()
        .resideInAnyPackage(
            "dev.descent.tensor",
            "dev.descent.autograd",
            "dev.descent.exec",
            "dev.descent.kernel",
            "dev.descent.nn",
            "dev.descent.optim",
            "dev.descent.data..",
            "dev.descent.train..",
            "dev.descent.io")
        .check(LIBRARY);
  }
}
