package dev.crosscheck.cuda;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/**
 * Loads native libraries through JNA. JNA has a native library of its own, which it unpacks into a temporary folder, where some systems
 * forbid to run anything. So the build unpacks it beside JNA's jar, and it is used from there.
 */
public final class Jna {
    /** JNA reads it when its first class is initialised, and unpacks its library if there is none. */
    private static final String OWN_FOLDER = "jna.boot.library.path";

    /** The folder beside JNA's jar into which the build unpacks. */
    private static final String UNPACKED = "jna";

    private Jna() {}

    /**
     * Loads a library, or returns it if it is loaded.
     *
     * @param name its file, or the name by which the system finds it; null for what this process has loaded
     * @throws UnsatisfiedLinkError if it cannot be loaded, or JNA cannot be used
     */
    public static NativeLibrary library(String name) {
        prepare();
        try {
            return NativeLibrary.getInstance(name);
        } catch (NoClassDefFoundError e) { // the second use of a JNA that could not start
            throw notStarted(e);
        }
    }

    /** @return why JNA cannot call any native library, in a clause; empty if it can */
    public static Optional<String> obstacle() {
        prepare();
        try {
            return Native.POINTER_SIZE > 0 ? Optional.empty() : Optional.of("pointers have no size");
        } catch (NoClassDefFoundError e) {
            return Optional.of(text(notStarted(e).getMessage()));
        } catch (UnsatisfiedLinkError e) {
            return Optional.of(text(e.getMessage()));
        }
    }

    /** @return the reason that the message of a failed start has, with a remedy */
    static String text(String message) {
        String cause = message.lines().findFirst().orElse("").replaceFirst("^(.*): \\1: ", "$1: ");
        return "Java cannot call native libraries, since JNA's own does not load: " + cause + remedy(cause);
    }

    /** The system's C library is named by its loader, which a system with another one lacks. */
    private static String remedy(String cause) {
        return cause.matches(".*(ld-linux|symbol not found|GLIBC).*")
                ? " (a system with glibc is needed)"
                : " (name a folder from which programs may run: JAVA_OPTS=-Djna.tmpdir=FOLDER)";
    }

    /** JNA's class of libraries has failed before, and Java tells the first failure as the cause of later ones. */
    private static UnsatisfiedLinkError notStarted(NoClassDefFoundError error) {
        String first =
                error.getCause() == null ? error.toString() : error.getCause().getMessage();
        return new UnsatisfiedLinkError(
                first.replaceFirst("^Exception [\\w.]+: ", "").replaceFirst(" \\[in thread \"[^\"]*\"]$", ""));
    }

    /** Lets JNA load its library from beside its jar, if it is there and no other place was asked for. */
    private static void prepare() {
        if (System.getProperty(OWN_FOLDER) == null) {
            unpacked(Native.class.getProtectionDomain().getCodeSource()) // does not initialise the class
                    .ifPresent(folder -> System.setProperty(OWN_FOLDER, folder.toString()));
        }
    }

    private static Optional<Path> unpacked(CodeSource jna) {
        try {
            Path jar = Path.of(jna.getLocation().toURI());
            return Optional.of(jar.resolveSibling(UNPACKED))
                    .map(folder -> folder.resolve("com/sun/jna").resolve(Platform.RESOURCE_PREFIX))
                    .filter(Files::isDirectory);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
