package dev.crosscheck.proof.judge;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.judge.Judgement.Cause;
import dev.crosscheck.proof.judge.Judgement.Difference;
import dev.crosscheck.proof.replay.Precision;
import dev.crosscheck.proof.replay.Recording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Compares the output of a program with the correct training and, if they disagree, with the training that results from each known slip.
 *
 * <p>Each step is judged from the parameters that the program wrote after the previous step if it wrote them, otherwise from those of the training
 * that it is compared with. The tolerance of each number is its bound by {@link Bounded}, and nothing else. A slip is named only if it reproduces
 * every number at every start.
 */
public final class Judge {
    /** Stands in place of an array's name where the number of steps is wrong. */
    static final String STEPS = "steps";

    /** A slip explains a difference only if its own bound is at most this share of it. */
    private static final double SHARP = 0.1;

    /** A factor nearer to 1 than this is not reported as a pattern. */
    private static final double NEAR = 1e-5;

    private static final String OVERFLOW = "huge";

    /** The number of known slips. */
    public static final int SLIPS = Slip.values().length - 1;

    private final Setup setup;
    private final List<Start> starts;
    private final Map<Start, ProgramAnswer> answers = new LinkedHashMap<>();
    private final Map<Start, String> failures = new LinkedHashMap<>();

    /**
     * @param setup the network that the program trains, with batch size, seed, optimizer and learning rate
     * @throws CrosscheckException if such a network cannot be judged
     */
    public Judge(Setup setup) {
        this.starts = Start.all(setup);
        this.setup = starts.get(0).setup();
    }

    /**
     * Parses the line of a network. Unless the line has {@code epsilon:}, Adam's epsilon is placed as in the paper and in PyTorch.
     *
     * @param line the line, as for {@link Setup#parse(String, long)}
     * @param seed the seed if the line has none
     */
    public static Setup setup(String line, long seed) {
        Setup setup = Setup.parse(line, seed);
        OptimizerSpec optimizer = setup.training().optimizer();
        return optimizer.kind().state() < 2 || line.toLowerCase(Locale.ROOT).contains("epsilon:")
                ? setup
                : new Setup(setup.network(), setup.training().with(optimizer.with(Adam.Epsilon.ON_CORRECTED)));
    }

    private Judge(Start start, ProgramAnswer answer) {
        this.setup = start.setup();
        this.starts = List.of(start);
        answers.put(start, answer);
    }

    /**
     * Searches for the slips that explain a recorded run.
     *
     * @param recording a run that disagrees with its replay
     * @return the known slips that each reproduce all of its numbers
     * @throws CrosscheckException if slips cannot be searched for in such a run
     */
    public static List<Cause> causes(Recording recording) {
        Start start = Start.of(recording);
        ProgramAnswer answer = AnsweredRecording.answer(recording);
        Judge judge = new Judge(start, answer);
        double u = ProgramAnswer.unit(answer.precision());
        Map<Start, Difference> differences = judge.differences(u);
        return differences.isEmpty()
                ? List.of()
                : judge.causes(u, differences).stream().map(Judge::cause).toList();
    }

