/** Trained networks as files: layers and parameters, preparation of the data, and origin. */
package dev.crosscheck.model;
