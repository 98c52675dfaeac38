package dev.crosscheck.cli;

import dev.crosscheck.Text;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Says that something takes long whose end is not known: on a terminal with the seconds so far, else once. */
final class Waiting {
    private static final int FIRST_SECONDS = 2;

    private Waiting() {}

    /** @param what is done, such as {@code Reading rows.csv} */
    static <T> T during(OutputOptions output, String what, Supplier<T> work) {
        Thread telling = new Thread(() -> tell(output, what), "waiting");
        telling.setDaemon(true);
        telling.start();
        try {
            return work.get();
        } finally {
            telling.interrupt();
            join(telling);
            output.status("");
        }
    }

    private static void tell(OutputOptions output, String what) {
        try {
            TimeUnit.SECONDS.sleep(FIRST_SECONDS);
            if (!output.isOnTerminal()) {
                output.note(what + " ...");
                return;
            }
            for (int seconds = FIRST_SECONDS; ; seconds++) {
                output.status(Text.of("%s: %d s so far", what, seconds));
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the work is done
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
