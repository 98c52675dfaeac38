package dev.crosscheck.run;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.crosscheck.limits.Members;
import dev.crosscheck.text.Printable;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as JSON and reads them. Texts are written indented, with members in the order of the record's components.
 *
 * <p>Reading is strict: no duplicate, unknown, missing or null members (null and missing are allowed for {@link Nullable}), no conversion
 * between numbers, texts and booleans, no fraction in whole numbers, only finite numbers, and nothing after the value. The records'
 * constructors check ranges. Nesting depth and value length are bounded; memory is bounded by the length of the text.
 */
public final class Json {
    /** Longest name or string that is read, in characters: longer than any that this program writes. Jackson limits numbers to 1,000. */
    public static final int LONGEST_VALUE = 10_000;

    /** Deepest nesting: three times that of a checkpoint, the deepest format. */
    private static final int DEEPEST = 32;

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final JsonMapper ONE_LINE = new JsonMapper();
    private static final JsonMapper STRICT = strict(LONGEST_VALUE);
    private static final JsonMapper STRICT_OF_LONG_TEXTS = strict(Integer.MAX_VALUE);

    private Json() {}

    private static JsonMapper strict(int longestText) {
        return JsonMapper.builder(JsonFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(DEEPEST)
                                .maxNameLength(LONGEST_VALUE)
                                .maxStringLength(longestText)
                                .build())
                        .build())
                .annotationIntrospector(new AllRequired())
                .addModule(new SimpleModule()
                        .addDeserializer(Double.class, new FiniteNumber())
                        .addDeserializer(double.class, new FiniteNumber())
                        .registerSubtypes(kinds()))
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .withCoercionConfigDefaults(any -> any.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
                .build();
    }

    private static Class<?>[] kinds() {
        return ServiceLoader.load(JsonKinds.class, JsonKinds.class.getClassLoader()).stream()
                .flatMap(found -> found.get().kinds().stream())
                .toArray(Class<?>[]::new);
    }

    /** Makes all members required and not null, except those with {@link Nullable}. */
    private static final class AllRequired extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasRequiredMarker(AnnotatedMember member) {
            return !mayBeNull(member);
        }

        @Override
        public JsonSetter.Value findSetterInfo(Annotated member) {
            return JsonSetter.Value.construct(mayBeNull(member) ? Nulls.SET : Nulls.FAIL, Nulls.FAIL);
        }

        /** Of a record's canonical constructor the components are asked: Java loses annotations of arrays and nested types at the parameters of a compact one. */
        private static boolean mayBeNull(Annotated member) {
            if (member instanceof AnnotatedParameter parameter) {
                Executable owner = (Executable) parameter.getMember();
                RecordComponent[] components = owner.getDeclaringClass().getRecordComponents();
                boolean whole = owner instanceof Constructor
                        && components != null
                        && components.length == owner.getParameterCount();
                int index = parameter.getIndex();
                return isNullable(
                        whole ? components[index].getAnnotatedType() : owner.getAnnotatedParameterTypes()[index]);
            }
            AnnotatedElement element = member.getAnnotated();
            return element instanceof Field field && isNullable(field.getAnnotatedType())
                    || element instanceof Method method && isNullable(method.getAnnotatedReturnType());
        }

