package dev.crosscheck.using.export;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.math.Matrix;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles an exported class and runs it, with nothing on its class path but the platform. */
final class JavaClassRun {
    private JavaClassRun() {}

    /** @return why it cannot be compiled here, if it cannot */
    static Optional<String> missing() {
        return ToolProvider.getSystemJavaCompiler() == null
                ? Optional.of("this Java has no compiler; a JDK has")
                : Optional.empty();
    }

    /** @return the Java that compiles and runs it */
    static String name() {
        return "Java " + Runtime.version().feature();
    }

    /** What is to be done with a class that was loaded. */
    @FunctionalInterface
    private interface Use<R> {
        R of(Class<?> model) throws ReflectiveOperationException;
    }

    /**
     * @param source as {@link JavaClassFile} writes it
     * @param images what to classify, as raw pixels
     * @throws IOException if it does not compile or run
     */
    static Outputs outputs(Path source, ImageSet images) throws IOException {
        return run(
                source,
                JavaClassFile.className(images.form()),
                model -> new Outputs(
                        call(model.getMethod("logits", byte[].class), images),
                        call(model.getMethod("probabilities", byte[].class), images)));
    }

    /**
     * @param source as {@link TableClassFile} writes it
     * @param rows what to answer
     * @throws IOException if it does not compile or run
     */
    static List<RowAnswer> answers(Path source, TestRows rows) throws IOException {
        return run(source, TableClassFile.CLASS_NAME, model -> {
            List<RowAnswer> answers = new ArrayList<>();
            for (int row = 0; row < rows.size(); row++) {
                answers.add(answer(model, rows.preprocessing(), rows.rows().get(row)));
            }
            return answers;
        });
    }

    private static RowAnswer answer(Class<?> model, Preprocessing preprocessing, List<String> cells)
            throws ReflectiveOperationException {
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            row.put(preprocessing.inputs().get(i).name(), cells.get(i));
        }
        try {
            Object answer = model.getMethod("predict", Map.class).invoke(null, row);
            return preprocessing.target() instanceof Target.OfNumber number
                    ? RowAnswer.ofNumber(number.standardised((double) answer))
                    : RowAnswer.ofClass(
                            (double[]) model.getMethod("logits", Map.class).invoke(null, row),
                            (double[])
                                    model.getMethod("probabilities", Map.class).invoke(null, row),
                            (String) answer);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException) {
                return RowAnswer.REFUSED;
            }
            throw e;
        }
    }

    private static <R> R run(Path source, String className, Use<R> use) throws IOException {
        Path classes = Files.createTempDirectory(source.toAbsolutePath().getParent(), "classes");
        compile(source, classes);
        URL[] path = {classes.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            return use.of(loader.loadClass(className));
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IOException(source.getFileName() + " cannot be run: " + e, e);
        }
    }

    private static void compile(Path source, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            List<String> options = List.of("-d", classes.toString(), "-proc:none");
            boolean compiled = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            if (!compiled) {
                String first = messages.toString().lines().findFirst().orElse("");
                throw new IOException(source.getFileName() + " does not compile: "
                        + first.substring(0, Math.min(first.length(), 200)));
            }
        }
    }

    private static Matrix call(Method method, ImageSet images) throws ReflectiveOperationException {
        Matrix all = Matrix.zeros(images.size(), images.outputs());
        for (int i = 0; i < images.size(); i++) {
            float[] row = (float[]) method.invoke(null, (Object) images.pixels(i));
            for (int c = 0; c < row.length; c++) {
                all.data()[i * images.outputs() + c] = row[c];
            }
        }
        return all;
    }
}
