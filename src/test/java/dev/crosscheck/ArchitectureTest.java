package dev.crosscheck;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of docs/architecture.md, and habits that a compiler does not check. */
class ArchitectureTest {
    private static final String[] LIBRARIES = {"org.deeplearning4j..", "org.nd4j..", "org.bytedeco.."};
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.crosscheck");

    static Stream<ArchRule> rules() {
        return Stream.of(
                SlicesRuleDefinition.slices()
                        .matching("dev.crosscheck.(*)..")
                        .should()
                        .beFreeOfCycles(),
                only("math"),
                only("nn", "math"),
                only("compare", "math"),
                only("twin", "math", "nn"),
                only("byhand", "data", "math", "nn"),
                only("layers", "math", "nn"),
                only("verify", "byhand", "compare", "data", "math", "nn", "twin", "train"),
                only("report", "compare", "errata"),
                only("data", "math", "run"),
                only("run"),
                only("plot"),
                only("course", "data", "math", "nn", "plot"),
                only("errata", "course", "data", "math", "nn"),
                only("device"),
                only("train", "byhand", "layers", "math", "nn", "npz", "data", "device", "plot", "report", "run"),
                only(
                        "replay", "byhand", "math", "nn", "compare", "npz", "data", "twin", "train", "device", "plot",
                        "run"),
                only("predict", "math", "nn", "data"),
                only("serve", "math", "nn", "predict"),
                only("export", "math", "nn", "compare", "npz", "data", "device", "train", "run"),
                noClasses()
                        .that()
                        .resideOutsideOfPackage(in("export"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("ai.onnxruntime..", "onnx.."),
                noClasses()
                        .that()
                        .resideInAPackage(in("serve"))
                        .or()
                        .haveNameMatching(".*\\.predict\\.(?!PictureDecoder|GreyLevels).*")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.awt..", "javax.imageio..")
                        .because(
                                "pictures come from anyone, and Java's decoders know no limits: PictureDecoder has them"),
                noClasses()
                        .that()
                        .resideOutsideOfPackage(in("verify"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.objectweb.asm.."),
                only("bench", "byhand", "data", "device", "train"),
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                in("math"),
                                in("nn"),
                                in("compare"),
                                in("verify"),
                                in("report"),
                                in("data"),
                                in("plot"),
                                in("run"),
                                in("course"),
                                in("errata"),
                                in("predict"),
                                in("serve"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(LIBRARIES),
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName("dev.crosscheck.Main")
                        .should()
                        .callMethod(System.class, "exit", int.class),
                noClasses()
                        .should()
                        .callMethod(String.class, "format", String.class, Object[].class)
                        .because("numbers are written with Locale.ROOT"),
                noClasses()
                        .should()
                        .callMethod(String.class, "formatted", Object[].class)
                        .because("numbers are written with Locale.ROOT"),
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName("dev.crosscheck.Main")
                        .and()
                        .doNotHaveFullyQualifiedName("dev.crosscheck.twin.Quietly")
                        .should()
                        .accessField(System.class, "out")
                        .because("only the command line prints"));
    }

    private static String in(String name) {
        return "dev.crosscheck." + name + "..";
    }

    /** A package may use the common classes and those named, and no other package of this program. */
    private static ArchRule only(String name, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(in(name))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.crosscheck.(*)..")
                        .and(not(resideInAnyPackage(Stream.concat(
                                        Stream.of(in(name)), Stream.of(others).map(ArchitectureTest::in))
                                .toArray(String[]::new)))));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(ArchRule rule) {
        rule.check(CLASSES);
    }
}
