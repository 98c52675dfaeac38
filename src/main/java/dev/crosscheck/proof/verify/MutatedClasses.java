package dev.crosscheck.proof.verify;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A second copy of this program's classes, one of which may have a slip planted ({@link Slip}): the mutants of the
 * digit trainers are the shipped classes themselves, with one instruction changed.
 *
 * <p>Libraries, the interface through which mutants are called and its types are shared with the rest of the program.
 */
final class MutatedClasses extends ClassLoader {
    private static final String OURS = "dev.crosscheck.";
    /** Optimizers, and what names them: a class that is shared must not. */
    private static final List<String> MUTABLE_PARTS_OF_NN =
            List.of("dev.crosscheck.nn.optim.", "dev.crosscheck.nn.NetworkForm", "dev.crosscheck.nn.NetworkSpec");

    private static final List<String> SHARED = List.of(
            DigitTrainer.class.getName(),
            CrosscheckException.class.getName(),
            "dev.crosscheck.math.",
            "dev.crosscheck.nn.");

    private static final int THREADS = 2;

    private final Optional<Slip> slip;

    private MutatedClasses(Optional<Slip> slip) {
        super(MutatedClasses.class.getClassLoader());
        this.slip = slip;
    }

    /**
     * Loads the classes of a trainer again.
     *
     * @param method {@link ShippedTrainer}'s
     * @param slip what to plant; empty for the right trainer
     * @return makes trainers
     * @throws Slip.NoSuchPlace if the slip's place is not there
     */
    static Function<DigitTrainer.Task, DigitTrainer> maker(String method, Optional<Slip> slip) {
        MutatedClasses classes = new MutatedClasses(slip);
        slip.ifPresent(classes::plant);
        try {
            Constructor<?> trainer = classes.loadClass(ShippedTrainer.class.getName())
                    .getConstructor(DigitTrainer.Task.class, String.class, int.class);
            return task -> make(trainer, task, method);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot load the trainer's classes once more", e);
        }
    }

    private void plant(Slip planted) {
        try {
            loadClass(planted.type());
        } catch (ClassNotFoundException e) {
            throw new Slip.NoSuchPlace(planted + ": no such class");
        }
    }

    private static DigitTrainer make(Constructor<?> trainer, DigitTrainer.Task task, String method) {
        try {
            return (DigitTrainer) trainer.newInstance(task, method, THREADS);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot start a " + method + " trainer of changed classes", e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!isOwn(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private static boolean isOwn(String name) {
        return name.startsWith(OURS)
                && (MUTABLE_PARTS_OF_NN.stream().anyMatch(name::startsWith)
                        || SHARED.stream().noneMatch(name::startsWith));
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            if (slip.isPresent() && slip.get().type().equals(name)) {
                bytes = slip.get().plantedIn(bytes);
            }
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
