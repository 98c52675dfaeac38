package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Target;
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
final class CompiledClass {
    private final Class<?> model;
    private final TestExamples examples;

    private CompiledClass(Class<?> model, TestExamples examples) {
        this.model = model;
        this.examples = examples;
    }

    /** @return why classes cannot be compiled here; empty if they can */
    static Optional<String> missing() {
        return ToolProvider.getSystemJavaCompiler() == null
                ? Optional.of("this Java has no compiler; a JDK has")
                : Optional.empty();
    }

    /**
     * @param source a file written by {@link JavaClassFile}
     * @throws IOException if the class does not compile or run
     */
    static List<RawAnswer> answers(Path source, TestExamples examples) throws IOException {
        Path classes = Files.createTempDirectory(source.toAbsolutePath().getParent(), "classes");
        compile(source, classes);
        URL[] path = {classes.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Class<?> model = loader.loadClass(source.getFileName().toString().replace(".java", ""));
            CompiledClass run = new CompiledClass(model, examples);
            List<RawAnswer> answers = new ArrayList<>();
            for (int i = 0; i < examples.size(); i++) {
                answers.add(run.answer(i));
            }
            return answers;
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IOException(source.getFileName() + " cannot be run: " + e, e);
        }
    }

    private RawAnswer answer(int i) throws ReflectiveOperationException {
        if (examples instanceof TestExamples.Images images) {
            byte[] pixels = images.images().pixels(i);
            int label = (int) call("predict", byte[].class, pixels);
            return classes(byte[].class, pixels, (String) call("name", int.class, label));
        }
        TestRows rows = (TestRows) examples;
        Preprocessing preprocessing = rows.preprocessing();
        Map<String, String> row = new HashMap<>();
        for (int column = 0; column < preprocessing.columns().size(); column++) {
            row.put(preprocessing.columns().get(column), rows.rows().get(i).get(column));
        }
        try {
            Object answer = call("predict", Map.class, row);
            if (!(preprocessing.target() instanceof Target.OfNumber number)) {
                return classes(Map.class, row, (String) answer);
            }
            double value = number.standardised((double) answer);
            if (rows.model().decision().interval() == null) {
                return RawAnswer.ofNumber(value);
            }
            double[] ends = (double[]) call("interval", Map.class, row);
            return RawAnswer.ofNumber(value, number.standardised(ends[0]), number.standardised(ends[1]));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException) {
                return RawAnswer.REFUSED;
            }
            throw e;
        }
    }

    private RawAnswer classes(Class<?> type, Object example, String label) throws ReflectiveOperationException {
        return RawAnswer.ofClass(
                (double[]) call("logits", type, example), (double[]) call("probabilities", type, example), label);
    }

    private Object call(String method, Class<?> type, Object argument) throws ReflectiveOperationException {
        return model.getMethod(method, type).invoke(null, argument);
    }

    private static void compile(Path source, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            List<String> options = List.of("-d", classes.toString(), "-cp", classes.toString(), "-proc:none");
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
