package dev.crosscheck.notebook;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;

/**
 * A Java kernel for Jupyter: {@link Session} behind the protocol of jjava-jupyter. {@code mvn -Pkernel package} packs it.
 *
 * <p>It knows nothing of this program: the notebooks put it on the class path themselves, as they do in other kernels.
 */
public final class Kernel extends BaseKernel {
    private static final String JAVA = System.getProperty("java.version");

    private final Session session = new Session(file -> {
        if (!Files.exists(Path.of(file))) {
            throw new CellFailure("%classpath " + file + ": there is no such file. Run mvn package first.");
        }
        return Path.of(file).toAbsolutePath().toString();
    });

    private Kernel() {
        super(
                "Crosscheck's Java kernel",
                "1",
                new LanguageInfo("java", JAVA, "text/x-java-source", ".jshell", "java", "java", null),
                List.of(),
                null,
                new JupyterIO(StandardCharsets.UTF_8),
                new CommManager(),
                new Renderer(),
                null,
                null,
                false,
                new StringStyler.Builder().build());
    }

    /** @param arguments the connection file that Jupyter wrote */
    public static void main(String... arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        JupyterConnection connection = new JupyterConnection(KernelConnectionProperties.parse(Files.readString(file)));
        Kernel kernel = new Kernel();
        kernel.becomeHandlerForConnection(connection);
        connection.connect();
        connection.waitUntilClose();
    }

    @Override
    public Object evalRaw(String source) {
        return session.run(source);
    }

    @Override
    public DisplayData inspect(String source, int at, boolean extraDetail) {
        return null;
    }

    @Override
    public ReplacementOptions complete(String source, int at) {
        int[] anchor = {at};
        List<String> words = session.analysis().completionSuggestions(source, at, anchor).stream()
                .map(Suggestion::continuation)
                .distinct()
                .toList();
        return new ReplacementOptions(words, anchor[0], at);
    }

    @Override
    public String isComplete(String source) {
        return IS_COMPLETE_MAYBE;
    }

    @Override
    public List<String> formatError(Throwable failure) {
        return failure instanceof CellFailure ? failure.getMessage().lines().toList() : super.formatError(failure);
    }

    @Override
    public void interrupt() {
        session.stop();
    }

    @Override
    public void onShutdown(boolean restarting) {
        super.onShutdown(restarting);
        session.close();
    }
}
