/**
 * The trained digit network put to use: pictures of any kind are brought into MNIST's form, and the hand-written forward
 * pass answers. Nothing here knows DL4J.
 */
package dev.crosscheck.using.predict;
