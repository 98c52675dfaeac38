package dev.crosscheck.proof.judge;

import dev.crosscheck.math.DoubleMath;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.proof.compare.Rounding;
import dev.crosscheck.text.Text;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The relation of a wrong array to the right one, in words. It is named only if all numbers of the array have it, within rounding. For a parameter, what
 * is compared is its change in the step.
 */
final class Relation {
    /** A factor this near to 1 is not named. */
    private static final double NEAR = 1e-5;

    /** If rounding explains more than this share of an array's largest number, too much would seem related. */
    private static final double SHARP = 0.01;

    /** Rounding to more decimals than these is as good as none. */
    private static final int MOST_DECIMALS = 8;

    /** Number formats by their significant bits. */
    private static final Map<Integer, String> PRECISIONS = Map.of(8, "bfloat16", 11, "half precision");

    /** The order of more rows or columns is not named. */
    private static final int MOST_ORDERED = 16;

    /** More rows or columns than these are not listed. */
    private static final int MOST_OF_PART = 3;

    private final Recording run;
    private final int step;
    private final boolean isChange; // of a parameter
    private final Matrix yours;
    private final Matrix right;
    private final Matrix written;
    private final Matrix expected;
    private final Matrix parameter; // before the step; null for the loss
    private final Matrix earlier; // what would be right for the step before; null if it is not known
    private final double allowed;
    private final int kernel; // the side of a convolution's kernels; 0 in other arrays than its weights

    /**
     * @param step from 1
     * @param name of an array that differs
     * @param written what was written of this step
     * @param expected what is right
     * @param before parameters and moments before it
     */
    Relation(
            Recording run,
            int step,
            String name,
            Map<String, Matrix> written,
            Map<String, Spread.Expected> expected,
            Map<String, Matrix> before) {
        this.run = run;
        this.step = step;
        this.isChange = run.start().containsKey(name);
        this.written = written.get(name);
        this.expected = expected.get(name).value();
        this.allowed = expected.get(name).allowed().largest();
        this.parameter = before.get(run.parameter(name));
        this.yours = isChange ? minus(this.written, parameter) : this.written;
        this.right = isChange ? minus(this.expected, parameter) : this.expected;
        Matrix last = step == 1 ? null : run.steps().get(step - 2).get(isChange ? Recording.GRADIENT + name : name);
        this.earlier = last != null && isChange ? last.map(g -> -run.rate(step) * g) : last;
        this.kernel = run.convolution(run.parameter(name))
                .filter(layer -> !name.endsWith(".bias"))
                .map(Convolution::side)
                .orElse(0);
    }

    private static Matrix minus(Matrix a, Matrix b) {
        return a.combine(b, (x, y) -> x - y);
    }

