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

    /**
     * What was found, as JSON.
     *
     * @param profile the hardware profile
     * @param choice the decision for a run of {@code train}
     * @param runs whether what was asked for can run
     * @param ways ND4J's CUDA, CUDA by hand and the CPU, each with its reason
     * @param cudaInBuild whether the CUDA backend is on the class path
     * @param driver the NVIDIA driver, in words
     * @param gpus its GPUs, in words
     * @param missingLibrary the first CUDA library that is missing, if one is
     * @param openBlasVariables environment variables that are set and that OpenBLAS reads, each with its effect
     * @param classArchive whether this process uses an archive of classes, in words
     * @param vectorApi whether the engine can use the Vector API, in words
     * @param environment versions, processor, BLAS, threads and memory
     */
    record Findings(
            String profile,
            DeviceChoice choice,
            boolean runs,
            List<Way> ways,
            boolean cudaInBuild,
            String driver,
            List<String> gpus,
            String missingLibrary,
            List<String> openBlasVariables,
            String classArchive,
            String vectorApi,
            Environment environment) {}

    /**
     * A way to train.
     *
     * @param name what it is
     * @param runs whether it can run here
     * @param reason why, in a clause without a full stop
     */
    record Way(String name, boolean runs, String reason) {}

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
        Findings findings = findings();
        print(findings);
        advice(findings).forEach(line -> output.print("  %s", line));
        output.writeJson(findings);
        return findings.runs() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private Findings findings() {
        CudaProbe probe = device.probe();
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
        Way nd4jOnCuda = nd4jOnCuda(probe, choice);
        Way byHand = cudaByHand(probe);
        if (choice.device() == Device.CUDA_BY_HAND && !byHand.runs()) {
            runs = choice.requested() == DeviceRequest.AUTO;
            choice = new DeviceChoice(choice.requested(), Device.CPU, byHand.reason());
        }
        CudaDriver.Answer driver = probe.driver();
        return new Findings(
                device.profile().name(),
                choice,
                runs,
                List.of(nd4jOnCuda, byHand, new Way("CPU", true, "always")),
                probe.inBuild(),
                driver.obstacle().orElse("supports CUDA up to " + driver.versionText()),
                driver.devices().stream().map(Object::toString).toList(),
                probe.inBuild() ? probe.missingLibrary().orElse(null) : null,
                OpenBlas.set(System.getenv()),
                ClassArchive.state(),
                vectorApi(),
                nd4j ? Environment.current(choice.device().nd4j()) : Environment.withoutNd4j());
    }

    private static String vectorApi() {
        return Simd.isThere()
                ? "used"
                : Simd.hasModule()
                        ? "not used, since the processor has no fused multiply-add: training takes longer"
                        : "not used, since Java was started without it: training takes longer than with bin/crosscheck";
    }

    private void print(Findings found) {
        output.print("Device");
        line("asked for", found.choice().requested() + " (profile " + found.profile() + ")");
        line("used", found.runs() ? found.choice().device() : "none");
        line("because", found.choice().reason());
        output.print("What can run");
        found.ways().forEach(way -> line(way.name(), (way.runs() ? "yes: " : "no: ") + way.reason()));
        output.print("GPU");
        line("ND4J's CUDA", (found.cudaInBuild() ? "" : "not ") + "in this build");
        line("NVIDIA driver", found.driver());
        found.gpus().forEach(gpu -> line("found", gpu));
        if (found.cudaInBuild()) {
            line(
                    "CUDA libraries",
                    found.missingLibrary() == null ? "all there" : found.missingLibrary() + " is missing");
        }
        output.print("Machine");
        facts(found.environment()).forEach(this::line);
        line("Vector API", found.vectorApi());
        line("class archive", found.classArchive());
        found.openBlasVariables().forEach(variable -> line("set", variable));
        output.print("To use a GPU");
    }

    /** @return versions, processor, BLAS, threads and memory, by name */
    static Map<String, String> facts(Environment here) {
        Map<String, String> facts = new LinkedHashMap<>();
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

    private void line(String name, Object value) {
        output.print("  %-16s %s", name, value);
    }

    private static List<String> advice(Findings found) {
        List<String> advice = new ArrayList<>();
        if (found.choice().device() != Device.CPU) {
            return List.of("Nothing to do: it is used.");
        }
        if (!found.driver().startsWith("supports")) {
            advice.add("Install NVIDIA's driver; CUDA itself is not needed.");
        }
        advice.add(
                "CUDA by hand: train --trainer by-hand --device cuda, in every build, on compute capability 7.5 (Turing) or newer,"
                        + " with a driver for CUDA 10.2 or newer.");
        if (!found.cudaInBuild()) {
            advice.add("ND4J's CUDA: build and run with -Pcuda (Linux or Windows on x86-64).");
        }
        if (found.missingLibrary() != null) {
            advice.add("Leave -Dcuda.libraries out, or put the system's CUDA 11.6 on the library path.");
        }
        advice.add(
                "It needs a GPU of compute capability 3.7 to 8.9 (Kepler K80 to Ada): nd4j-cuda has no code for newer ones."
                        + " Others must be hidden: CUDA_VISIBLE_DEVICES names those to show.");
        if (found.choice().requested() == DeviceRequest.CPU) {
            advice.add("Ask for it: --device auto, or device=auto in the profile.");
        }
        return advice;
    }

    /** @return whether ND4J's CUDA can run; its backend is asked only if the choice has asked it, before ND4J started on the CPU */
    private static Way nd4jOnCuda(CudaProbe probe, DeviceChoice choice) {
        boolean asked = choice.requested() != DeviceRequest.CPU;
        Optional<String> obstacle = new DeviceSelector(probe).nd4jObstacle(asked);
        String there = "driver, libraries and every GPU are there" + (asked ? "" : "; --device auto also starts it");
        return new Way("ND4J's CUDA", obstacle.isEmpty(), obstacle.orElse(there));
    }

    private static Way cudaByHand(CudaProbe probe) {
        Optional<String> obstacle = new DeviceSelector(probe).byHandObstacle();
        if (obstacle.isPresent()) {
            return byHand(false, obstacle.get());
        }
        try (Gpu gpu = DeviceSelector.open(probe)) {
            return GpuProof.onSamples(gpu)
                    .map(difference ->
                            byHand(false, gpu.name() + " computes other numbers than the CPU: " + difference))
                    .orElseGet(() ->
                            byHand(true, gpu.name() + ", and training networks of seven sizes gave the CPU's bits"));
        } catch (CrosscheckException e) {
            return byHand(false, e.clause());
        }
    }

    private static Way byHand(boolean runs, String reason) {
        return new Way("CUDA by hand", runs, reason);
    }
}
