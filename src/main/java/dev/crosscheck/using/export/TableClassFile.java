package dev.crosscheck.using.export;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A network for a table's rows as the source of one Java class, {@code TableModel}, that takes a row's texts by its columns' names and needs
 * nothing but a JDK. It computes in double.
 */
final class TableClassFile {
    static final String CLASS_NAME = "TableModel";

    /** A class holds 65,535 constants, of which a text or a figure takes two; the rest is room for its code. */
    private static final int MOST_CONSTANTS = 25_000;

    /** A text in a list takes 8 bytes of a method's code, of which it has 65,535. */
    private static final int CONSTANTS_PER_METHOD = 4000;

    private TableClassFile() {}

    /**
     * Writes the source.
     *
     * @throws CrosscheckException if the network or the table is too large for a class
     */
    static void write(Subject subject, Preprocessing preprocessing, Path file) throws IOException {
        List<Input> inputs = preprocessing.inputs();
        int constants = inputs.stream().mapToInt(TableClassFile::constants).sum();
        if (constants > MOST_CONSTANTS) {
            throw CrosscheckException.expected(
                    "Format java",
                    "at most " + MOST_CONSTANTS + " names and figures of columns",
                    Integer.toString(constants),
                    JavaSource.REMEDY);
        }
        JavaSource source = new JavaSource(subject);
        source.put("TARGET", JavaSource.literal(preprocessing.target().name()));
        source.put("WHAT", JavaSource.plain(preprocessing.target().name()));
        source.put("EXAMPLE", JavaSource.plain(inputs.get(0).name()));
        source.put("MISSING", JavaSource.literals(preprocessing.missing()));
        source.put("REFUSES", Boolean.toString(preprocessing.refuseMissing()));
        source.put("FURTHEST", Double.toString(Input.OfNumber.MOST_DEVIATIONS));
        putColumns(source, inputs);
        putAnswers(source, preprocessing.target());
        source.write("TableModel.java.txt", file);
    }

    private static int constants(Input input) {
        return input instanceof Input.OfCategory category
                ? 1 + category.categories().size()
                : 4;
    }

    private static void putAnswers(JavaSource source, Target target) {
        if (target instanceof Target.OfNumber number) {
            source.put("MEAN", Double.toString(number.mean()));
            source.put("DEVIATION", Double.toString(number.deviation()));
            source.put("ANSWERS", source.filled(JavaSource.text("TableNumber.java.txt")));
        } else {
            source.put("LABELS", JavaSource.literals(((Target.OfClasses) target).labels()));
            source.put("ANSWERS", source.filled(JavaSource.text("TableClasses.java.txt")));
        }
    }

    /** Methods that list the columns, and the calls of them. */
    private static void putColumns(JavaSource source, List<Input> inputs) {
        StringBuilder calls = new StringBuilder();
        StringBuilder methods = new StringBuilder();
        int inMethod = CONSTANTS_PER_METHOD;
        int count = 0;
        for (Input input : inputs) {
            if (inMethod + constants(input) > CONSTANTS_PER_METHOD) {
                methods.append(count == 0 ? "" : "    }\n\n");
                calls.append("        columns").append(count).append("();\n");
                methods.append("    private static void columns").append(count).append("() {\n");
                count++;
                inMethod = 0;
            }
            inMethod += constants(input);
            methods.append("        ").append(line(input)).append('\n');
        }
        source.put("CALLS", calls.toString());
        source.put("COLUMNS", methods.append("    }\n").toString());
    }

    private static String line(Input input) {
        String name = JavaSource.literal(input.name());
        if (input instanceof Input.OfNumber number) {
            return String.format(
                    Locale.ROOT,
                    "number(%s, %s, %s, %s, %s);",
                    name,
                    number.median(),
                    number.mean(),
                    number.deviation(),
                    number.indicator());
        }
        Input.OfCategory category = (Input.OfCategory) input;
        return "category(" + name + ", " + category.missing() + ", " + JavaSource.literals(category.categories())
                + ");";
    }
}
