package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.using.serve.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The training of one reader, with all its branches. Calls are synchronized. */
final class Session {
    private final Experiment experiment;
    private final int mostSteps;
    private final int spacing;
    private final List<Branch> branches = new ArrayList<>();

    /**
     * A request for a new branch.
     *
     * @param branch the branch to start from
     * @param step the step to start at
     * @param learningRate of the new branch; null to keep it
     * @param edit a parameter to set; null for none
     */
    record NewBranch(int branch, int step, Double learningRate, Branch.Edit edit) {}

    Session(Experiment experiment) {
        this.experiment = experiment;
        int checkpoints = Math.max(2, Limits.CHECKPOINT_BYTES / experiment.stateBytes());
        long way = Math.max(1, Limits.WAY_FROM_CHECKPOINT / experiment.stepProducts());
        mostSteps = (int) Math.min(Limits.STEPS, checkpoints * way);
        spacing = (mostSteps - 1) / checkpoints + 1;
        branches.add(new Branch(0, null, experiment.config().learningRate(), experiment, experiment.start(), spacing));
    }

    Experiment experiment() {
        return experiment;
    }

    /** @return the maximum number of steps of all branches together */
    int mostSteps() {
        return mostSteps;
    }

    /** @return steps between checkpoints */
    int spacing() {
        return spacing;
    }

    synchronized List<Branch.View> views() {
        return branches.stream().map(branch -> branch.view(0)).toList();
    }

    /** Trains a branch and returns the new losses. */
    synchronized Branch.View train(int id, int count) {
        Branch branch = branch(id);
        int before = branch.steps();
        int room = mostSteps
                - branches.stream().mapToInt(one -> one.steps() - one.from()).sum();
        if (room == 0) {
            throw new Refusal(
                    Refusal.CONFLICT,
                    "This session has the " + mostSteps + " steps that it may have.",
                    "Start another, with a larger learning rate or a smaller network.");
        }
        branch.train(Math.min(count, room), Limits.TRAINING_AT_ONCE.toNanos());
        return branch.view(before);
    }

    /** Starts a new branch. */
    synchronized Branch.View branch(NewBranch wanted) {
        Branch parent = branch(wanted.branch());
        if (branches.size() == Limits.BRANCHES) {
            throw new Refusal(
                    Refusal.CONFLICT,
                    "This session has the " + Limits.BRANCHES + " branches that it may have.",
                    "Start another session.");
        }
        double rate =
                wanted.learningRate() == null ? parent.rate() : Optimizer.requireLearningRate(wanted.learningRate());
        Experiment.State start = parent.at(step(parent, wanted.step())).copy(rate);
        if (wanted.edit() != null) {
            set(start, wanted.edit());
        }
        Branch.Origin origin = new Branch.Origin(wanted.branch(), wanted.step(), wanted.edit());
        Branch made = new Branch(branches.size(), origin, rate, experiment, start, spacing);
        branches.add(made);
        return made.view(0);
    }

    /** Sets a parameter of a state by hand. */
    void set(Experiment.State state, Branch.Edit edit) {
        Wire.within("edit.layer", edit.layer(), 1, experiment.network().layers());
        Config.oneOf("edit.kind", edit.kind() == null ? "" : edit.kind(), List.of("W", "b"));
        Matrix theta = state.parameters().get(edit.kind() + edit.layer());
        Wire.within("edit.row", edit.row(), 0, theta.rows() - 1);
        Wire.within("edit.column", edit.column(), 0, theta.columns() - 1);
        theta.data()[edit.row() * theta.columns() + edit.column()] =
                Wire.within("edit.value", edit.value(), -Limits.LARGEST, Limits.LARGEST);
    }

    /** A computation on a state, which has exclusive use of the session. */
    @FunctionalInterface
    interface Use<T> {
        /** @param rate the branch's learning rate */
        T of(Experiment.State state, double rate);
    }

    /** Rejects a list of steps that would take seconds to recompute from the checkpoints. */
    synchronized void requireNear(int id, List<Integer> steps) {
        Branch branch = branch(id);
        steps.forEach(step -> step(branch, step));
        if (branch.way(steps) * experiment.stepProducts() > Limits.WAY_OF_AN_ANSWER) {
            throw new CrosscheckException(
                    "These " + steps.size() + " states are too far apart for one answer.",
                    "Ask for fewer of them at once.");
        }
    }

    /** Runs a computation on a state, which it must not modify. */
    synchronized <T> T at(int id, int step, Use<T> use) {
        Branch branch = branch(id);
        return use.of(branch.at(step(branch, step)), branch.rate());
    }

    /** @return a branch's run up to a step, as a file for {@code verify} */
    synchronized Site.File replayFile(int id, int step) {
        Branch branch = branch(id);
        Parameters start = branch.at(branch.from()).parameters().copy();
        Parameters end = branch.at(step(branch, step)).parameters();
        double[] losses = Arrays.copyOf(branch.view(0).losses(), step - branch.from());
        return ReplayFile.npz(experiment, branch.rate(), start, end, branch.from(), losses);
    }

    private Branch branch(int id) {
        if (id < 0 || id >= branches.size()) {
            throw Wire.expected("branch", "a branch from 0 to " + (branches.size() - 1), "" + id);
        }
        return branches.get(id);
    }

    private static int step(Branch branch, int step) {
        if (step < branch.from() || step > branch.steps()) {
            throw new CrosscheckException(
                    "step: expected a step from " + branch.from() + " to " + branch.steps() + ", found " + step + ".",
                    "Train further first, or ask for a step that the branch has.");
        }
        return step;
    }
}