        private static boolean isNullable(AnnotatedType type) {
            return type.isAnnotationPresent(Nullable.class);
        }
    }

    /** Rejects strings that Jackson accepts as numbers, such as {@code "NaN"}, and numbers beyond the range of a double. */
    private static final class FiniteNumber extends StdScalarDeserializer<Double> {
        private static final long serialVersionUID = 1L;

        FiniteNumber() {
            super(Double.class);
        }

        @Override
        public Double deserialize(JsonParser json, DeserializationContext context) throws IOException {
            boolean finite = json.currentToken().isNumeric() && Double.isFinite(json.getDoubleValue());
            return finite ? (Double) json.getDoubleValue() : (Double) context.handleUnexpectedToken(double.class, json);
        }
    }

    /** @return the value as JSON text with a final line feed */
    public static String text(Object value) {
        try {
            // Control characters can only occur in strings, where JSON escapes them in the same way.
            return Printable.text(MAPPER.writeValueAsString(value)) + "\n";
        } catch (IOException e) {
            throw new IllegalStateException("a record that is not JSON", e);
        }
    }

    /** @return the value as JSON text on one line */
    public static String line(Object value) {
        try {
            return Printable.text(ONE_LINE.writeValueAsString(value));
        } catch (IOException e) {
            throw new IllegalStateException("a value that is not JSON", e);
        }
    }

    /** @return the value as a tree, for access by member name */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * Reads a value that {@link #text} or {@link #line} wrote.
     *
     * @throws Mismatch if the text is not JSON or not of this type; it says where, what was expected and what was found
     */
    public static <T> T read(byte[] text, Class<T> type) throws Mismatch {
        return read(STRICT, text, type);
    }

    /** As {@link #read(byte[], Class)}, with strings of any length. */
    public static <T> T readWithLongTexts(byte[] text, Class<T> type) throws Mismatch {
        return read(STRICT_OF_LONG_TEXTS, text, type);
    }

    private static <T> T read(JsonMapper mapper, byte[] text, Class<T> type) throws Mismatch {
        try (JsonParser json = mapper.createParser(text)) {
            return read(json, type);
        } catch (Mismatch e) {
            throw e;
        } catch (IOException e) {
            // The bytes are in memory, so only their encoding can be wrong.
            throw new Mismatch("unreadable JSON: " + Printable.excerpt(String.valueOf(e.getMessage())));
        }
    }

    private static <T> T read(JsonParser json, Class<T> type) throws IOException {
        try {
            T value = json.readValueAs(type);
            if (value == null) {
                throw new Mismatch("expected " + Fault.expected(type) + ", found null");
            }
            if (json.nextToken() != null) {
                throw new Mismatch("expected one value, found more after it");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw Fault.of(e); // before the parser, which this reads, is closed
        }
    }

    /** Writes the value to a file atomically. */
    public static void write(Path file, Object value) {
        AtomicFile.writeText(file, text(value));
    }

    /** Converts Jackson's errors to this program's messages: where, what was expected, what was found. */
    private static final class Fault {
        private Fault() {}

        static Mismatch of(JsonProcessingException e) {
            Throwable cause = e.getCause();
            boolean isLarge = cause instanceof InputCoercionException;
            if (!(e instanceof JsonMappingException mapping) || cause instanceof IOException && !isLarge) {
                return unreadable(cause instanceof JsonProcessingException parsing ? parsing : e);
            }
            List<Reference> path = mapping.getPath();
            String at = place(path);
            String parent = place(path.subList(0, Math.max(0, path.size() - 1)));
            if (e instanceof UnrecognizedPropertyException unknown) {
                return at(parent, "expected no member " + Printable.quoted(unknown.getPropertyName()));
            }
            if (e instanceof ValueInstantiationException) {
                String refused = Printable.line(
                        Printable.message(String.valueOf(cause.getMessage()).replaceFirst("\\.$", "")));
                return cause instanceof Members.Unfit ? new Mismatch(at + "/" + refused) : at(at, refused);
            }
            if (e.getOriginalMessage().startsWith("Missing ")) {
                String name = path.get(path.size() - 1).getFieldName();
                return at(parent, "expected a member \"" + name + "\", found none");
            }
            Class<?> type = e instanceof MismatchedInputException wrong ? wrong.getTargetType() : null;
            String expected = isLarge
                    ? "a smaller whole number"
                    : e instanceof InvalidTypeIdException ? "an object of a known kind" : expected(type);
            return at(at, "expected " + expected + ", found " + found((JsonParser) mapping.getProcessor()));
        }

        /** The parser's message on one line; Jackson's has several. */
        private static Mismatch unreadable(JsonProcessingException e) {
            String place =
                    e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
            return new Mismatch("unreadable JSON" + place + ": " + Printable.excerpt(e.getOriginalMessage()));
        }

        private static String place(List<Reference> path) {
            return path.stream()
                    .map(part -> "/"
                            + (part.getFieldName() == null ? part.getIndex() : Printable.excerpt(part.getFieldName())))
                    .collect(Collectors.joining());
        }

        private static Mismatch at(String place, String message) {
            return new Mismatch(place.isEmpty() ? message : place + ": " + message);
        }

        /** @return the JSON name of a type, in words */
        static String expected(Class<?> type) {
            if (type == null) {
                return "another value";
            }
            if (type.isEnum()) {
                return "one of "
                        + Stream.of(type.getEnumConstants())
                                .map(constant -> ((Enum<?>) constant).name())
                                .collect(Collectors.joining(", "));
            }
            if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
                return "a whole number";
            }
            if (type == double.class || type == Double.class) {
                return "a number";
            }
            if (type == boolean.class || type == Boolean.class) {
                return "true or false";
            }
            if (type == String.class) {
                return "a text";
            }
            if (type == Character.class) {
                return "a character";
            }
            if (Charset.class.isAssignableFrom(type)) {
                return "the name of an encoding";
            }
            return type.isArray() || Collection.class.isAssignableFrom(type) ? "a list" : "an object";
        }

        /** @return the parser's current value, in words */
        static String found(JsonParser json) {
            JsonToken token = json == null ? null : json.currentToken();
            if (token == JsonToken.START_OBJECT || token == JsonToken.FIELD_NAME) {
                return "an object";
            }
            if (token == JsonToken.START_ARRAY) {
                return "a list";
            }
            if (token == null || !token.isScalarValue()) {
                return "nothing";
            }
            try {
                return token == JsonToken.VALUE_STRING
                        ? Printable.quoted(json.getText())
                        : Printable.excerpt(json.getText());
            } catch (IOException e) {
                return "a value that cannot be read";
            }
        }
    }
}
