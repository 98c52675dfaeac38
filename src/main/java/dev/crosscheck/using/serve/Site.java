package dev.crosscheck.using.serve;

import dev.crosscheck.CrosscheckException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The content of a web server: constant files, and calls, if there are any, that are answered by code. Thread-safe. */
public interface Site {
    /** Content type of JSON. */
    String JSON = "application/json";

    /**
     * A file that is sent as it is.
     *
     * @param type its Content-Type
     * @param bytes its content
     * @param headers additional headers
     */
    record File(String type, byte[] bytes, Map<String, String> headers) {
        /** A file without additional headers. */
        public File(String type, byte[] bytes) {
            this(type, bytes, Map.of());
        }
    }

    /**
     * An answer to a call.
     *
     * @param status HTTP status
     * @param body a value to write as JSON
     */
    record Reply(int status, Object body) {}

    /** @return the constant files, by path */
    Map<String, File> files();

    /** @return the path of the only call, which takes a body by POST; null if there is none */
    default String call() {
        return null;
    }

    /** @return a list of what exists, for the answer to unknown paths */
    String contents();

    /** @return the supported content types of bodies */
    default List<String> types() {
        return List.of();
    }

    /**
     * @param type content type of the body, one of {@link #types}
     * @param bytes length of the body
     * @param body copies it
     * @return whether a call is so cheap that it need not wait for expensive ones
     */
    default boolean isQuick(String type, int bytes, Supplier<byte[]> body) {
        return true;
    }

    /**
     * Answers a call.
     *
     * @param type content type of the body, one of {@link #types}
     * @throws CrosscheckException if the call cannot be answered, which gives status 400
     */
    default Reply answer(String type, byte[] body) {
        throw new IllegalStateException("there is no call");
    }
}
