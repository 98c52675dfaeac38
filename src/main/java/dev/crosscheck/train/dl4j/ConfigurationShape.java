package dev.crosscheck.train.dl4j;

import static dev.crosscheck.run.JsonShape.flag;
import static dev.crosscheck.run.JsonShape.list;
import static dev.crosscheck.run.JsonShape.members;
import static dev.crosscheck.run.JsonShape.nothing;
import static dev.crosscheck.run.JsonShape.number;
import static dev.crosscheck.run.JsonShape.oneOf;
import static dev.crosscheck.run.JsonShape.text;
import static dev.crosscheck.run.JsonShape.whole;

import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.run.JsonShape;
import dev.crosscheck.run.JsonShape.Members;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.WorkspaceMode;

/**
 * The schema of what DL4J writes into {@code configuration.json} for dense layers and an output layer in float: every
 * member, class and range that is allowed. Members that other releases of DL4J leave out may be missing, unless the outputs
 * depend on them.
 */
final class ConfigurationShape {
    private static final String CONFIGURATION = "org.deeplearning4j.nn.conf.";
    private static final String LAYERS = CONFIGURATION + "layers.";
    private static final String LOSSES = "org.nd4j.linalg.lossfunctions.impl.Loss";
    private static final String UPDATERS = "org.nd4j.linalg.learning.config.";
    private static final String WEIGHTS = "org.deeplearning4j.nn.weights.WeightInit";

    /** The class of an output layer. */
    static final String OUTPUT = LAYERS + "OutputLayer";

    /** As {@code --hidden} has it, and the output layer; each is up to 2 KB of text. */
    private static final int MOST_LAYERS = NetworkForm.MOST_LAYERS + 1;

    /** Sixteen times the most hidden units of {@code train}; room for larger images too. */
    private static final int LARGEST_LAYER = 1 << 20;

    /** There are four kinds. */
    private static final int MOST_CONSTRAINTS = 8;

    private static final int LONGEST_NAME = 200;

    /** A number that only training depends on. */
    private static final JsonShape SOME = number(-Float.MAX_VALUE, Float.MAX_VALUE);

    private static final JsonShape COUNT = whole(0, Integer.MAX_VALUE);

    /** Of one kind there can be one; there are three. */
    private static final int MOST_REGULARIZATIONS = 3;

    /** Floats that an updater keeps per parameter, by the end of its class's name. */
    private static final Map<String, Integer> STATE = Map.ofEntries(
            Map.entry("AMSGrad", 3),
            Map.entry("AdaBelief", 2),
            Map.entry("AdaDelta", 2),
            Map.entry("AdaGrad", 1),
            Map.entry("AdaMax", 2),
            Map.entry("Adam", 2),
            Map.entry("Nadam", 2),
            Map.entry("Nesterovs", 1),
            Map.entry("NoOp", 0),
            Map.entry("RmsProp", 1),
            Map.entry("Sgd", 0));

    private static final JsonShape ACTIVATION_FUNCTION = ofClass(activations());
    private static final JsonShape UPDATER = ofClass(all(
            UPDATERS,
            members()
                    .may("beta1", SOME)
                    .may("beta2", SOME)
                    .may("epsilon", SOME)
                    .may("learningRate", SOME)
                    .may("momentum", SOME)
                    .may("rho", SOME)
                    .may("rmsDecay", SOME),
            STATE.keySet().toArray(new String[0])));
    private static final JsonShape LOSS = ofClass(all(
            LOSSES,
            members()
                    .may("clipEps", number(0, 0.5))
                    .may("softmaxClipEps", number(0, 0.5))
                    .may("weights", nothing()),
            "BinaryXENT",
            "MCXENT",
            "NegativeLogLikelihood",
            "MSE",
            "L2",
            "KLD"));
    private static final JsonShape DISTRIBUTION = JsonShape.ofClass(
            "type",
            all(
                    CONFIGURATION + "distribution.",
                    members()
                            .may("gain", SOME)
                            .may("lower", SOME)
                            .may("mean", SOME)
                            .may("numberOfTrials", COUNT)
                            .may("probabilityOfSuccess", SOME)
                            .may("std", SOME)
                            .may("upper", SOME)
                            .may("value", SOME),
                    "BinomialDistribution",
                    "ConstantDistribution",
                    "LogNormalDistribution",
                    "NormalDistribution",
                    "OrthogonalDistribution",
                    "TruncatedNormalDistribution",
                    "UniformDistribution"));
    private static final JsonShape WEIGHT_INIT = ofClass(all(
            WEIGHTS,
            members()
                    .may("distribution", DISTRIBUTION)
                    .may("scale", SOME.orNull())
                    .may("value", SOME),
            "Constant",
            "Distribution",
            "Identity",
            "LecunUniform",
            "Normal",
            "Relu",
            "ReluUniform",
            "SigmoidUniform",
            "Uniform",
            "VarScalingNormalFanAvg",
            "VarScalingNormalFanIn",
            "VarScalingNormalFanOut",
            "VarScalingUniformFanAvg",
            "VarScalingUniformFanIn",
            "VarScalingUniformFanOut",
            "Xavier",
            "XavierLegacy",
            "XavierUniform"));
    private static final JsonShape FIXED =
            ofClass(all("org.nd4j.linalg.schedule.", members().may("value", SOME), "FixedSchedule"));
    private static final JsonShape REGULARIZATION = list(
                    0,
                    MOST_REGULARIZATIONS,
                    ofClass(all(
                            "org.nd4j.linalg.learning.regularization.",
                            members().may("applyLR", flag()).may("coeff", FIXED),
                            "WeightDecay")))
            .orNull();
    private static final JsonShape DROPOUT = ofClass(all(
            CONFIGURATION + "dropout.",
            members()
                    .may("alpha", SOME)
                    .may("helperAllowFallback", flag())
                    .may("lambda", SOME)
                    .may("p", SOME)
                    .may("pschedule", nothing())
                    .may("rate", SOME)
                    .may("rateSchedule", nothing())
                    .may("stddev", SOME)
                    .may("stddevSchedule", nothing()),
            "AlphaDropout",
            "Dropout",
            "GaussianDropout",
            "GaussianNoise",
            "SpatialDropout"));
    private static final JsonShape CONSTRAINT = ofClass(all(
            CONFIGURATION + "constraint.",
            members()
                    .may("dimensions", list(0, 2, COUNT).orNull())
                    .may("epsilon", SOME)
                    .may("max", SOME)
                    .may("maxNorm", SOME)
                    .may("min", SOME)
                    .may("params", list(0, 2, oneOf("W", "b")))
                    .may("rate", SOME),
            "MaxNormConstraint",
            "MinMaxNormConstraint",
            "NonNegativeConstraint",
            "UnitNormConstraint"));
    private static final JsonShape NOISE = ofClass(all(
            CONFIGURATION + "weightnoise.",
            members()
                    .may("additive", flag())
                    .may("applyToBias", flag())
                    .may("applyToBiases", flag())
                    .may("distribution", DISTRIBUTION)
                    .may("weightRetainProb", SOME)
                    .may("weightRetainProbSchedule", nothing()),
            "DropConnect",
            "WeightNoise"));

