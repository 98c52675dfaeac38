package dev.crosscheck.using.serve;

import dev.crosscheck.CrosscheckException;
import java.util.List;

/** What a model answers requests with, and the page to ask it on. Threads share it. */
interface Answers {
    /**
     * An answer to a request.
     *
     * @param status of HTTP
     * @param body a value to write as JSON
     */
    record Reply(int status, Object body) {}

    /** @return the name of the page's files, {@code NAME.html} and {@code NAME.js} */
    String page();

    /** @return what {@code /api/model} tells */
    Object facts();

    /** @return types of bodies that are taken */
    List<String> types();

    /** @return whether a body costs so little that a thread of its own answers any number of them */
    boolean isQuick(String type, int bytes);

    /**
     * Answers a body.
     *
     * @param type one of {@link #types}
     * @throws CrosscheckException if the body is none that can be answered
     */
    Reply answer(String type, byte[] body);
}
