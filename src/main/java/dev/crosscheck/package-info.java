/** {@code Main}, and the exception for failures that users see. Commands are in {@code cli}. */
package dev.crosscheck;
