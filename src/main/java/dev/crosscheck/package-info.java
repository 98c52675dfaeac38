/**
 * Shared by all packages: the exception for failures that users see, the project's folder, the version, and {@code Main}. Commands are in
 * {@code cli}.
 */
package dev.crosscheck;
