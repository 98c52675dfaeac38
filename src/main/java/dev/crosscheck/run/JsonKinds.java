package dev.crosscheck.run;

import java.util.List;

/**
 * Records that JSON names by their kind, of an interface that does not list them since its package does not know theirs. Their names are those
 * of {@link com.fasterxml.jackson.annotation.JsonTypeName}. {@link java.util.ServiceLoader} finds the implementations, which
 * {@code META-INF/services} lists.
 */
public interface JsonKinds {
    List<Class<?>> kinds();
}
