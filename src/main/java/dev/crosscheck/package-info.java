/**
 * What all packages share: the failure that users see, the project's folder, the version, and {@code Main}. Commands are in
 * {@code cli}.
 */
package dev.crosscheck;
