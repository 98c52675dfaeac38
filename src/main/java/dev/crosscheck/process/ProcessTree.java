package dev.crosscheck.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A process and all that it started, also those whose parents have ended: they are seen by looking again and again.
 *
 * <p>On Linux a process is also known by a variable of its environment, which it inherits. One escapes if it drops this variable and its parent ends
 * before the next look, or if it runs as another user who may not be looked at or killed. On other systems one escapes if its parent ends between two looks.
 */
final class ProcessTree {
    /** The name of the variable. */
    static final String MARK = "CROSSCHECK_TREE";

    private static final Path PROC = Path.of("/proc");

    /** In smaps_rollup a page that processes share is counted in parts, so that a sum counts it once; that file may be missing. */
    private static final Pattern SIZE = Pattern.compile("(?m)^(?:Pss|VmRSS): +(\\d+) kB$");

    /** A program that starts processes faster than they are killed is given up after this time. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private final String mark;
    private final Set<ProcessHandle> known = ConcurrentHashMap.newKeySet();

    /** @param mark the variable's value, of this tree alone */
    ProcessTree(ProcessHandle root, String mark) {
        this.mark = MARK + "=" + mark;
        known.add(root);
    }

    /** @return the processes that are alive, as far as they were seen */
    Set<ProcessHandle> look() {
        ProcessHandle.allProcesses()
                .filter(p -> p.parent().filter(known::contains).isPresent() || isMarked(p))
                .forEach(known::add);
        known.removeIf(p -> !p.isAlive());
        return known;
    }

    private boolean isMarked(ProcessHandle process) {
        return content(process, "environ").contains(mark);
    }

    /** Kills all, until a look finds no other. */
    void kill() {
        Set<ProcessHandle> killed = ConcurrentHashMap.newKeySet();
        long end = System.nanoTime() + PATIENCE;
        List<ProcessHandle> others;
        do {
            others = look().stream().filter(killed::add).toList();
            others.forEach(ProcessHandle::destroyForcibly);
        } while (!others.isEmpty() && System.nanoTime() - end < 0);
    }

    /** @return the kilobytes of memory that processes hold together; 0 if this system does not tell */
    static long kilobytes(Collection<ProcessHandle> processes) {
        if (!Files.exists(PROC.resolve("self/status"))) {
            return kilobytesByPs(processes);
        }
        return processes.stream().mapToLong(ProcessTree::kilobytes).sum();
    }

    private static long kilobytes(ProcessHandle process) {
        Matcher exact = SIZE.matcher(content(process, "smaps_rollup"));
        Matcher size = exact.find(0) ? exact : SIZE.matcher(content(process, "status"));
        return size.find(0) ? Long.parseLong(size.group(1)) : 0;
    }

    private static long kilobytesByPs(Collection<ProcessHandle> processes) {
        String numbers = processes.stream().map(p -> Long.toString(p.pid())).collect(Collectors.joining(","));
        try {
            String sizes =
                    Subprocess.of("ps", "-o", "rss=", "-p", numbers).toItsEnd(1).output();
            return sizes.lines().map(String::strip).mapToLong(Long::parseLong).sum();
        } catch (IOException | NumberFormatException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** @return a file that Linux has of a process; empty if there is none or it may not be read */
    private static String content(ProcessHandle process, String name) {
        try {
            return Files.readString(
                    PROC.resolve(Long.toString(process.pid())).resolve(name), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
