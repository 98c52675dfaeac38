package dev.crosscheck.notebook;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * JShell for the cells of one notebook, in this virtual machine, so that pictures come back as the objects that they are.
 *
 * <p>Beside Java it knows the line {@code %classpath FILE}, by which a notebook puts the packaged program on the class path.
 */
final class Session implements AutoCloseable {
    private static final Pattern CLASS_PATH = Pattern.compile("(?m)^%classpath (\\S+)$");
    private static final Set<SubKind> WITH_VALUE =
            Set.of(SubKind.VAR_VALUE_SUBKIND, SubKind.OTHER_EXPRESSION_SUBKIND, SubKind.TEMP_VAR_EXPRESSION_SUBKIND);

    private final JShell shell = JShell.builder().executionEngine("local").build();

    private final UnaryOperator<String> classPath;

    /** @param classPath from the file that {@code %classpath} names to the class path that is added for it */
    Session(UnaryOperator<String> classPath) {
        this.classPath = classPath;
    }

    /** @return a session for the classes of this build: they stand for the packaged program, which is made of them later */
    static Session ofThisBuild() {
        return new Session(file -> System.getProperty("java.class.path"));
    }

    SourceCodeAnalysis analysis() {
        return shell.sourceCodeAnalysis();
    }

    /**
     * Runs a cell.
     *
     * @return the value of its last snippet if that is an expression and no assignment, else null
     * @throws CellFailure if it does not compile, is cut off or throws
     */
    Object run(String source) {
        CLASS_PATH
                .matcher(source)
                .results()
                .map(line -> line.group(1))
                .map(classPath)
                .forEach(shell::addToClasspath);
        String rest = CLASS_PATH.matcher(source).replaceAll("");
        Optional<String> last = Optional.empty();
        while (!rest.isBlank()) {
            CompletionInfo next = analysis().analyzeCompletion(rest);
            switch (next.completeness()) {
                case EMPTY -> {
                    return value(last); // nothing but comments is left
                }
                case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE ->
                    throw new CellFailure("The cell ends within: " + rest.strip());
                default -> last = evaluate(next.source());
            }
            rest = next.remaining();
        }
        return value(last);
    }

    /** @return the name of the variable that has the snippet's value, if it has one */
    private Optional<String> evaluate(String snippet) {
        Optional<String> name = Optional.empty();
        for (SnippetEvent event : shell.eval(snippet)) {
            requireDone(event, snippet);
            if (event.causeSnippet() == null && event.value() != null && hasValue(event)) {
                name = Optional.of(name(event.snippet()));
            }
        }
        return name;
    }

    private Object value(Optional<String> name) {
        if (name.isEmpty()) {
            return null;
        }
        shell.eval(LastValue.class.getName() + ".set(" + name.get() + ");");
        return LastValue.take();
    }

    private static String name(Snippet snippet) {
        return snippet instanceof ExpressionSnippet expression
                ? expression.name()
                : ((PersistentSnippet) snippet).name();
    }

    private static boolean hasValue(SnippetEvent event) {
        return WITH_VALUE.contains(event.snippet().subKind());
    }

    private void requireDone(SnippetEvent event, String snippet) {
        if (event.exception() instanceof EvalException thrown) {
            throw new CellFailure(
                    thrown.getExceptionClassName() + ": " + thrown.getMessage() + " in: " + snippet.strip());
        }
        if (event.exception() != null) {
            throw new CellFailure(event.exception() + " in: " + snippet.strip());
        }
        // A snippet that another one replaced or set right has its turn of its own.
        if (event.causeSnippet() == null && event.status() != Snippet.Status.VALID) {
            throw new CellFailure("Does not compile: " + snippet.strip() + problems(event));
        }
    }

    private String problems(SnippetEvent event) {
        String errors = shell.diagnostics(event.snippet())
                .filter(Diag::isError)
                .map(diag -> diag.getMessage(Locale.ROOT))
                .collect(Collectors.joining("; "));
        String missing = event.snippet() instanceof DeclarationSnippet declaration
                ? shell.unresolvedDependencies(declaration).collect(Collectors.joining(", "))
                : "";
        return " (" + errors + (missing.isEmpty() ? "" : "needs " + missing) + ")";
    }

    /** Ends what is running. */
    void stop() {
        shell.stop();
    }

    @Override
    public void close() {
        shell.close();
    }
}
