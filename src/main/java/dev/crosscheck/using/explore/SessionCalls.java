package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.Network;
import dev.crosscheck.using.serve.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Handles the calls of a session: {@code /api/explore/sessions/ID} and {@code /api/explore/sessions/ID/WHAT}. */
final class SessionCalls {
    static final String PATH = "/api/explore/sessions/";

    private static final int USUAL_SIDE = 60;
    private static final List<String> GETS = List.of("state", "frames", "pass", "surface", "surfaces", "export");
    private static final List<String> POSTS = List.of("train", "branches", "what-if", "guess");

    private final Sessions sessions = new Sessions();

    /**
     * A session as sent to the page.
     *
     * @param id its id
     * @param config the complete configuration
     * @param data the examples
     * @param layers layers of the network
     * @param parameters number of parameters
     * @param stepsPerEpoch number of batches
     * @param maxSteps total for all branches
     * @param branches each with all its losses
     */
    record Created(
            String id,
            Config config,
            Data data,
            List<Layer> layers,
            int parameters,
            int stepsPerEpoch,
            int maxSteps,
            List<Branch.View> branches) {}

    /**
     * The examples.
     *
     * @param inputs one row per example
     * @param targets the targets of the outputs, one row per example
     * @param labels the class of each example; null for a regression
     * @param names names of the columns
     * @param classes names of the classes; empty for a regression
     * @param heldOut examples that are measured only; null if there are none
     */
    record Data(
            double[][] inputs, double[][] targets, int[] labels, Names names, List<String> classes, HeldOut heldOut) {}

    record HeldOut(double[][] inputs, double[][] targets) {}

    record Names(List<String> inputs, String target) {}

    record Layer(int inputs, int units, String activation) {}

    private record Train(int branch, int steps) {}

    private record WhatIf(int branch, int step, Branch.Edit edit, Integer example, Integer size) {}

    /** The result of an edit that was not kept. */
    private record WhatIfAnswer(Passes.Frame frame, Surfaces.Inline surface) {}

    private record Frames(List<Passes.Frame> frames) {}

    private record Guess(String slip) {}

    /** Whether a guess is right; the explanation is present only then. */
    private record Guessed(boolean right, String slip, String explanation) {}

    /** Creates a session for a client address. */
    Created create(String address, byte[] body) {
        Session session = new Session(Experiment.of(Config.read(body)));
        return view(sessions.add(address, session), session);
    }

    /** @return a session as sent to the page */
    static Created view(String id, Session session) {
        Experiment experiment = session.experiment();
        ExperimentData examples = experiment.examples();
        int inputs = examples.x().columns();
        return new Created(
                id,
                experiment.config(),
                new Data(
                        Passes.rows(examples.x()),
                        Passes.rows(experiment.targets()),
                        examples.labels(),
                        new Names(
                                examples.names().subList(0, inputs),
                                examples.names().get(inputs)),
                        examples.classes(),
                        heldOut(experiment.heldOut())),
                layers(experiment.network()),
                experiment.network().parameterCount(),
                experiment.batches().size(),
                session.mostSteps(),
                session.views());
    }

    private static HeldOut heldOut(Experiment.HeldOut held) {
        return held == null ? null : new HeldOut(Passes.rows(held.examples().x()), Passes.rows(held.targets()));
    }

    /** @return the layers of a network as sent to the page */
    static List<Layer> layers(Network network) {
        List<Layer> layers = new ArrayList<>();
        for (int k = 1; k <= network.layers(); k++) {
            layers.add(new Layer(
                    network.sizes().get(k - 1),
                    network.sizes().get(k),
                    network.activation(k).label()));
        }
        return layers;
    }

    /** @return the methods that a path supports */
    List<String> methods(String path) {
        String[] parts = path.substring(PATH.length()).split("/", -1);
        if (parts.length == 1 && !parts[0].isEmpty()) {
            return List.of("GET", "DELETE");
        }
        if (parts.length != 2) {
            return List.of();
        }
        return GETS.contains(parts[1]) ? List.of("GET") : POSTS.contains(parts[1]) ? List.of("POST") : List.of();
    }

    /** Handles a call whose path and method are valid. */
    Object answer(Site.Call call, byte[] body) {
        String[] parts = call.path().substring(PATH.length()).split("/", -1);
        Session session = sessions.get(parts[0]);
        if (parts.length == 1) {
            if (call.method().equals("DELETE")) {
                sessions.remove(parts[0]);
            }
            return view(parts[0], session);
        }
        return switch (parts[1]) {
            case "train" -> train(session, body);
            case "branches" ->
                session.branch(Wire.read(
                        body, Session.NewBranch.class, "{\"branch\": 0, \"step\": 120, \"learningRate\": 0.1}"));
            case "what-if" -> whatIf(session, body);
            case "guess" -> guess(session.experiment(), body);
            default -> look(session, parts[1], new Asked(session, call.query()));
        };
    }

    private static Branch.View train(Session session, byte[] body) {
        Train wanted = Wire.read(body, Train.class, "{\"branch\": 0, \"steps\": 100}");
        return session.train(wanted.branch(), Wire.within("steps", wanted.steps(), 1, Limits.STEPS_AT_ONCE));
    }

