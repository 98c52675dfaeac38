/**
 * A trained network over HTTP: a page to draw on, or a form of a table's columns, and a small JSON interface, on Jetty.
 *
 * <p>A request goes through {@link org.eclipse.jetty.server.handler.GracefulHandler}, {@code Clients} (deadlines), {@code Guard} (who
 * may ask) and {@code Routes}; a body then through {@code Bodies} and {@code Turns} in {@code CallHandler} to the {@link
 * dev.crosscheck.using.serve.Site}: a model's {@code Answers}, or another package's.
 */
package dev.crosscheck.using.serve;