    /** @return the relation; how many numbers differ, and by how much, if no simple one was found */
    String words() {
        return Stream.<Supplier<String>>of(
                        this::unusual,
                        () -> multiple(yours, right),
                        this::rearranged,
                        this::last,
                        this::plus,
                        this::clipped,
                        this::rounded,
                        this::part)
                .map(Supplier::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(this::size);
    }

    /** Whether the array is {@code other} but for rounding, which grows with {@code other}. */
    boolean isNear(Matrix other) {
        return isNear(written, other, other.largest() / expected.largest());
    }

    private boolean are(Matrix wanted) {
        return isNear(yours, wanted, 1);
    }

    /** @param times the size of the numbers as a multiple of the right ones, with which rounding grows */
    private boolean isNear(Matrix a, Matrix b, double times) {
        return minus(a, b).largest() <= 4 * (1 + Math.abs(times)) * allowed;
    }

    private @Nullable String unusual() {
        long open = Arrays.stream(yours.data()).filter(v -> !Double.isFinite(v)).count();
        if (open > 0) {
            return "is not finite in " + open + " of " + yours.data().length + " numbers";
        }
        return allowed <= SHARP * right.largest() ? null : size();
    }

    private @Nullable String multiple(Matrix theirs, Matrix ours) {
        if (theirs.largest() == 0) {
            return isChange ? "is 0: it was not updated" : "is 0";
        }
        int largest = 0;
        for (int i = 0; i < ours.data().length; i++) {
            largest = Math.abs(ours.data()[i]) > Math.abs(ours.data()[largest]) ? i : largest;
        }
        double factor = theirs.data()[largest] / ours.data()[largest];
        boolean told = factor != 0 && !isNear(factor, 1) && isNear(theirs, ours.map(v -> factor * v), factor);
        return told ? "is " + number(factor) + " times ours" + known(factor) : null;
    }

    /** @return the known numbers that equal a factor or its reciprocal, in words */
    private String known(double factor) {
        Map<String, Double> known = new LinkedHashMap<>();
        double rows = run.rows(step).length;
        known.put("the batch has " + number(rows) + " rows", rows);
        known.put("a full batch has " + run.batch() + " rows, this one " + number(rows), run.batch() / rows);
        known.put("the data have " + run.examples().size() + " rows", (double)
                run.examples().size());
        known.put(
                "the batch has " + number(rows) + " of " + run.examples().size() + " rows",
                run.examples().size() / rows);
        known.put("there are " + run.examples().outputs() + " outputs", (double)
                run.examples().outputs());
        known.put("the learning rate is " + number(run.rate(step)), run.rate(step));
        String words = known.entrySet().stream()
                .filter(entry ->
                        isNear(Math.abs(factor), entry.getValue()) || isNear(Math.abs(factor), 1 / entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining("; "));
        return words.isEmpty() || isNear(Math.abs(factor), 1) ? "" : " (" + words + ")";
    }

    private static boolean isNear(double a, double b) {
        return Math.abs(a / b - 1) < NEAR;
    }

    private @Nullable String rearranged() {
        if (yours.data().length == 1) {
            return null;
        }
        boolean isTable = yours.rows() > 1 && yours.columns() > 1;
        if (isTable && yours.rows() == yours.columns() && are(right.transpose())) {
            return "is ours, transposed";
        }
        if (isTable && are(Slip.turned(right))) {
            return "is ours, read column by column";
        }
        if (isTable && are(Slip.turnedBack(right))) {
            return "is ours, written column by column";
        }
        if (kernel > 1 && are(Slip.kernelsTurned(right, kernel))) {
            return "is ours with each kernel turned by 180 degrees";
        }
        String rows = order(yours, right);
        String columns = order(yours.transpose(), right.transpose());
        Matrix mine = sorted(right);
        return rows != null
                ? "is ours with the rows in the order " + rows
                : columns != null
                        ? "is ours with the columns in the order " + columns
                        : minus(sorted(yours), mine).largest() <= allowed ? "has our numbers in another order" : null;
    }

    /** @return the order in which these rows stand among the right ones; null if they are not the same rows */
    private @Nullable String order(Matrix theirs, Matrix ours) {
        int n = theirs.rows();
        IntUnaryOperator which = i -> IntStream.range(0, n)
                .filter(j -> minus(theirs.row(i), ours.row(j)).largest() <= allowed)
                .findFirst()
                .orElse(-1);
        int[] order =
                n > MOST_ORDERED ? new int[0] : IntStream.range(0, n).map(which).toArray();
        boolean isOrder = order.length > 1
                && Arrays.stream(order).allMatch(j -> j >= 0)
                && Arrays.stream(order).distinct().count() == n;
        return isOrder ? Arrays.stream(order).mapToObj(String::valueOf).collect(Collectors.joining(", ")) : null;
    }

    private static Matrix sorted(Matrix m) {
        return new Matrix(1, m.data().length, Arrays.stream(m.data()).sorted().toArray());
    }

    private @Nullable String last() {
        if (earlier == null || !isNear(yours, earlier, earlier.largest() / right.largest())) {
            return null;
        }
        return isChange ? "is by the gradient of the step before" : "is that of the step before";
    }

    private @Nullable String plus() {
        Matrix more = minus(yours, right);
        if (yours.data().length == 1) {
            return null;
        }
        double first = more.data()[0];
        if (Math.abs(first) > 4 * allowed && minus(more, more.map(v -> first)).largest() <= 4 * allowed) {
            return "is ours plus " + number(first) + " everywhere";
        }
        if (parameter == null) {
            return null;
        }
        double products =
                Arrays.stream(more.combine(parameter, (a, b) -> a * b).data()).sum();
        double factor = products / Math.pow(parameter.length(), 2);
        boolean told = Math.abs(factor) * parameter.largest() > 4 * allowed
                && are(right.combine(parameter, (a, p) -> a + factor * p));
        String rate = !isChange ? "" : " (the learning rate is " + number(run.rate(step)) + ")";
        return told ? "is ours plus " + number(factor) + " times the parameter" + rate : null;
    }

    private @Nullable String clipped() {
        double most = yours.largest();
        long beyond = Arrays.stream(right.data())
                .filter(v -> Math.abs(v) > most + allowed)
                .count();
        boolean told = beyond > 1 && are(right.map(v -> Math.max(-most, Math.min(most, v))));
        return told ? "is ours, cut off at " + number(most) + " and " + number(-most) : null;
    }

    private @Nullable String rounded() {
        double apart = minus(written, expected).largest();
        for (int decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
            double unit = Math.pow(10, -decimals);
            boolean told = apart <= unit / 2 + allowed
                    && Arrays.stream(written.data())
                            .allMatch(v -> Math.abs(v - Math.rint(v / unit) * unit) <= 1e-6 * unit);
            if (told && unit < expected.largest()) {
                return "is ours, rounded to " + decimals + " decimals";
            }
        }
        return PRECISIONS.keySet().stream()
                .sorted()
                .filter(bits -> apart <= Math.scalb(expected.largest(), 4 - bits)
                        && Arrays.stream(written.data()).allMatch(v -> hasBits(v, bits)))
                .map(bits -> "has " + bits + " significant bits, as " + PRECISIONS.get(bits) + " has")
                .findFirst()
                .orElse(null);
    }

    private static boolean hasBits(double v, int bits) {
        double shifted = Math.scalb(v, bits - 1 - Math.getExponent(v));
        return v == 0 || shifted == Math.rint(shifted);
    }

    /** Rows or columns that differ while others do not. */
    private @Nullable String part() {
        List<Integer> rows = differing(yours, right);
        List<Integer> columns = differing(yours.transpose(), right.transpose());
        boolean byRows = rows.size() < yours.rows() && rows.size() <= MOST_OF_PART;
        boolean byColumns = columns.size() < yours.columns() && columns.size() <= MOST_OF_PART;
        if (rows.isEmpty() || yours.data().length == 1 || !byRows && !byColumns) {
            return null;
        }
        String where = (byRows ? " in row " + listed(rows) : "") + (byColumns ? " in column " + listed(columns) : "");
        String how = multiple(only(yours, rows, columns), only(right, rows, columns));
        if (how == null && rows.size() * columns.size() == 1) {
            return null; // size() says it of a single number
        }
        return "is wrong only" + where + (how == null ? ", by no simple factor" : ", where it " + how);
    }

    private List<Integer> differing(Matrix theirs, Matrix ours) {
        return IntStream.range(0, theirs.rows())
                .filter(i -> minus(theirs.row(i), ours.row(i)).largest() > allowed)
                .boxed()
                .toList();
    }

    private static String listed(List<Integer> places) {
        return places.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static Matrix only(Matrix m, List<Integer> rows, List<Integer> columns) {
        Matrix only = Matrix.zeros(rows.size(), columns.size());
        for (int i = 0; i < only.data().length; i++) {
            only.data()[i] = m.get(rows.get(i / columns.size()), columns.get(i % columns.size()));
        }
        return only;
    }

    private String size() {
        double[] apart = minus(yours, right).data();
        int[] different = IntStream.range(0, apart.length)
                .filter(i -> !(Math.abs(apart[i]) <= allowed))
                .toArray();
        if (different.length == 1) {
            return one(different[0]);
        }
        double share = 100 * minus(yours, right).largest() / right.largest();
        String by = Double.isFinite(share) ? Text.of(", by up to %.2g %% of the largest", share) : "";
        return "differs in " + different.length + " of " + yours.data().length + " numbers" + by;
    }

    /** How the only wrong number differs. */
    private String one(int i) {
        String where = yours.data().length == 1
                ? ""
                : "is wrong only in row " + i / yours.columns() + " in column " + i % yours.columns() + ", where it ";
        double factor = yours.data()[i] / right.data()[i];
        boolean told = Double.isFinite(factor) && !isNear(factor, 1);
        return where
                + (told
                        ? "is " + number(factor) + " times ours"
                        : Text.of("differs from ours by %.2g", Math.abs(yours.data()[i] - right.data()[i])));
    }

    /** @return a number with so few digits that arrays with the same relation show the same number */
    private String number(double v) {
        int digits = run.u() == Rounding.FLOAT ? 4 : 6;
        return DoubleMath.rounded(v, digits).stripTrailingZeros().toPlainString();
    }
}
