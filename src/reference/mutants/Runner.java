import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.tools.ToolProvider;

/**
 * Does for mutants.py what needs a JVM, in one that is warm: compiles, and runs commands of Crosscheck, each with a class loader of its own, so
 * that every one of its classes is loaded and initialised anew. Libraries (Deeplearning4j and its natives) are loaded once.
 *
 * <p>It reads lines of words between tabs and answers each by a line: {@code compile CLASSPATH WORD...} with javac's words;
 * {@code run CLASSES... ; LOG LOADED WORD...} with the command's words.
 */
public final class Runner {
    private static final PrintStream ANSWERS = System.out;

    private Runner() {}

    /** Crosscheck's classes, and which of them were loaded. */
    private static final class Classes extends URLClassLoader {
        private final TreeSet<String> loaded = new TreeSet<>();

        Classes(List<URL> places) {
            super(places.toArray(URL[]::new), Runner.class.getClassLoader());
        }

        @Override
        protected synchronized Class<?> findClass(String name) throws ClassNotFoundException {
            Class<?> found = super.findClass(name);
            loaded.add(name);
            return found;
        }
    }

    public static void main(String[] args) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            List<String> words = List.of(line.split("\t"));
            ANSWERS.println(words.get(0).equals("compile") ? compile(words) : run(words));
            ANSWERS.flush();
        }
        Runtime.getRuntime().halt(0);
    }

    private static String compile(List<String> words) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler()
                .run(null, said, said, words.subList(1, words.size()).toArray(String[]::new));
        return code == 0 ? "0" : said.toString().replace('\n', ' ');
    }

    private static String run(List<String> words) throws Exception {
        int end = words.indexOf(";");
        List<URL> places = new ArrayList<>();
        for (String place : words.subList(1, end)) {
            places.add(new File(place).toURI().toURL());
        }
        String[] command = words.subList(end + 3, words.size()).toArray(String[]::new);
        System.setProperty("java.awt.headless", "true");
        int code;
        try (PrintStream log = new PrintStream(new FileOutputStream(words.get(end + 1)), true);
                Classes classes = new Classes(places)) {
            System.setOut(log);
            System.setErr(log);
            Thread.currentThread().setContextClassLoader(classes);
            try {
                code = execute(classes, command);
            } catch (Throwable e) {
                e.printStackTrace(log);
                code = 1;
            }
            Files.write(Path.of(words.get(end + 2)), classes.loaded);
        }
        return Integer.toString(code);
    }

    /** As Main does, but for the exit. */
    private static int execute(ClassLoader classes, String... command) throws Exception {
        Class<?> printer = classes.loadClass("dev.crosscheck.cli.Printer");
        Object out = method(printer, "standardOutput").invoke(null);
        Object err = method(printer, "standardError", printer).invoke(null, out);
        int code = (int) method(classes.loadClass("dev.crosscheck.cli.CrosscheckCommand"), "execute", PrintWriter.class, PrintWriter.class, String[].class)
                .invoke(null, out, err, command);
        method(printer, "finish").invoke(out);
        method(printer, "finish").invoke(err);
        return code;
    }

    private static Method method(Class<?> owner, String name, Class<?>... types) throws NoSuchMethodException {
        Method method = owner.getDeclaredMethod(name, types);
        method.setAccessible(true);
        return method;
    }
}
