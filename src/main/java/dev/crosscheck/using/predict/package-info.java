/**
 * A trained network put to use: pictures are brought into the form of those it was trained on, and the hand-written forward
 * pass answers; it answers a table's rows, too. Nothing here knows DL4J.
 */
package dev.crosscheck.using.predict;