    /** @return the text of each start by its name, in order */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        starts.forEach(start -> texts.put(start.name(), start.text()));
        return texts;
    }

    /**
     * Runs the program once for each start and parses its output.
     *
     * @param command the program and its arguments
     * @param seconds the time limit of each start
     * @param keep receives the name of each start and the program's output, before it is parsed
     * @throws CrosscheckException if the program fails at the first start, or its output there cannot be parsed
     */
    public void run(List<String> command, int seconds, BiConsumer<String, String> keep) {
        StrangersProgram program = new StrangersProgram(command, seconds);
        for (Start start : starts) {
            try {
                String text = program.run(start);
                keep.accept(start.name(), text);
                String label = "What it wrote at the start \"" + start.name() + "\"";
                answers.put(start, ProgramAnswer.read(label, text, start));
            } catch (CrosscheckException e) {
                if (answers.isEmpty()) {
                    throw e;
                }
                failures.put(start, e.getMessage() + " " + e.remedy());
            }
        }
    }

    /** @return for each answered start, by its name, the arrays of a recorded run */
    public Map<String, Map<String, NpyArray>> recordings() {
        Map<String, Map<String, NpyArray>> recordings = new LinkedHashMap<>();
        answers.forEach((start, answer) -> recordings.put(start.name(), AnsweredRecording.arrays(start, answer)));
        return recordings;
    }

    /** @return the judgement of all answers */
    public Judgement judgement() {
        boolean single = answers.values().stream().allMatch(answer -> answer.precision() == Precision.SINGLE);
        double u = ProgramAnswer.unit(single ? Precision.SINGLE : Precision.DOUBLE);
        Map<Start, Difference> differences = differences(u);
        List<Slip> causes = differences.isEmpty() ? List.of() : causes(u, differences);
        List<String> notes = new ArrayList<>();
        if (!single && !differences.isEmpty() && causes.isEmpty()) {
            Map<Start, Difference> asSingle = differences(ProgramAnswer.unit(Precision.SINGLE));
            if (asSingle.isEmpty()) {
                notes.add("Not in double precision, though the numbers are doubles ("
                        + first(differences).words()
                        + "): something is calculated in float, which explains all differences.");
                differences = asSingle;
                u = ProgramAnswer.unit(Precision.SINGLE);
            }
        }
        boolean agrees = differences.isEmpty() && failures.isEmpty();
        if (differences.isEmpty()
                && failures.size() == 1
                && failures.keySet().iterator().next().name().equals(OVERFLOW)) {
            notes.add("It fails only where logits are huge: " + Slip.SOFTMAX_WITHOUT_MAX.question());
        }
        return new Judgement(
                setup.toString(),
                agrees,
                single ? "float32" : "float64",
                compared(),
                results(differences),
                differences.isEmpty() ? null : first(differences),
                causes.stream().map(Judge::cause).toList(),
                differences.isEmpty() ? hidden(u) : List.of(),
                unwritten(),
                notes);
    }

    /** @return the kinds of arrays that the program could have written and did not */
    private List<String> unwritten() {
        List<String> unwritten = new ArrayList<>();
        String kind = setup.training().optimizer().kind().label();
        boolean hasMoments = setup.training().optimizer().kind().state() > 0;
        addUnless(unwritten, "gradients", name -> name.startsWith(ProgramAnswer.GRADIENT));
        addUnless(unwritten, "parameters", name -> name.startsWith("fc"));
        if (hasMoments) {
            addUnless(unwritten, "moments of " + kind, name -> name.startsWith("v.") || name.startsWith("m."));
        }
        return unwritten;
    }

    private void addUnless(List<String> unwritten, String what, Predicate<String> written) {
        boolean any = answers.values().stream()
                .flatMap(answer -> answer.steps().stream())
                .flatMap(step -> step.keySet().stream())
                .anyMatch(written);
        if (!any) {
            unwritten.add(what);
        }
    }

    private static Cause cause(Slip slip) {
        return new Cause(slip.label(), slip.question(), slip.lookAt());
    }

    private static Difference first(Map<Start, Difference> differences) {
        return differences.values().iterator().next();
    }

    private long compared() {
        return answers.values().stream()
                .flatMap(answer -> answer.steps().stream())
                .flatMap(step -> step.values().stream())
                .mapToLong(array -> (long) array.rows() * array.columns())
                .sum();
    }

    private List<Judgement.StartResult> results(Map<Start, Difference> differences) {
        return starts.stream()
                .map(start -> new Judgement.StartResult(
                        start.name(),
                        start.shows(),
                        answers.containsKey(start) ? answers.get(start).steps().size() : 0,
                        failures.getOrDefault(
                                start,
                                Optional.ofNullable(differences.get(start))
                                        .map(Words::place)
                                        .orElse(""))))
                .toList();
    }

    /** @return for each start that disagrees with the correct training, its first difference */
    private Map<Start, Difference> differences(double u) {
        Map<Start, Difference> differences = new LinkedHashMap<>();
        answers.forEach((start, answer) ->
                difference(start, answer, Slip.NONE, 1, u, null).ifPresent(found -> differences.put(start, found)));
        return differences;
    }

    private List<Slip> causes(double u, Map<Start, Difference> differences) {
        Difference clearest = clearest(u, differences);
        return Arrays.stream(Slip.values())
                .filter(slip -> slip != Slip.NONE)
                .filter(slip -> slip.ways().stream().anyMatch(way -> fits(slip, way, u, clearest)))
                .toList();
    }

    private boolean fits(Slip slip, double way, double u, Difference clearest) {
        return answers.entrySet().stream()
                .allMatch(entry -> difference(entry.getKey(), entry.getValue(), slip, way, u, clearest)
                        .isEmpty());
    }

    /** @return the difference that is the largest multiple of its bound, up to the step of the first disagreement of each start */
    private Difference clearest(double u, Map<Start, Difference> differences) {
        Difference clearest = null;
        for (Map.Entry<Start, Difference> entry : differences.entrySet()) {
            Start start = entry.getKey();
            ProgramAnswer answer = answers.get(start);
            Difference first = entry.getValue();
            Suspect right = new Suspect(start, Slip.NONE, 1, u);
            for (int step = 1; step <= first.step(); step++) {
                Map<String, Bounded> ours = right.step();
                Map<String, Bounded> theirs = answer.steps().get(step - 1);
                for (Map.Entry<String, Bounded> array : theirs.entrySet()) {
                    Difference found =
                            clearest(start, step, array.getKey(), array.getValue(), ours.get(array.getKey()));
                    clearest = clearest == null || clarity(found) > clarity(clearest) ? found : clearest;
                }
                right.continueFrom(theirs);
            }
        }
        return clearest;
    }

    private static Difference clearest(Start start, int step, String array, Bounded theirs, Bounded ours) {
        Difference clearest = null;
        for (int i = 0; i < ours.rows(); i++) {
            for (int j = 0; j < ours.columns(); j++) {
                Difference found = difference(start, step, array, i, j, theirs, ours);
                clearest = clearest == null || clarity(found) > clarity(clearest) ? found : clearest;
            }
        }
        return clearest;
    }

    /** @return the difference divided by its bound; infinite if the bound is 0, and 0 if there is no difference or it is not finite */
    private static double clarity(Difference difference) {
        double apart = Math.abs(difference.yours() - difference.ours());
        return Double.isFinite(apart) && apart > 0 ? apart / difference.allowed() : 0;
    }

    private static Difference difference(
            Start start, int step, String array, int i, int j, Bounded theirs, Bounded ours) {
        return new Difference(
                start.name(),
                step,
                array,
                i,
                j,
                theirs.value().get(i, j),
                ours.value().get(i, j),
                ours.radius().get(i, j) + theirs.radius().get(i, j),
                "");
    }

    /** @return the slips that would change this training, but within the bounds of these numbers, so that they could not have been noticed */
    private List<String> hidden(double u) {
        return Arrays.stream(Slip.values())
                .filter(slip -> slip != Slip.NONE)
                .filter(slip -> slip.ways().stream().allMatch(way -> fits(slip, way, u, null)))
                .filter(slip -> slip.ways().stream().anyMatch(way -> changesTraining(slip, way, u)))
                .map(Slip::label)
                .toList();
    }

    private boolean changesTraining(Slip slip, double way, double u) {
        return starts.stream().anyMatch(start -> !values(start, slip, way, u).equals(values(start, Slip.NONE, 1, u)));
    }

    private static List<List<Double>> values(Start start, Slip slip, double way, double u) {
        Suspect suspect = new Suspect(start, slip, way, u);
        List<List<Double>> values = new ArrayList<>();
        for (int step = 1; step <= suspect.steps(); step++) {
            suspect.step()
                    .values()
                    .forEach(array -> values.add(Arrays.stream(array.value().data())
                            .map(v -> v + 0.0)
                            .boxed()
                            .toList()));
        }
        return values;
    }

    /**
     * Compares an answer with the training that a slip makes.
     *
     * @param sharp the clearest difference from the correct training; at that element the bound of this training must be much smaller than that
     *     difference. Null to skip this condition
     * @return the first difference, if there is one
     */
    private static Optional<Difference> difference(
            Start start, ProgramAnswer answer, Slip slip, double way, double u, Difference sharp) {
        Suspect suspect = new Suspect(start, slip, way, u);
        int written = answer.steps().size();
        for (int step = 1; step <= Math.min(written, suspect.steps()); step++) {
            Map<String, Bounded> ours = suspect.step();
            Map<String, Bounded> theirs = answer.steps().get(step - 1);
            boolean overflow =
                    !Double.isFinite(ours.get(ProgramAnswer.LOSS).value().get(0, 0));
            for (Map.Entry<String, Bounded> array : ours.entrySet()) {
                // Which other numbers become infinite or NaN after an overflow depends on the language.
                Bounded their =
                        overflow && !array.getKey().equals(ProgramAnswer.LOSS) ? null : theirs.get(array.getKey());
                Optional<Difference> found = their == null
                        ? Optional.empty()
                        : difference(start, step, array.getKey(), their, array.getValue(), sharp);
                if (found.isPresent()) {
                    return found;
                }
            }
            if (overflow) {
                return Optional.empty();
            }
            suspect.continueFrom(theirs);
        }
        return written == suspect.steps()
                ? Optional.empty()
                : Optional.of(new Difference(
                        start.name(),
                        Math.min(written, suspect.steps()),
                        STEPS,
                        0,
                        0,
                        written,
                        suspect.steps(),
                        0,
                        ""));
    }

    private static Optional<Difference> difference(
            Start start, int step, String array, Bounded theirs, Bounded ours, Difference sharp) {
        for (int i = 0; i < ours.rows(); i++) {
            for (int j = 0; j < ours.columns(); j++) {
                Difference here = difference(start, step, array, i, j, theirs, ours);
                if (!isSame(here) || isBlunt(here, sharp)) {
                    return Optional.of(here.with(pattern(theirs, ours)));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isSame(Difference d) {
        return Double.isFinite(d.ours()) ? Math.abs(d.yours() - d.ours()) <= d.allowed() : !Double.isFinite(d.yours());
    }

    /** Whether this is the element of the clearest difference, and its bound is so wide that it would cover that difference anyway. */
    private static boolean isBlunt(Difference here, Difference clearest) {
        return clearest != null
                && clarity(clearest) > 1
                && here.start().equals(clearest.start())
                && here.step() == clearest.step()
                && here.array().equals(clearest.array())
                && here.row() == clearest.row()
                && here.column() == clearest.column()
                && Double.isFinite(here.ours())
                && !(here.allowed() <= SHARP * Math.abs(clearest.yours() - clearest.ours()));
    }

    /** @return the relation of a whole array to the correct one, in words: a common factor, a transpose, zeros, or how many numbers differ */
    private static String pattern(Bounded theirs, Bounded ours) {
        double[] yours = theirs.value().data();
        double[] right = ours.value().data();
        if (!Arrays.stream(yours).allMatch(Double::isFinite)) {
            return "not all of yours are finite";
        }
        if (yours.length > 1 && Arrays.stream(yours).allMatch(v -> v == 0)) {
            return "all of yours are 0";
        }
        int largest = 0;
        for (int i = 0; i < right.length; i++) {
            largest = Math.abs(right[i]) > Math.abs(right[largest]) ? i : largest;
        }
        double factor = yours[largest] / right[largest];
        boolean near = Math.abs(factor - 1) < NEAR;
        if (near && yours.length == 1) {
            return String.format(
                    Locale.ROOT, "%.1e of its size apart, more than rounding explains", Math.abs(factor - 1));
        }
        if (Double.isFinite(factor)
                && factor != 0
                && !near
                && isWithin(theirs, ours, ours.value().map(v -> factor * v), factor)) {
            return yours.length == 1
                    ? "that is " + Words.factor(factor) + " times ours"
                    : "every number of the array is " + Words.factor(factor) + " times ours";
        }
        if (ours.rows() > 1 && ours.columns() > 1) {
            Matrix turned = new Matrix(
                    ours.rows(), ours.columns(), ours.value().transpose().data());
            if (isWithin(theirs, ours, turned, 1)) {
                return "the array is ours, transposed";
            }
        }
        long different = 0;
        for (int i = 0; i < right.length; i++) {
            different += Math.abs(yours[i] - right[i])
                            <= ours.radius().data()[i] + theirs.radius().data()[i]
                    ? 0
                    : 1;
        }
        return yours.length == 1 ? "" : different + " of its " + yours.length + " numbers differ, by no common factor";
    }

    private static boolean isWithin(Bounded theirs, Bounded ours, Matrix wanted, double factor) {
        double widest = Arrays.stream(ours.radius().data()).max().orElseThrow();
        double[] yours = theirs.value().data();
        for (int i = 0; i < yours.length; i++) {
            double allowed =
                    4 * (1 + Math.abs(factor)) * (widest + theirs.radius().data()[i]);
            if (!(Math.abs(yours[i] - wanted.data()[i]) <= allowed)) {
                return false;
            }
        }
        return true;
    }
}
