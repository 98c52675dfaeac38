package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.cuda.CudaDriver;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.device.CudaProbe;
import dev.crosscheck.device.CudaWays;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.DeviceRequest;
import dev.crosscheck.device.DeviceSelector;
import dev.crosscheck.device.Environment;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.device.OpenBlas;
import dev.crosscheck.math.Simd;
import dev.crosscheck.run.ClassArchive;
import dev.crosscheck.train.gpu.GpuProof;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows which device would be used, why, and the facts about this machine. */
@Command(
        description = "Lists what was found, and what to change to use a GPU.",
        footer = {"  crosscheck doctor", "  crosscheck doctor --device cuda", "  crosscheck doctor --json -"})
final class DoctorCommand extends Subcommand {
    @Option(
            names = "--archive",
            description = "Only make the archive of classes beside the jar that shortens every start of this Java, as"
                    + " \"mvn package\" does.")
    private boolean archive;

    @Mixin
    private DeviceOptions device;

    /** Whether something can run, and why. */
    private record Way(boolean runs, String reason) {
        @Override
        public String toString() {
            return (runs ? "yes: " : "no: ") + reason;
        }
    }

    /** Looks for CUDA in another way. */
    void use(CudaProbe probe) {
        device.use(probe);
    }

    @Override
    int run() {
        if (archive) {
            output.print("Archive of classes: %s", ClassArchive.make().normalize());
            return ExitCode.OK;
        }
        boolean runs = true;
        DeviceChoice choice;
        try {
            choice = device.choose(device.threads(), CudaWays.ALL);
        } catch (CrosscheckException e) {
            runs = false;
            choice = new DeviceChoice(DeviceRequest.CUDA, Device.CPU, e.getMessage());
        }
        boolean nd4j = Nd4jRuntime.natives().isPresent();
        if (nd4j) {
            device.start(choice, device.threads());
        }
        Way nd4jOnCuda = nd4jOnCuda(choice);
        Way byHand = cudaByHand();
        if (choice.device() == Device.CUDA_BY_HAND && !byHand.runs()) {
            runs = choice.requested() == DeviceRequest.AUTO;
            choice = new DeviceChoice(choice.requested(), Device.CPU, byHand.reason());
        }
        Environment here = nd4j ? Environment.current(choice.device().nd4j()) : Environment.withoutNd4j();
        Map<String, Map<String, String>> found = new LinkedHashMap<>();
        found.put(
                "Device",
                lines(
                        "asked for",
                        choice.requested() + " (profile " + device.profile().name() + ")",
                        "used",
                        runs ? choice.device().toString() : "none",
                        "because",
                        choice.reason()));
        found.put(
                "What can run",
                lines("ND4J's CUDA", nd4jOnCuda + "", "CUDA by hand", byHand + "", "CPU", "yes: always"));
        found.put("GPU", gpus());
        found.put("Machine", machine(here));
        found.forEach((heading, lines) -> {
            output.print("%s", heading);
            lines.forEach((name, value) -> output.print("  %-16s %s", name, value));
        });
        output.print("To use a GPU");
        advice(choice).forEach(line -> output.print("  %s", line));
        output.writeJson(found);
        return runs ? ExitCode.OK : ExitCode.FAILURE;
    }

    /** @return values by their names, which precede them */
    private static Map<String, String> lines(String... namesAndValues) {
        Map<String, String> lines = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            lines.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return lines;
    }

    private Map<String, String> gpus() {
        CudaDriver.Answer driver = device.probe().driver();
        Map<String, String> lines =
                lines("NVIDIA driver", driver.obstacle().orElse("supports CUDA up to " + driver.versionText()));
        if (!driver.devices().isEmpty()) {
            lines.put("found", driver.devices().stream().map(Object::toString).collect(Collectors.joining("; ")));
        }
        return lines;
    }

    private static Map<String, String> machine(Environment here) {
        Map<String, String> lines = facts(here);
        lines.put("Vector API", vectorApi());
        lines.put("class archive", ClassArchive.state());
        List<String> variables = OpenBlas.set(System.getenv());
        if (!variables.isEmpty()) {
            lines.put("set", String.join("; ", variables));
        }
        return lines;
    }

    private static String vectorApi() {
        return Simd.isThere()
                ? "used"
                : Simd.hasModule()
                        ? "not used, since the processor has no fused multiply-add: training takes longer"
                        : "not used, since Java was started without it: training takes longer than with bin/crosscheck";
    }

    /** @return versions, processor, BLAS, threads and memory, by name */
    static Map<String, String> facts(Environment here) {
        Map<String, String> facts = lines();
        facts.put("Crosscheck", here.crosscheck());
        facts.put("DL4J and ND4J", here.nd4j() + ", JavaCPP " + here.javacpp());
        facts.put("ND4J natives", here.natives());
        facts.put("BLAS", here.blas());
        facts.put("threads", "BLAS " + here.blasThreads() + ", OpenMP " + here.openMpThreads());
        facts.put("Java", here.java());
        facts.put("system", here.os());
        facts.put("processor", here.cpu() + ", " + here.cores() + " cores, " + here.vectorFeatures());
        facts.put("Java heap", "at most " + here.heapLimitMib() + " MiB");
        facts.put("native arrays", "at most " + here.offHeapLimitMib() + " MiB");
        return facts;
    }

    private List<String> advice(DeviceChoice choice) {
        if (choice.device() != Device.CPU) {
            return List.of("Nothing to do: it is used.");
        }
        List<String> advice = new ArrayList<>();
        if (device.probe().driver().obstacle().isPresent()) {
            advice.add("Install NVIDIA's driver; CUDA itself is not needed.");
        }
        advice.add(
                "CUDA by hand: train --trainer by-hand --device cuda, in every build, on compute capability 7.5 (Turing) or newer,"
                        + " with a driver for CUDA 10.2 or newer.");
        advice.add(
                "ND4J's CUDA: build and run with -Pcuda (Linux or Windows on x86-64), on compute capability 3.7 to 8.9 (Kepler K80 to"
                        + " Ada). Newer GPUs must be hidden: CUDA_VISIBLE_DEVICES names those to show.");
        if (choice.requested() == DeviceRequest.CPU) {
            advice.add("Ask for it: --device auto, or device=auto in the profile.");
        }
        return advice;
    }

    /** @return whether ND4J's CUDA can run; its backend is asked only if the choice has asked it, before ND4J started on the CPU */
    private Way nd4jOnCuda(DeviceChoice choice) {
        boolean asked = choice.requested() != DeviceRequest.CPU;
        String there = "driver, libraries and every GPU are there" + (asked ? "" : "; --device auto also starts it");
        return new DeviceSelector(device.probe())
                .nd4jObstacle(asked)
                .map(obstacle -> new Way(false, obstacle))
                .orElse(new Way(true, there));
    }

    private Way cudaByHand() {
        Optional<String> obstacle = new DeviceSelector(device.probe()).byHandObstacle();
        if (obstacle.isPresent()) {
            return new Way(false, obstacle.get());
        }
        try (Gpu gpu = DeviceSelector.open(device.probe())) {
            return GpuProof.onSamples(gpu)
                    .map(difference ->
                            new Way(false, gpu.name() + " computes other numbers than the CPU: " + difference))
                    .orElseGet(() ->
                            new Way(true, gpu.name() + ", and training networks of seven sizes gave the CPU's bits"));
        } catch (CrosscheckException e) {
            return new Way(false, e.clause());
        }
    }
}
