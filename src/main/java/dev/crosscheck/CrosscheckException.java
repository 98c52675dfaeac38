package dev.crosscheck;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A failure that the user can understand and fix: shown as one or two lines, without a stack trace.
 *
 * <p>The message says what failed and names the file or option with what was expected and found; the remedy says what to do.
 */
public class CrosscheckException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * @param problem what failed, on one line
     * @param remedy what to do about it, on one line
     */
    public CrosscheckException(String problem, String remedy) {
        this(problem, remedy, null);
    }

    /**
     * @param problem what failed, on one line
     * @param remedy what to do about it, on one line
     * @param cause shown with {@code --verbose}
     */
    public CrosscheckException(String problem, String remedy, Throwable cause) {
        super(problem, cause);
        this.remedy = remedy;
    }

    /**
     * @param what the faulty file, option or value
     * @param expected what it should have been
     * @param found the actual value
     * @param remedy what to do about it, on one line
     * @return {@code what: expected ..., found ....}
     */
    public static CrosscheckException expected(String what, String expected, String found, String remedy) {
        return expected(what, expected, found, remedy, null);
    }

    /** As {@link #expected(String, String, String, String)}, with a cause, which is shown with {@code --verbose}. */
    public static CrosscheckException expected(
            String what, String expected, String found, String remedy, Throwable cause) {
        return new CrosscheckException(what + ": expected " + expected + ", found " + found + ".", remedy, cause);
    }

    /** @return the refusal of a file or folder that cannot be read */
    public static CrosscheckException unreadable(Object path, IOException e) {
        String remedy = "Check that it is there, and that you may read it.";
        return new CrosscheckException(path + ": cannot be read: " + reason(e) + ".", remedy, e);
    }

    /** @return why a file cannot be read or written, in words; Java's own message may be the file's name alone */
    public static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        String known = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
        return known == null ? e.getClass().getSimpleName() : known;
    }

    /** @return what is at a path, in words: for a message about something else that was expected there */
    public static String whatIsAt(Path path) {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return found.isDirectory() ? "a folder" : found.isOther() ? "a device or a pipe" : "a file";
        } catch (NoSuchFileException e) {
            return "nothing there";
        } catch (IOException e) {
            return "something that cannot be read: " + reason(e);
        }
    }

    /** @return the message without its full stop, to be part of a sentence */
    public String clause() {
        return getMessage().replaceFirst("\\.$", "");
    }

    /** @return what the user can do about it, on one line */
    public String remedy() {
        return remedy;
    }

    /** With the remedy, for a program that lets it end itself. */
    @Override
    public String toString() {
        return super.toString() + " " + remedy;
    }
}
