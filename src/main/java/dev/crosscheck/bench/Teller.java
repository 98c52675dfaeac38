package dev.crosscheck.bench;

import dev.crosscheck.device.OpenBlas;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/** What a contestant's process in Java tells the one that started it. */
final class Teller {
    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    /** Ends this process when its parent is gone: standard input, which that holds open, ends with it. */
    static void endWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // The pipe is gone, and with it the parent.
                    }
                    // Halt, since a native library that is at work would hold up an orderly end.
                    Runtime.getRuntime().halt(1);
                },
                "end with parent");
        watch.setDaemon(true);
        watch.start();
    }

    /** Tells one thing that was measured. */
    void tell(String what, String value) {
        out.println(("bench: " + what + " " + value).strip());
    }

    /** Tells what ran, and the most memory that it held. */
    void describe() {
        OpenBlas.loaded().ifPresent(blas -> tell("note", note(blas)));
        peakKib().ifPresent(kib -> tell("peak", Long.toString(kib)));
    }

    private static String note(OpenBlas blas) {
        return String.format(
                Locale.ROOT,
                "Java %s, OpenBLAS %s, kernel %s, %d BLAS thread%s",
                System.getProperty("java.version"),
                blas.version(),
                blas.kernel(),
                blas.threads(),
                blas.threads() == 1 ? "" : "s");
    }

    /** @return most resident memory of this process so far, in KiB, where the system reports it */
    private static OptionalLong peakKib() {
        try {
            return Files.readString(Path.of("/proc/self/status"))
                    .lines()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
