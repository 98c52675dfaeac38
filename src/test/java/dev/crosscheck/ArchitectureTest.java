package dev.crosscheck;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.core.domain.properties.HasParameterTypes.Predicates.rawParameterTypes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.crosscheck.device.CudaWays;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.LayerArrays;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.process.Subprocess;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of docs/internals/architecture.md, and habits that a compiler does not check. */
class ArchitectureTest {
    private static final String ROOT = "dev.crosscheck";
    private static final Class<?>[] NOTHING = {};
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes"));

    /** What every package may use. */
    private static final List<String> COMMON = List.of("text", "limits", "files");

    /** What each package may use besides itself, the common ones and the root's exception. */
    private static final Map<String, List<String>> MAY_USE = new TreeMap<>("""
            text:
            limits: text
            files: limits
            process:
            math:
            nn: math nn.optim
            nn.optim: math
            run: process
            cuda:
            device: cuda process
            data: math
            data.picture: data math
            data.npz: run
            data.tensors: run
            measure:
            statistics: measure
            model: data data.tensors math nn nn.optim run
            data.table: data math run
            showing.plot:
            showing.report:
            course: data math nn nn.optim showing.plot
            course.guide: course math nn nn.optim
            course.errata: course data math nn
            proof.compare: math
            proof.report: course.errata proof.compare showing.plot showing.report
            proof.twin: math nn nn.optim
            proof.verify: cuda data device math nn nn.optim proof.compare proof.judge proof.twin train train.byhand train.gpu
            proof.judge: course.errata data data.npz device math nn nn.optim proof.compare proof.twin run train train.byhand process
            train.byhand: data math nn nn.optim
            layers: data math nn.optim train.byhand
            train: data data.npz device math measure model nn nn.optim run train.byhand
            train.dl4j: data device layers math model nn nn.optim run train train.byhand
            train.gpu: cuda data device model nn nn.optim train train.byhand
            tables: course.guide data data.table device math measure model nn run train train.byhand
            tables.report: data.table measure model showing.plot showing.report tables train.record
            train.record: data data.table device math measure model nn nn.optim run showing.plot showing.report train train.byhand train.dl4j
            train.checkpoint: data data.table data.tensors model nn nn.optim run tables train train.byhand train.dl4j train.record
            using.predict: data data.picture data.table math model nn
            using.serve: data data.picture data.table math model nn run using.predict
            using.explore: data math nn run showing.report using.serve
            using.export: course data data.npz data.table device math measure model nn proof.compare run tables train train.dl4j train.record using.predict
            sweep: device measure nn run showing.plot showing.report statistics train train.record process
            """.lines()
            .map(line -> List.of(line.split("[: ]+")))
            .collect(Collectors.toMap(names -> names.get(0), names -> names.subList(1, names.size()))));