    /** A session and the query parameters of a call. */
    private record Asked(Session session, Map<String, String> query) {
        int whole(String name, Integer byDefault, int least, int most) {
            return Wire.whole(query, name, byDefault, least, most);
        }

        int branch() {
            return whole("branch", 0, 0, Limits.BRANCHES - 1);
        }

        int step() {
            return whole("step", null, 0, Limits.STEPS);
        }

        int example() {
            return whole(
                    "example",
                    Passes.BATCH,
                    Passes.BATCH,
                    session.experiment().examples().size() - 1);
        }

        int side() {
            return whole("size", USUAL_SIDE, 2, Limits.SURFACE_SIDE);
        }

        boolean units() {
            return "true".equals(query.get("units"));
        }

        /** @return the steps from {@code from} to {@code to} at intervals of {@code every}, always including {@code to} */
        List<Integer> steps(int most) {
            int from = whole("from", null, 0, Limits.STEPS);
            int to = whole("to", null, from, Limits.STEPS);
            int every = whole("every", 1, 1, Limits.STEPS);
            long count = (to - from + every - 1L) / every + 1;
            if (count > most) {
                throw Wire.expected("from, to, every", "at most " + most + " steps", count + " of them");
            }
            List<Integer> steps = new ArrayList<>();
            for (int step = from; step < to; step += every) {
                steps.add(step);
            }
            steps.add(to);
            return steps;
        }
    }

    private static Object look(Session session, String what, Asked asked) {
        Experiment experiment = session.experiment();
        int branch = asked.branch();
        int example = asked.example();
        return switch (what) {
            case "state" -> session.at(branch, asked.step(), (at, rate) -> Passes.frame(experiment, at, example, true));
            case "pass" -> session.at(branch, asked.step(), (at, rate) -> Passes.pass(experiment, at, rate, example));
            case "export" -> export(session, branch, asked);
            case "frames" -> frames(session, branch, asked.steps(Limits.FRAMES), example);
            case "surface" -> surfaces(session, branch, List.of(asked.step()), asked);
            default -> surfaces(session, branch, asked.steps(Limits.FRAMES), asked);
        };
    }

    private static Site.File export(Session session, int branch, Asked asked) {
        String format = Config.oneOf("format", asked.query().getOrDefault("format", ""), Exports.FORMATS);
        return format.equals("npz")
                ? session.replayFile(branch, asked.step())
                : session.at(branch, asked.step(), (at, rate) -> Exports.of(format, session.experiment(), at, rate));
    }

    private static Frames frames(Session session, int branch, List<Integer> steps, int example) {
        session.requireNear(branch, steps);
        List<Passes.Frame> frames = new ArrayList<>();
        for (int step : steps) {
            frames.add(session.at(branch, step, (at, rate) -> Passes.frame(session.experiment(), at, example, false)));
        }
        return new Frames(frames);
    }

    private static Site.File surfaces(Session session, int branch, List<Integer> steps, Asked asked) {
        session.requireNear(branch, steps);
        Surfaces.Gathering gathering =
                new Surfaces.Gathering(session.experiment(), asked.side(), asked.units(), steps.size());
        for (int step : steps) {
            session.at(branch, step, (at, rate) -> {
                gathering.add(at);
                return null;
            });
        }
        return gathering.surface().file();
    }

    private static WhatIfAnswer whatIf(Session session, byte[] body) {
        WhatIf wanted = Wire.read(
                body,
                WhatIf.class,
                "{\"branch\": 0, \"step\": 120, \"edit\": {\"layer\": 1, \"kind\": \"W\", \"row\": 0, \"column\": 1, \"value\": 0.7}}");
        Experiment experiment = session.experiment();
        int example = wanted.example() == null
                ? Passes.BATCH
                : Wire.within(
                        "example",
                        wanted.example(),
                        Passes.BATCH,
                        experiment.examples().size() - 1);
        int size = wanted.size() == null ? USUAL_SIDE : Wire.within("size", wanted.size(), 2, Limits.SURFACE_SIDE);
        Surfaces.Gathering gathering = new Surfaces.Gathering(experiment, size, true, 1);
        Experiment.State moved = session.at(wanted.branch(), wanted.step(), (at, rate) -> at.copy(rate));
        if (wanted.edit() != null) {
            session.set(moved, wanted.edit());
        }
        gathering.add(moved);
        return new WhatIfAnswer(
                Passes.frame(experiment, moved, example, false),
                gathering.surface().inline());
    }

    private static Guessed guess(Experiment experiment, byte[] body) {
        Guess guess = Wire.read(body, Guess.class, "{\"slip\": \"tanh-slope\"}");
        String name = Config.oneOf("slip", guess.slip() == null ? "" : guess.slip(), PlantedSlip.labels());
        PlantedSlip planted = experiment.slip();
        if (planted == null) {
            throw new CrosscheckException(
                    "This session has no slip", "Start one with \"slip\": true in its configuration.");
        }
        boolean right = planted.label().equals(name);
        return new Guessed(right, right ? name : null, right ? planted.explanation() : null);
    }
}
