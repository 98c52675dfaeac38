/** Trained networks as files: what a network is, what it was trained on, and its parameters. */
package dev.crosscheck.model;
