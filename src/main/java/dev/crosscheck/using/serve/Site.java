package dev.crosscheck.using.serve;

import dev.crosscheck.CrosscheckException;
import java.util.List;
import java.util.Map;

/** What a server offers: files that never change, and calls that code answers. Threads share it. */
public interface Site {
    /** A JSON body's type. */
    String JSON = "application/json";

    /**
     * Bytes to send as they are.
     *
     * @param type their Content-Type
     * @param bytes all of them
     * @param headers more of them
     */
    record File(String type, byte[] bytes, Map<String, String> headers) {
        /** Without further headers. */
        public File(String type, byte[] bytes) {
            this(type, bytes, Map.of());
        }
    }

    /**
     * What is asked, without the body.
     *
     * @param method GET (HEAD counts as GET) or POST
     * @param path without the query
     * @param query the parameters, each once
     * @param type of the body, in lower case, without its parameters; empty without a body
     * @param address of whoever connected: a client's, or that of the proxy before it
     */
    record Call(String method, String path, Map<String, String> query, String type, String address) {}

    /**
     * An answer to a call.
     *
     * @param status of HTTP
     * @param body a {@link File} to send as it is, or a value to write as JSON
     */
    record Reply(int status, Object body) {
        /** A refusal in the form of all others. */
        public static Reply refusal(int status, CrosscheckException e) {
            return new Reply(status, new Replies.Failure(e.getMessage(), e.remedy()));
        }
    }

    /** @return the files, which never change, by path */
    Map<String, File> files();

    /** @return methods in which a path can be called; none if nothing is there */
    List<String> methods(String path);

    /** @return what there is, for whoever asked for something else */
    String contents();

    /** @return types of bodies that are taken */
    List<String> types();

    /** @return whether a call costs so little that it need not wait for those that cost more */
    boolean isQuick(Call call, int bytes);

    /**
     * Answers a call.
     *
     * @param body empty without one
     * @throws CrosscheckException if it is none that can be answered: status 400
     */
    Reply answer(Call call, byte[] body);
}
