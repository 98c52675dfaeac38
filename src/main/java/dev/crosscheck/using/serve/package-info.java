/**
 * A trained network over HTTP: a page to draw on, or a form of a table's columns, and a small JSON interface, on Jetty.
 *
 * <p>A request goes through {@link org.eclipse.jetty.server.handler.GracefulHandler}, {@code Guard} (who may ask) and {@code
 * Routes}; a body then through {@code Bodies} and {@code Turns} in {@code PredictHandler} to the model's {@code Answers}.
 */
package dev.crosscheck.using.serve;