    /** The whole text. */
    static final JsonShape SHAPE = members()
            .with("confs", list(1, MOST_LAYERS, conf()))
            .with("dataType", oneOf("FLOAT"))
            .may("backpropType", oneOf("Standard"))
            .may("cacheMode", oneOf(CacheMode.values()))
            .may("epochCount", COUNT)
            .may("inferenceWorkspaceMode", oneOf(WorkspaceMode.values()))
            .may("inputPreProcessors", members().orNull())
            .may("iterationCount", COUNT)
            .may("tbpttBackLength", COUNT)
            .may("tbpttFwdLength", COUNT)
            .may("trainingWorkspaceMode", oneOf(WorkspaceMode.values()))
            .may("validateOutputLayerConfig", flag());

    private ConfigurationShape() {}

    /** @return floats that an updater of that class keeps per parameter; it must be one of those allowed */
    static long stateOf(String className) {
        return STATE.get(className.substring(UPDATERS.length()));
    }

    private static Members conf() {
        Members dense = layer().may("hasLayerNorm", oneOf(false));
        return members()
                .with("layer", ofClass(Map.of(LAYERS + "DenseLayer", dense, OUTPUT, layer().with("lossFn", LOSS))))
                .may("cacheMode", oneOf(CacheMode.values()))
                .may("dataType", oneOf("FLOAT"))
                .may("epochCount", COUNT)
                .may("iterationCount", COUNT)
                .may("maxNumLineSearchIterations", COUNT)
                .may("miniBatch", flag())
                .may("minimize", flag())
                .may("optimizationAlgo", oneOf(OptimizationAlgorithm.values()))
                .may("seed", whole(Long.MIN_VALUE, Long.MAX_VALUE))
                .may("stepFunction", nothing())
                .may("variables", list(0, 2, oneOf("W", "b")));
    }

    private static Members layer() {
        return members()
                .with("activationFn", ACTIVATION_FUNCTION)
                .with("hasBias", flag())
                .with("iupdater", UPDATER)
                .with("nin", whole(1, LARGEST_LAYER))
                .with("nout", whole(1, LARGEST_LAYER))
                .may("biasInit", SOME)
                .may("biasUpdater", UPDATER.orNull())
                .may("constraints", list(0, MOST_CONSTRAINTS, CONSTRAINT).orNull())
                .may("gainInit", SOME)
                .may("gradientNormalization", oneOf(GradientNormalization.values()))
                .may("gradientNormalizationThreshold", SOME)
                .may("idropout", DROPOUT.orNull())
                .may("layerName", text(LONGEST_NAME).orNull())
                .may("regularization", REGULARIZATION)
                .may("regularizationBias", REGULARIZATION)
                .may("timeDistributedFormat", nothing())
                .may("weightInitFn", WEIGHT_INIT)
                .may("weightNoise", NOISE.orNull());
    }

    /** Only with their default parameters, which the rebuilt network has. */
    private static Map<String, Members> activations() {
        Map<String, Members> shapes = all(Activations.CLASSES, members(), Activations.NAMES.toArray(new String[0]));
        shapes.put(Activations.CLASSES + "ELU", members().may("alpha", number(1, 1)));
        shapes.put(Activations.CLASSES + "GELU", members().may("precise", oneOf(false)));
        shapes.put(Activations.CLASSES + "LReLU", members().may("alpha", number(0.01, 0.01)));
        shapes.put(
                Activations.CLASSES + "ReLU",
                members().may("max", nothing()).may("negativeSlope", nothing()).may("threshold", nothing()));
        return shapes;
    }

    private static JsonShape ofClass(Map<String, Members> classes) {
        return JsonShape.ofClass("@class", classes);
    }

    private static Map<String, Members> all(String start, Members shape, String... classes) {
        Map<String, Members> shapes = new TreeMap<>();
        Arrays.stream(classes).forEach(name -> shapes.put(start + name, shape));
        return shapes;
    }
}
