package dev.crosscheck.cli;

import dev.crosscheck.Printable;
import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.Target;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What a table's answers are to be: the positive class and its cut-off, and the intervals of numbers. */
final class DecisionOptions {
    private static final Map<String, String> MEMBERS =
            Map.of("falsePositive", "--cost-false-positive", "falseNegative", "--cost-false-negative");

    @Option(
            names = "--positive",
            paramLabel = "CLASS",
            description = "The positive class of two, such as the disease. Default: the rarer one.")
    private String positive;

    @Option(
            names = "--cost-false-positive",
            paramLabel = "COST",
            description =
                    "Choose the cut-off with the lowest cost: of a row that is wrongly called positive. Default: 1"
                            + " if the other cost is given.")
    private Double falsePositive;

    @Option(
            names = "--cost-false-negative",
            paramLabel = "COST",
            description = "The same: of a positive row that is missed.")
    private Double falseNegative;

    @Option(
            names = "--recall",
            paramLabel = "SHARE",
            description = "Choose the highest cut-off that finds this share of the positive rows, such as 0.9.")
    private Double recall;

    @Option(
            names = "--precision",
            paramLabel = "SHARE",
            description = "Choose the lowest cut-off from which this share of the rows called positive are.")
    private Double precision;

    @Option(
            names = "--interval",
            paramLabel = "SHARE",
            description = "Share of rows whose number is to be within the interval of its answer. Default: 0.9.")
    private Double interval;

    /** @return whether one of the options was given */
    boolean given() {
        return Stream.of(positive, falsePositive, falseNegative, recall, precision, interval)
                .anyMatch(Objects::nonNull);
    }

    /** @throws picocli.CommandLine.ParameterException if values are out of range, or several ways to a cut-off are given */
    DecisionSpec spec(CommandSpec command) {
        boolean costs = falsePositive != null || falseNegative != null;
        if ((costs ? 1 : 0) + (recall == null ? 0 : 1) + (precision == null ? 0 : 1) > 1) {
            throw Checks.wrong(
                    command, "--recall, --precision and --cost-... each choose the cut-off: give one of them.");
        }
        return Checks.refusing(
                command,
                MEMBERS,
                () -> new DecisionSpec(
                        positive,
                        costs ? new DecisionSpec.Costs(or(falsePositive, 1), or(falseNegative, 1)) : null,
                        recall,
                        precision,
                        or(interval, DecisionSpec.USUAL.interval())));
    }

    private static double or(Double value, double otherwise) {
        return value == null ? otherwise : value;
    }

    /**
     * @param validation number of validation rows
     * @return the options for a table with this target
     * @throws picocli.CommandLine.ParameterException if they do not go with it
     */
    DecisionSpec of(CommandSpec command, Target target, int validation) {
        DecisionSpec spec = spec(command);
        String name = Printable.quoted(target.name());
        if (!(target instanceof Target.OfClasses known)) {
            if (spec.wantsTwoClasses()) {
                throw Checks.wrong(command, first() + " needs a target of two classes; " + name + " is a number.");
            }
            return spec;
        }
        if (interval != null) {
            throw Checks.wrong(command, "--interval needs a target that is a number; " + name + " has classes.");
        }
        if (spec.wantsTwoClasses() && known.labels().size() != 2) {
            throw Checks.wrong(
                    command,
                    first() + " needs a target of two classes; " + name + " has "
                            + known.labels().size() + ".");
        }
        if (spec.wantsCutOff() && validation == 0) {
            throw Checks.wrong(
                    command, first() + " needs validation rows to choose the cut-off on: add --validation 20%.");
        }
        if (positive == null) {
            return spec;
        }
        int label = known.indexOf(positive);
        if (label < 0) {
            throw Checks.invalid(
                    command,
                    "--positive",
                    "one of the classes " + Printable.quoted(known.labels().get(0)) + " and "
                            + Printable.quoted(known.labels().get(1)),
                    Printable.quoted(positive));
        }
        return new DecisionSpec(
                known.labels().get(label), spec.costs(), spec.recall(), spec.precision(), spec.interval());
    }

    /** @return the name of the first option that was given */
    private String first() {
        return positive != null
                ? "--positive"
                : recall != null
                        ? "--recall"
                        : precision != null
                                ? "--precision"
                                : falsePositive != null ? "--cost-false-positive" : "--cost-false-negative";
    }
}