    @Test
    void everyPackageHasItsRule() {
        TreeSet<String> packages = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT) && !name.equals(ROOT + ".cli"))
                .map(name -> name.substring(ROOT.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(packages, new TreeSet<>(MAY_USE.keySet()));
    }

    @Test
    void theArrowsFormNoCycle() {
        Set<String> left = new TreeSet<>(MAY_USE.keySet());
        boolean fewer = true;
        while (fewer) {
            fewer = left.removeIf(name -> MAY_USE.get(name).stream().noneMatch(left::contains));
        }
        assertEquals(Set.of(), left);
    }

    static Stream<ArchRule> rules() {
        return Stream.concat(MAY_USE.keySet().stream().map(ArchitectureTest::arrows), habits());
    }

    private static ArchRule arrows(String name) {
        String[] allowed = Stream.concat(COMMON.stream(), Stream.concat(Stream.of(name), MAY_USE.get(name).stream()))
                .map(other -> ROOT + "." + other)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + ".*..").and(not(resideInAnyPackage(allowed))));
    }

    private static Stream<ArchRule> habits() {
        return Stream.of(
                        whoKnowsDl4j(),
                        libraries(),
                        exits(),
                        Stream.of(files()),
                        Stream.of(processes()),
                        Stream.of(dependents()),
                        numbers())
                .flatMap(rules -> rules);
    }

    private static ArchRule processes() {
        return noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Subprocess.class.getName())
                .and()
                .haveNameNotMatching(Subprocess.class.getName() + "\\$.*")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .because("Subprocess starts them, and sees to it that none is left behind");
    }

    /** Whatever is not named here is free of DL4J: a witness, and all that shows and keeps, must be. */
    private static Stream<ArchRule> whoKnowsDl4j() {
        String[] dl4j = {"org.deeplearning4j..", "org.nd4j.."};
        return Stream.of(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                ROOT + ".proof.twin",
                                ROOT + ".layers",
                                ROOT + ".train.dl4j",
                                ROOT + ".train.record",
                                ROOT + ".using.export",
                                ROOT + ".device")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(dl4j),
                noClasses()
                        .that()
                        .resideOutsideOfPackages(ROOT + ".layers", ROOT + ".device", ROOT + ".train.dl4j")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.bytedeco..")
                        .because("nothing else calls OpenBLAS or native memory"),
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".train")
                        .should()
                        .dependOnClassesThat(resideInAPackage(ROOT + ".device")
                                .and(not(belongToAnyOf(Device.class, CudaWays.class))))
                        .because("of devices the core knows only their names"),
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".proof.twin")
                        .should()
                        .callMethodWhere(target(owner(resideInAnyPackage(ROOT + ".nn", ROOT + ".nn.optim")))
                                .and(target(nameMatching(
                                        "value|gradient|gradients|pointwise|rowWeights|derivative|forward|backward"
                                                + "|corrected|updateInPlace|draw|weights|biases|initial|targets")))
                                .and(not(target(owner(assignableTo(LayerArrays.class)))))
                                .and(not(target(owner(equivalentTo(Perceptron.class))))))
                        .orShould()
                        .dependOnClassesThat(resideInAPackage(ROOT + ".nn.optim")
                                .and(not(belongToAnyOf(OptimizerSpec.class, Adam.Epsilon.class))))
                        .because("a witness reads descriptions and computes by itself"));
    }

    /** Numbers of a formula, which a compiler copies from class to class: in the twins' text none of ours but constants of enums may stand. */
    @Test
    void twinsHaveNumbersOfTheirOwn() throws Exception {
        Pattern constant = Pattern.compile("\\b([A-Z]\\w*)\\.([A-Z][A-Z0-9_]+)\\b");
        List<Path> sources;
        try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/crosscheck/proof/twin"))) {
            sources = files.toList();
        }
        int found = 0;
        for (Path file : sources) {
            String source = Files.readString(file);
            assertFalse(source.contains("import static " + ROOT), file + " imports constants");
            for (Matcher name = constant.matcher(source); name.find(); ) {
                Matcher imported = Pattern.compile("import (" + ROOT + "[\\w.]*\\." + name.group(1) + ");")
                        .matcher(source);
                if (imported.find()) {
                    Class<?> type = CLASSES.stream()
                            .filter(known -> known.getName().replace('$', '.').equals(imported.group(1)))
                            .findFirst()
                            .orElseThrow()
                            .reflect();
                    assertTrue(
                            type.getField(name.group(2)).isEnumConstant(), () -> file + " takes over " + name.group());
                    found++;
                }
            }
        }
        assertTrue(found > 10, "the twins name activations and losses");
    }

    /**
     * Java matches each round of a repeated group by a call of its own, so that a long text overflows the stack, unless the group is possessive, as
     * in {@code (-\d)*+}, or the rounds are limited, as in {@code (-\d){1,64}}. All texts in the sources are looked at, also parts of a pattern.
     */
    @Test
    void noPatternRepeatsAGroupWithoutLimit() throws Exception {
        Pattern literal = Pattern.compile(
                "//.*+|/\\*(?s:.*?)\\*/|'(?:[^'\\\\]|\\\\.)++'|\"\"\"(?s:.*?)\"\"\"|\"(?:[^\"\\\\]|\\\\.)*+\"");
        Pattern repeated = Pattern.compile("\\)(?:[*+]|\\{\\d+,})(?!\\+)");
        List<Path> sources;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            sources = files.filter(Files::isRegularFile).toList();
        }
        int groups = 0;
        List<String> found = new ArrayList<>();
        for (Path file : sources) {
            for (Matcher text = literal.matcher(Files.readString(file)); text.find(); ) {
                if (text.group().startsWith("\"")) {
                    String plain = text.group().replaceAll("\\\\\\\\..", "").replaceAll("\\[[^\\]]*]", "");
                    groups += plain.contains(")*+") || plain.contains(")++") ? 1 : 0;
                    if (repeated.matcher(plain).find()) {
                        found.add(file.getFileName() + ": " + text.group());
                    }
                }
            }
        }
        assertEquals(List.of(), found);
        assertTrue(groups > 1, groups + " possessive groups");
    }

    private static Stream<ArchRule> libraries() {
        return Stream.of(
                only("using.export", "ai.onnxruntime..", "onnx.."),
                only("using.serve", "org.eclipse.jetty.."),
                only("statistics", "org.apache.commons.statistics.distribution.."),
                only("data.table", "de.siegmar.fastcsv.."),
                noClasses()
                        .that()
                        .haveNameNotMatching(".*\\.Vector\\w*(\\$.*)?")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("jdk.incubator.vector..")
                        .because("without the module they cannot be loaded"),
                noClasses()
                        .that()
                        .resideInAnyPackage(ROOT + ".using.serve", ROOT + ".using.predict", ROOT + ".data")
                        .or()
                        .haveNameMatching(".*\\.picture\\.(?!PictureDecoder|PictureLevels).*")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.awt..", "javax.imageio..")
                        .because("Java's decoders know no limits: PictureDecoder has them"));
    }

    /** Programs that name Crosscheck alone, as docs/library.md says, have these libraries and no optional one. */
    private static ArchRule dependents() {
        DescribedPredicate<JavaClass> theirs = resideInAnyPackage(Stream.of(
                                "",
                                ".text",
                                ".limits",
                                ".files",
                                ".process",
                                ".math",
                                ".nn",
                                ".nn.optim",
                                ".run",
                                ".course.guide",
                                ".data",
                                ".data.npz",
                                ".data.picture",
                                ".data.table",
                                ".data.tensors",
                                ".measure",
                                ".model",
                                ".tables",
                                ".train",
                                ".train.byhand",
                                ".using.predict")
                        .map(name -> ROOT + name)
                        .toArray(String[]::new))
                .and(not(nameMatching(ROOT + "\\.(Main|run\\.(RunLog|LogSetup))(\\$.*)?")))
                .or(nameMatching(".*\\.(device\\.(Device|CudaWays)|course\\.(Activation|Loss)Traits(\\$\\w+)?);?"));
        DescribedPredicate<JavaClass> libraries = resideInAnyPackage(
                "java..",
                "javax..",
                "com.sun.management..",
                "com.sun.security..",
                "jdk.incubator.vector..",
                "com.fasterxml.jackson..",
                "de.siegmar.fastcsv..",
                "org.apache.commons.compress..",
                "org.apache.commons.statistics.descriptive..",
                "org.jspecify..",
                "org.slf4j..");
        return noClasses()
                .that(theirs)
                .should()
                .dependOnClassesThat(not(theirs.or(libraries)))
                .because("a program that depends on Crosscheck has no optional library");
    }

    private static ArchRule only(String name, String... libraries) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "." + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries);
    }

    private static Stream<ArchRule> exits() {
        return Stream.of(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT)
                        .and()
                        .doNotHaveFullyQualifiedName(ROOT + ".Main")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(ROOT + ".*..")
                        .because("every package uses the root's few classes"),
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName(ROOT + ".Main")
                        .should()
                        .callMethod(System.class, "exit", int.class)
                        .orShould()
                        .callMethod(Runtime.class, "exit", int.class),
                noClasses()
                        .that()
                        .haveNameNotMatching(".*\\.(cli\\.Printer|proof\\.twin\\.Quietly|device\\.SystemCudaProbe)")
                        .should()
                        .accessField(System.class, "out")
                        .orShould()
                        .accessField(System.class, "err")
                        .orShould()
                        .callMethodWhere(target(name("printStackTrace")).and(target(rawParameterTypes(NOTHING))))
                        .because("only the command line prints"));
    }

    private static ArchRule files() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".run")
                .should()
                .callMethodWhere(target(owner(equivalentTo(Files.class)))
                        .and(target(nameMatching("write|writeString|newOutputStream|newBufferedWriter|copy"))))
                .orShould()
                .callConstructorWhere(target(owner(equivalentTo(FileOutputStream.class)))
                        .and(not(target(rawParameterTypes(FileDescriptor.class)))))
                .orShould()
                .dependOnClassesThat(belongToAnyOf(FileWriter.class, RandomAccessFile.class))
                .because("AtomicFile writes nothing through a link");
    }

    private static Stream<ArchRule> numbers() {
        return Stream.of(
                noClasses()
                        .should()
                        .callMethod(String.class, "format", String.class, Object[].class)
                        .orShould()
                        .callMethod(String.class, "formatted", Object[].class)
                        .because("numbers are written with Locale.ROOT"),
                noClasses()
                        .should()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callMethod(Instant.class, "until", Temporal.class, TemporalUnit.class)
                        .orShould()
                        .callMethod(Duration.class, "between", Temporal.class, Temporal.class)
                        .orShould()
                        .callMethod(ChronoUnit.class, "between", Temporal.class, Temporal.class)
                        .orShould()
                        .dependOnClassesThat()
                        .haveSimpleName("MaxTimeIterationTerminationCondition")
                        .because("the clock on the wall may be set while something is timed"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(ArchRule rule) {
        rule.check(CLASSES);
    }
}
