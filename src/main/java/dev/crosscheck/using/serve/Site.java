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
     * A request without its body.
     *
     * @param method GET (also for HEAD) or POST
     * @param path without the query
     * @param query the parameters, without duplicates
     * @param type content type of the body, in lower case, without its parameters; empty if there is no body
     * @param address network address of the client, or of the proxy in front of it
     */
    record Call(String method, String path, Map<String, String> query, String type, String address) {}

    /**
     * An answer to a call.
     *
     * @param status HTTP status
     * @param body a {@link File} to send as it is, or a value to write as JSON
     */
    record Reply(int status, Object body) {
        /** An error in the same form as all others. */
        public static Reply refusal(int status, CrosscheckException e) {
            return new Reply(status, new Replies.Failure(e.getMessage(), e.remedy()));
        }
    }

    /** @return the constant files, by path */
    Map<String, File> files();

    /** @return the methods that a path supports; empty if there is no such call */
    default List<String> methods(String path) {
        return List.of();
    }

    /** @return a list of what exists, for the answer to unknown paths */
    String contents();

    /** @return the supported content types of bodies */
    default List<String> types() {
        return List.of();
    }

    /**
     * @param bytes length of the body
     * @param body copies it
     * @return whether a call is so cheap that it need not wait for expensive ones
     */
    default boolean isQuick(Call call, int bytes, Supplier<byte[]> body) {
        return true;
    }

    /**
     * Answers a call.
     *
     * @param body empty if there is none
     * @throws CrosscheckException if the call cannot be answered, which gives status 400
     */
    default Reply answer(Call call, byte[] body) {
        throw new IllegalStateException("no call has a method");
    }
}
