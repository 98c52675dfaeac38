package dev.crosscheck.using.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** What all readers of JSON in requests have in common. */
public final class RequestJson {
    /** A double needs at most 25 characters, but a client may send more digits. */
    private static final int LONGEST_NUMBER = 100;

    private RequestJson() {}

    /** @return limits on a body, to which a reader adds those on texts and tokens */
    public static StreamReadConstraints.Builder limits(int deepestNesting) {
        return StreamReadConstraints.builder().maxNestingDepth(deepestNesting).maxNumberLength(LONGEST_NUMBER);
    }

    /**
     * Reads records strictly: no duplicate or unknown members, no conversion between numbers, texts and booleans, no fraction in whole numbers,
     * and nothing after the value.
     */
    public static JsonMapper.Builder mapper(StreamReadConstraints.Builder limits) {
        JsonFactory factory =
                JsonFactory.builder().streamReadConstraints(limits.build()).build();
        return JsonMapper.builder(factory)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    }
}
