package dev.crosscheck.cli;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * What is printed and not yet written. A thread of its own writes it, in the order in which it was printed, for one stream or for two that
 * lead to the same terminal. Below what is written it keeps one line on progress, which is erased before anything else is written and then
 * drawn again: nothing else may write to that terminal's line.
 */
final class OutputQueue {
    /** With more characters kept than this, progress is left out: as many as a pipe holds. */
    static final int BEHIND = 1 << 16;

    /** With more than this, all else waits: sixteen times that, which training prints only as one result. */
    static final int FULL = 1 << 20;

    /** What a terminal itself writes behind the line on progress at Ctrl-C: {@code ^C}. */
    static final int ECHO = 2;

    private final String name;
    private final Queue<Text> texts = new ArrayDeque<>();
    private long characters;
    private boolean ended;
    private Thread thread;
    private Stream progressTo;
    private String progress = "";
    private String drawn = "";
    private boolean lineBegun;

    /** @param name of the thread */
    OutputQueue(String name) {
        this.name = name;
    }

    /** A stream that texts go to. What it holds is guarded by the queue. */
    static final class Stream {
        private final Writer to;
        private long waiting;
        private IOException failure;

        Stream(Writer to) {
            this.to = to;
        }
    }

    private record Text(Stream to, String text) {}

    /** Adds a text, once less than {@link #FULL} is kept. */
    synchronized void add(Stream to, String text) {
        while (characters > FULL && to.failure == null) {
            if (!pause(0)) {
                break;
            }
        }
        texts.add(new Text(to, text));
        characters += text.length();
        to.waiting += text.length();
        wake();
    }

    /** Shows a line on progress in the place of the one before. Nothing is kept of lines that nobody could read. */
    synchronized void progress(Stream to, String line) {
        progressTo = to;
        progress = line;
        wake();
    }

    /** Ends progress: this last line on it stays, unless the reader is far behind. */
    synchronized void endProgress(Stream to, String line) {
        progress(to, "");
        if (!isBehind()) {
            add(to, line + System.lineSeparator());
        }
    }

    synchronized boolean isBehind() {
        return characters > BEHIND;
    }

    private void wake() {
        ended = false;
        if (thread == null) {
            thread = new Thread(this::writeAll, name);
            thread.setDaemon(true);
            thread.start();
        }
        notifyAll();
    }

    private void writeAll() {
        for (List<Text> next = next(); !next.isEmpty(); next = next()) {
            next.forEach(this::write);
        }
    }

    private void write(Text text) {
        IOException failed = null;
        try {
            if (!hasFailed(text.to())) {
                text.to().to.write(text.text());
                text.to().to.flush();
            }
        } catch (IOException e) {
            failed = e;
        }
        written(text, failed);
    }

    private synchronized boolean hasFailed(Stream stream) {
        return stream.failure != null;
    }

    private synchronized void written(Text text, IOException failed) {
        Stream stream = text.to();
        if (failed != null) {
            stream.failure = failed;
        }
        stream.waiting -= text.text().length();
        characters -= text.text().length();
        notifyAll();
    }

    /** Waits for what is to be written next; empty when there will be nothing. */
    private synchronized List<Text> next() {
        while (texts.isEmpty() && !drawable() && !ended && pause(0)) {
            continue;
        }
        Text text = texts.poll();
        if (text == null && !drawable()) {
            thread = null;
            return List.of();
        }
        String before = drawn;
        if (text == null) {
            drawn = progress;
            return List.of(counted(over(before, progress)));
        }
        drawn = "";
        lineBegun = !text.text().endsWith("\n");
        return before.isEmpty() ? List.of(text) : List.of(counted(over(before, "")), text);
    }

    private boolean drawable() {
        return !lineBegun && !drawn.equals(progress);
    }

    /** What writes a line over another one, and goes back to the first column if it is empty. */
    private static String over(String before, String line) {
        int rest = before.isEmpty() ? 0 : Math.max(0, before.length() + ECHO - line.length());
        return "\r" + line + " ".repeat(rest) + (line.isEmpty() ? "\r" : "");
    }

    private Text counted(String text) {
        characters += text.length();
        progressTo.waiting += text.length();
        return new Text(progressTo, text);
    }

    /** Waits until all of a stream is written, progress too, but not longer than some milliseconds. */
    synchronized void await(Stream stream, long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; isWaiting(stream) && left > 0 && pause(left); ) {
            left = (end - System.nanoTime()) / 1_000_000;
        }
    }

    private boolean isWaiting(Stream stream) {
        return stream.failure == null && (stream.waiting > 0 || progressTo == stream && drawable());
    }

    /**
     * Waits until all of a stream is written or cannot be.
     *
     * @return what went wrong; null if nothing did
     */
    synchronized IOException finish(Stream stream) {
        while (stream.waiting > 0 && stream.failure == null && pause(0)) {
            continue;
        }
        ended = true;
        notifyAll();
        return stream.failure;
    }

    /** Waits to be notified; returns false if interrupted. */
    private boolean pause(long millis) {
        try {
            wait(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
