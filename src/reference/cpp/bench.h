// What the programs in C++ have in common that `bench` starts: options, MNIST's files, and what is measured, which goes to standard output,
// one JSON object per line, as in ../python/reporting.py.

#pragma once

#include <omp.h>
#include <unistd.h>
#include <zlib.h>
#if defined(__SSE__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

constexpr int kOutputs = 10;
constexpr float kMean = 0.1307F, kDeviation = 0.3081F;
constexpr float kRate = 0.001F, kBeta1 = 0.9F, kBeta2 = 0.999F, kEpsilon = 1e-8F;

/// What the command line asks for.
struct Options {
    std::string data = "data/mnist", start;
    int images = 60000, batch = 64, hidden = 256, warmUp = 60000, epochs = 3, threads = omp_get_max_threads();

    Options(int count, char** words) {
        const std::map<std::string, std::string*> texts{{"--data", &data}, {"--start", &start}};
        const std::map<std::string, int*> numbers{{"--images", &images}, {"--batch", &batch},   {"--hidden", &hidden},
                                                  {"--warm-up", &warmUp}, {"--epochs", &epochs}, {"--threads", &threads}};
        for (int i = 1; i < count; i += 2) {
            const std::string name = words[i];
            const std::string value = i + 1 < count ? words[i + 1] : "";
            if (texts.count(name) != 0) {
                *texts.at(name) = value;
            } else if (numbers.count(name) != 0 && std::atoi(value.c_str()) >= (name == "--warm-up" ? 0 : 1)) {
                *numbers.at(name) = std::atoi(value.c_str());
            } else {
                throw std::invalid_argument(name + " " + value + ": expected --data DIR, --start FILE, or --images, --batch, --hidden, "
                                            "--warm-up, --epochs or --threads with a number");
            }
        }
    }
};

/// A file of bytes in MNIST's IDX format, raw or gzipped.
struct Idx {
    std::vector<uint8_t> bytes;
    int count = 0;  // items
    int size = 1;   // bytes in each

    Idx(const std::string& folder, const std::string& name, int rank) {
        const std::string raw = folder + "/" + name, packed = raw + ".gz";
        const std::string& path = access(packed.c_str(), R_OK) == 0 ? packed : raw;
        gzFile file = gzopen(path.c_str(), "rb");  // reads raw files, too
        if (file == nullptr) throw std::runtime_error(path + ": cannot be read");
        const auto read = [file](std::vector<uint8_t>& into) {
            return gzread(file, into.data(), static_cast<unsigned>(into.size())) == static_cast<int>(into.size());
        };
        std::vector<uint8_t> head(4 + 4 * rank);
        bool whole = read(head) && head[2] == 8 && head[3] == rank;
        if (whole) {
            const auto dimension = [&head](int k) {
                return head[4 + 4 * k] << 24 | head[5 + 4 * k] << 16 | head[6 + 4 * k] << 8 | head[7 + 4 * k];
            };
            count = dimension(0);
            for (int k = 1; k < rank; k++) size *= dimension(k);
            bytes.resize(static_cast<size_t>(count) * size);
            whole = read(bytes);
        }
        gzclose(file);
        if (!whole) throw std::runtime_error(path + ": not an IDX file of bytes with " + std::to_string(rank) + " dimensions");
    }
};

/// Images and their labels.
struct Data {
    Idx images, labels;

    Data(const std::string& folder, const std::string& part)
        : images(folder, part + "-images-idx3-ubyte", 3), labels(folder, part + "-labels-idx1-ubyte", 1) {
        if (images.count != labels.count) throw std::runtime_error(folder + ": other numbers of " + part + " images and labels");
    }
};

inline double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// Reports an event to `bench`; `more` are the members after its name.
inline void event(const std::string& name, const std::string& more = "") {
    std::printf("{\"event\": \"%s\"%s}\n", name.c_str(), more.c_str());
    std::fflush(stdout);
}

/// Ends this process as soon as standard input ends: `bench` holds it open while it lives.
inline void endWithParent() {
    std::thread([] {
        char byte;
        while (read(0, &byte, 1) > 0) {
        }
        _exit(1);
    }).detach();
}

/// Adam's moments of units that never light up become subnormal numbers, with which processors are slow: they count as 0.
inline void flushSubnormals() {
#if defined(__SSE__)
#pragma omp parallel
    _mm_setcsr(_mm_getcsr() | 0x8040U);
#endif
}

/// Reports what ran and how many test images are right.
inline void end(const Options& options, const std::string& note, int right, int tests) {
    char percent[16];
    std::snprintf(percent, sizeof percent, "%.2f%%", 100.0 * right / tests);
    std::string more = ", \"note\": \"" + note + ", " + std::to_string(options.threads) + (options.threads == 1 ? " thread" : " threads") +
                       ", compiler " + __VERSION__ + "; " + percent + " of the test images right\"";
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.rfind("VmHWM:", 0) == 0) more += ", \"peakKib\": " + std::to_string(std::atol(line.c_str() + 6));
    }
    event("end", more);
}

/// Warms up, times the epochs, tests, and reports what ran.
template <class Trainer>
void bench(const Options& options) {
    const Data data(options.data, "train");
    Trainer trainer(options, data);
    trainer.step(0);
    event("first-step");
    for (int left = options.warmUp / options.batch; left > 0; left -= trainer.steps()) {
        trainer.shuffle();
        for (int step = 0; step < std::min(left, trainer.steps()); step++) trainer.step(step);
    }
    for (int epoch = 0; epoch < options.epochs; epoch++) {
        const double start = seconds();
        trainer.shuffle();
        float loss = 0;
        for (int step = 0; step < trainer.steps(); step++) loss = trainer.step(step);
        if (!std::isfinite(loss)) throw std::runtime_error("the loss is no longer a number");
        event("epoch", ", \"seconds\": " + std::to_string(seconds() - start));
    }
    const Data test(options.data, "t10k");
    end(options, Trainer::note(), trainer.right(test), test.images.count);
}

/// From given parameters, unshuffled: tells the loss of each step, for a comparison with other programs.
template <class Trainer>
void losses(const Options& options) {
    const Data data(options.data, "train");
    Trainer trainer(options, data);
    for (int epoch = 0; epoch < options.epochs; epoch++) {
        for (int step = 0; step < trainer.steps(); step++) std::printf("loss %.9g\n", trainer.step(step));
    }
    const Data test(options.data, "t10k");
    std::printf("right %d\n", trainer.right(test));
}

/// The main program of a trainer: a class with note(), shuffle(), steps(), step(index), which returns the loss, and right(test images).
template <class Trainer>
int runBench(int count, char** words) {
    try {
        const Options options(count, words);
        omp_set_num_threads(options.threads);
        flushSubnormals();
        if (!options.start.empty()) {
            losses<Trainer>(options);
            return 0;
        }
        if (isatty(0) == 0) endWithParent();
        bench<Trainer>(options);
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
}
