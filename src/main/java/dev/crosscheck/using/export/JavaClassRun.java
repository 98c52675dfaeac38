package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.using.predict.TableModel;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
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

/** Compiles and runs an exported class, with only the Java platform on its class path. */
final class JavaClassRun {
    private JavaClassRun() {}

    /** @return why classes cannot be compiled here; empty if they can */
    static Optional<String> missing() {
        return ToolProvider.getSystemJavaCompiler() == null
                ? Optional.of("this Java has no compiler; a JDK has")
                : Optional.empty();
    }

    /** @return the Java version that compiles and runs classes */
    static String name() {
        return "Java " + Runtime.version().feature();
    }

    /** Uses a loaded class. */
    @FunctionalInterface
    private interface Use {
        List<RawAnswer> of(Class<?> model) throws ReflectiveOperationException;
    }

    /**
     * @param source a file written by {@link JavaClassFile}
     * @throws IOException if the class does not compile or run
     */
    static List<RawAnswer> answers(Path source, TestExamples examples) throws IOException {
        return run(source, model -> {
            List<RawAnswer> answers = new ArrayList<>();
            for (int i = 0; i < examples.size(); i++) {
                answers.add(
                        examples instanceof TestImages images
                                ? answer(model, images, i)
                                : answer(
                                        model,
                                        ((TestRows) examples).model(),
                                        ((TestRows) examples).rows().get(i)));
            }
            return answers;
        });
    }

    private static RawAnswer answer(Class<?> model, TestImages images, int i) throws ReflectiveOperationException {
        Object pixels = images.images().pixels(i);
        int label = (int) model.getMethod("predict", byte[].class).invoke(null, pixels);
        return RawAnswer.ofClass(
                (double[]) model.getMethod("logits", byte[].class).invoke(null, pixels),
                (double[]) model.getMethod("probabilities", byte[].class).invoke(null, pixels),
                (String) model.getMethod("name", int.class).invoke(null, label));
    }

    private static RawAnswer answer(Class<?> model, TableModel exported, List<String> cells)
            throws ReflectiveOperationException {
        Preprocessing preprocessing = exported.preprocessing();
        List<String> columns = preprocessing.columns();
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            row.put(columns.get(i), cells.get(i));
        }
        try {
            Object answer = model.getMethod("predict", Map.class).invoke(null, row);
            if (exported.decision().interval() != null) {
                double[] ends =
                        (double[]) model.getMethod("interval", Map.class).invoke(null, row);
                Target.OfNumber number = (Target.OfNumber) preprocessing.target();
                return RawAnswer.ofNumber(
                        number.standardised((double) answer),
                        number.standardised(ends[0]),
                        number.standardised(ends[1]));
            }
            return preprocessing.target() instanceof Target.OfNumber number
                    ? RawAnswer.ofNumber(number.standardised((double) answer))
                    : RawAnswer.ofClass(
                            (double[]) model.getMethod("logits", Map.class).invoke(null, row),
                            (double[])
                                    model.getMethod("probabilities", Map.class).invoke(null, row),
                            (String) answer);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException) {
                return RawAnswer.REFUSED;
            }
            throw e;
        }
    }

    private static List<RawAnswer> run(Path source, Use use) throws IOException {
        Path classes = Files.createTempDirectory(source.toAbsolutePath().getParent(), "classes");
        compile(source, classes);
        URL[] path = {classes.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            return use.of(loader.loadClass(source.getFileName().toString().replace(".java", "")));
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
}
