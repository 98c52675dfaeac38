package dev.crosscheck.data;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;

/**
 * How files were turned into a run's data, recorded so that the same files give the same data again. Kinds of other data than images are
 * registered as {@link dev.crosscheck.run.JsonKinds}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes(@JsonSubTypes.Type(value = PictureSource.class, name = "pictures"))
public interface DataSource {
    /** @return whether the examples are images */
    boolean ofImages();

    /** @return what a reader of the run's page should know of the data and the choices made on them, by name */
    default Map<String, String> facts() {
        return Map.of();
    }
}
