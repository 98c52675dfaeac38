// Times a network in C++ that learns handwritten digits, for bench.py to compare with: pixels, hidden ReLU units, 10 outputs; softmax
// cross-entropy, the mean over a batch; Adam (Kingma and Ba 2015, algorithm 1) with PyTorch's defaults. The first layer sums over lit
// pixels only, since a normalised pixel is x = s p - t, with p = 0 for four in five: x W = s p W - t (sum of W's rows). A weight's gradient
// is used for Adam while it is in registers. OpenMP's threads share the images forward and the pixels backward.
//
//     g++ -std=c++17 -O3 -march=native -fno-math-errno -fno-trapping-math -fopenmp bench_sparse.cpp -o bench_sparse -lz
//
// Dimensions: N images in a batch, I pixels, H hidden units, O outputs. Matrices lie row by row; the gradient of x is called dx.

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
#include <memory>
#include <new>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr int kBatch = 64, kHidden = 256, kOutputs = 10;
constexpr float kMean = 0.1307F, kDeviation = 0.3081F;
constexpr float kRate = 0.001F, kBeta1 = 0.9F, kBeta2 = 0.999F, kEpsilon = 1e-8F;

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

#if defined(__AVX512F__)
constexpr int kLanes = 16, kVectors = 16;  // of 32 registers
constexpr const char* kKernel = "AVX-512";
#elif defined(__AVX__)
constexpr int kLanes = 8, kVectors = 8;  // of 16 registers
constexpr const char* kKernel = "AVX";
#else
constexpr int kLanes = 4, kVectors = 8;
constexpr const char* kKernel = "128 bits";
#endif
constexpr int kBlock = kLanes * kVectors;  // columns whose sums stay in registers
constexpr int kBiases = (kOutputs + kLanes - 1) / kLanes * kLanes;

typedef float Vector __attribute__((vector_size(4 * kLanes)));

Vector& at(float* x) { return *reinterpret_cast<Vector*>(x); }

Vector root(Vector x) {
    for (int lane = 0; lane < kLanes; lane++) x[lane] = std::sqrt(x[lane]);
    return x;
}

/// Floats from the border of a cache line on, all 0 at first.
class Floats {
   public:
    explicit Floats(size_t count) : values_(new (std::align_val_t(64)) float[count]()) {}
    float* operator+(size_t offset) const { return values_.get() + offset; }
    float& operator[](size_t i) const { return values_.get()[i]; }

   private:
    struct Delete {
        void operator()(float* values) const { ::operator delete[](values, std::align_val_t(64)); }
    };
    std::unique_ptr<float[], Delete> values_;
};

/// Parameters with their moments.
struct Parameter {
    Floats theta, m, v;

    explicit Parameter(size_t count) : theta(count), m(count), v(count) {}
};

/// A step of Adam: θ -= η m̂ / (√v̂ + ε), with m̂ = m / (1 - β1ᵗ) and v̂ = v / (1 - β2ᵗ).
struct Adam {
    float rate, scale;  // η / (1 - β1ᵗ), 1 / √(1 - β2ᵗ)

    explicit Adam(int t)
        : rate(static_cast<float>(kRate / (1 - std::pow(static_cast<double>(kBeta1), t)))),
          scale(static_cast<float>(1 / std::sqrt(1 - std::pow(static_cast<double>(kBeta2), t)))) {}

    /// @return the new parameters
    Vector update(const Parameter& parameter, size_t i, Vector gradient) const {
        Vector& m = at(parameter.m + i);
        Vector& v = at(parameter.v + i);
        Vector& theta = at(parameter.theta + i);
        m = kBeta1 * m + (1 - kBeta1) * gradient;
        v = kBeta2 * v + (1 - kBeta2) * gradient * gradient;
        theta -= rate * m / (root(v) * scale + kEpsilon);
        return theta;
    }
};

/// The lit pixels of images: of each its index and its value times s.
struct LitPixels {
    std::vector<size_t> starts{0};
    std::vector<int> index;
    std::vector<float> value;

    explicit LitPixels(const Idx& images) {
        for (int image = 0; image < images.count; image++) {
            const uint8_t* pixels = &images.bytes[static_cast<size_t>(image) * images.size];
            for (int i = 0; i < images.size; i++) {
                if (pixels[i] != 0) {
                    index.push_back(i);
                    value.push_back(pixels[i] / (255 * kDeviation));
                }
            }
            starts.push_back(index.size());
        }
    }
};

/// sums += Σ value · row of a matrix (rows, `columns`), for `count` rows.
template <class Row>
void addRows(int count, Row row, const float* value, const float* matrix, int columns, float* sums) {
    Vector sum[kVectors];
    for (int j = 0; j < kVectors; j++) sum[j] = at(sums + j * kLanes);
    for (int e = 0; e < count; e++) {
        const float* x = matrix + static_cast<size_t>(row(e)) * columns;
        for (int j = 0; j < kVectors; j++) sum[j] += value[e] * at(const_cast<float*>(x) + j * kLanes);
    }
    for (int j = 0; j < kVectors; j++) at(sums + j * kLanes) = sum[j];
}

/// The network, its optimizer and the images that it learns from.
class Trainer {
   public:
    Trainer(const Data& data, int threads)
        : data_(data), pixels_(data.images.size), hidden_(kHidden), columns_((kHidden + kBlock - 1) / kBlock * kBlock),
          images_(data.images.count), batch_(kBatch), threads_(threads), lit_(data.images),
          w1_(static_cast<size_t>(pixels_) * columns_), b1_(columns_), w2_(kOutputs * static_cast<size_t>(columns_)), b2_(kBiases),
          rowSums_(static_cast<size_t>(threads_) * columns_), h_(static_cast<size_t>(batch_) * columns_),
          dh_(static_cast<size_t>(batch_) * columns_), dz_(static_cast<size_t>(batch_) * kOutputs), count_(pixels_),
          row_(static_cast<size_t>(pixels_) * batch_), value_(row_.size()), order_(images_) {
        std::iota(order_.begin(), order_.end(), 0);
        std::vector<float> start(static_cast<size_t>(pixels_) * hidden_ + hidden_ + hidden_ * kOutputs + kOutputs);
        // As PyTorch's layers draw them: uniform in ±1/√inputs.
        const size_t first = static_cast<size_t>(pixels_) * hidden_ + hidden_;
        draw(start.data(), start.data() + first, pixels_);
        draw(start.data() + first, start.data() + start.size(), hidden_);
        const float* next = start.data();
        for (int i = 0; i < pixels_; i++) {
            for (int j = 0; j < hidden_; j++) rowSums_[j] += w1_.theta[static_cast<size_t>(i) * columns_ + j] = *next++;
        }
        for (int j = 0; j < hidden_; j++) b1_.theta[j] = *next++;
        for (int j = 0; j < hidden_; j++) {
            for (int o = 0; o < kOutputs; o++) w2_.theta[static_cast<size_t>(o) * columns_ + j] = *next++;
        }
        for (int o = 0; o < kOutputs; o++) b2_.theta[o] = *next++;
    }

    void shuffle() { std::shuffle(order_.begin(), order_.end(), random_); }

    int steps() const { return (images_ + batch_ - 1) / batch_; }

    /// The step of an epoch, from 0; gives its loss.
    float step(int step) {
        const int n = std::min(batch_, images_ - step * batch_);
        const int* used = &order_[static_cast<size_t>(step) * batch_];
        const Adam adam(++updates_);
        float loss = 0;
#pragma omp parallel reduction(+ : loss)
        {
            const int thread = omp_get_thread_num();
            const Floats base = biases();
            for (int i = n * thread / threads_; i < n * (thread + 1) / threads_; i++) {
                forward(base, lit_, used[i], h_ + static_cast<size_t>(i) * columns_);
                loss += backward(i, data_.labels.bytes[used[i]], n);
            }
#pragma omp barrier
            updateFirst(used, n, thread, adam);
            if (thread == threads_ - 1) updateRest(n, adam);
        }
        return loss / n;
    }

    /// How many of some images are recognised.
    int right(const Data& test) {
        const LitPixels lit(test.images);
        const Floats base = biases(), h(columns_);
        int right = 0;
        for (int i = 0; i < test.images.count; i++) {
            forward(base, lit, i, h + 0);
            float z[kOutputs];
            logits(h + 0, z);
            right += std::max_element(z, z + kOutputs) - z == test.labels.bytes[i];
        }
        return right;
    }

   private:
    void draw(float* from, float* to, int inputs) {
        const float bound = 1 / std::sqrt(static_cast<float>(inputs));
        std::uniform_real_distribution<float> uniform(-bound, bound);
        std::generate(from, to, [&] { return uniform(random_); });
    }

    /// b1 - t (sum of W1's rows).
    Floats biases() const {
        Floats base(columns_);
        for (int j = 0; j < columns_; j++) {
            float sum = 0;
            for (int thread = 0; thread < threads_; thread++) sum += rowSums_[static_cast<size_t>(thread) * columns_ + j];
            base[j] = b1_.theta[j] - kMean / kDeviation * sum;
        }
        return base;
    }

    /// h = relu(x W1 + b1) of an image.
    void forward(const Floats& base, const LitPixels& lit, int image, float* h) const {
        const size_t from = lit.starts[image];
        const int* index = lit.index.data() + from;
        for (int j = 0; j < columns_; j += kBlock) {
            std::copy_n(base + j, kBlock, h + j);
            addRows(static_cast<int>(lit.starts[image + 1] - from), [index](int e) { return index[e]; }, lit.value.data() + from,
                    w1_.theta + j, columns_, h + j);
        }
        for (int j = 0; j < columns_; j++) h[j] = std::max(h[j], 0.0F);
    }

    /// z = h W2 + b2.
    void logits(float* h, float* z) const {
        for (int o = 0; o < kOutputs; o++) {
            float* w = w2_.theta + static_cast<size_t>(o) * columns_;
            Vector sums{};
            for (int j = 0; j < columns_; j += kLanes) sums += at(h + j) * at(w + j);
            z[o] = b2_.theta[o];
            for (int lane = 0; lane < kLanes; lane++) z[o] += sums[lane];
        }
    }

    /// dz = (softmax(z) - t) / N and dh of an image, which is 0 where h is; gives -log softmax(z) at the label.
    float backward(int i, int label, int n) {
        float* h = h_ + static_cast<size_t>(i) * columns_;
        float* dz = dz_ + static_cast<size_t>(i) * kOutputs;
        float z[kOutputs];
        logits(h, z);
        const float largest = *std::max_element(z, z + kOutputs);
        float sum = 0;
        for (int o = 0; o < kOutputs; o++) sum += dz[o] = std::exp(z[o] - largest);
        for (int o = 0; o < kOutputs; o++) dz[o] = (dz[o] / sum - (o == label ? 1.0F : 0.0F)) / n;
        float* dh = dh_ + static_cast<size_t>(i) * columns_;
        std::fill_n(dh, columns_, 0.0F);
        for (int j = 0; j < columns_; j += kBlock) {
            addRows(kOutputs, [](int o) { return o; }, dz, w2_.theta + j, columns_, dh + j);
        }
        for (int j = 0; j < columns_; j++) dh[j] = h[j] > 0 ? dh[j] : 0.0F;
        return std::log(sum) - (z[label] - largest);
    }

    /// dW1 and Adam for a thread's pixels: each pixel's gradient is s p summed over the images that light it, less t (sum of dh's rows).
    void updateFirst(const int* used, int n, int thread, const Adam& adam) {
        const int first = pixels_ * thread / threads_, last = pixels_ * (thread + 1) / threads_;
        std::fill(count_.begin() + first, count_.begin() + last, 0);
        for (int i = 0; i < n; i++) {
            const int* end = lit_.index.data() + lit_.starts[used[i] + 1];
            const int* begin = lit_.index.data() + lit_.starts[used[i]];
            for (const int* e = std::lower_bound(begin, end, first); e < end && *e < last; e++) {
                const size_t to = static_cast<size_t>(*e) * batch_ + count_[*e]++;
                row_[to] = i;
                value_[to] = lit_.value[e - lit_.index.data()];
            }
        }
        float* sums = rowSums_ + static_cast<size_t>(thread) * columns_;
        std::fill_n(sums, columns_, 0.0F);
        const Floats dark = sumOfDh(n);
        for (int j = 0; j < columns_; j++) dark[j] *= -kMean / kDeviation;
        for (int pixel = first; pixel < last; pixel++) {
            const int* row = &row_[static_cast<size_t>(pixel) * batch_];
            for (int j = 0; j < columns_; j += kBlock) {
                alignas(64) float gradient[kBlock];
                std::copy_n(dark + j, kBlock, gradient);
                addRows(count_[pixel], [row](int e) { return row[e]; }, &value_[static_cast<size_t>(pixel) * batch_], dh_ + j, columns_,
                        gradient);
                for (int k = 0; k < kBlock; k += kLanes) {
                    at(sums + j + k) += adam.update(w1_, static_cast<size_t>(pixel) * columns_ + j + k, at(gradient + k));
                }
            }
        }
    }

    Floats sumOfDh(int n) const {
        Floats sum(columns_);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < columns_; j += kLanes) at(sum + j) += at(dh_ + static_cast<size_t>(i) * columns_ + j);
        }
        return sum;
    }

    /// The other gradients, and Adam for them.
    void updateRest(int n, const Adam& adam) {
        const Floats db1 = sumOfDh(n);
        for (int j = 0; j < columns_; j += kLanes) adam.update(b1_, j, at(db1 + j));
        const Floats db2(kBiases);
        for (int o = 0; o < kOutputs; o++) {
            const Floats dw2(columns_);
            for (int i = 0; i < n; i++) {
                const float dz = dz_[static_cast<size_t>(i) * kOutputs + o];
                db2[o] += dz;
                for (int j = 0; j < columns_; j += kLanes) at(dw2 + j) += dz * at(h_ + static_cast<size_t>(i) * columns_ + j);
            }
            for (int j = 0; j < columns_; j += kLanes) adam.update(w2_, static_cast<size_t>(o) * columns_ + j, at(dw2 + j));
        }
        for (int o = 0; o < kBiases; o += kLanes) adam.update(b2_, o, at(db2 + o));
    }

    const Data& data_;
    int pixels_, hidden_;
    int columns_;  // H, rounded up to whole blocks; the columns added stay 0
    int images_, batch_, threads_;
    LitPixels lit_;
    Parameter w1_, b1_, w2_, b2_;  // (I, H), (H), (O, H), (O)
    Floats rowSums_;               // by thread: the sum of its rows of W1
    Floats h_, dh_, dz_;           // (N, H), (N, H), (N, O)
    std::vector<int> count_, row_;  // by pixel: how many images light it, and which
    std::vector<float> value_;      // their values
    std::vector<int> order_;
    std::mt19937 random_{1};
    int updates_ = 0;
};

/// Ends this process as soon as standard input ends, which bench.py holds open while it lives.
void endWithParent() {
    std::thread([] {
        char byte;
        while (read(0, &byte, 1) > 0) {
        }
        _exit(1);
    }).detach();
}

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// Times the epochs, tests, and reports both.
void bench(const std::string& folder, int epochs, int threads) {
    const Data data(folder, "train");
    Trainer trainer(data, threads);
    for (int epoch = 0; epoch < epochs; epoch++) {
        const double start = seconds();
        trainer.shuffle();
        float loss = 0;
        for (int step = 0; step < trainer.steps(); step++) loss = trainer.step(step);
        if (!std::isfinite(loss)) throw std::runtime_error("the loss is no longer a number");
        std::printf("{\"event\": \"epoch\", \"seconds\": %.6f}\n", seconds() - start);
    }
    const Data test(folder, "t10k");
    std::printf("{\"event\": \"end\", \"note\": \"lit pixels, %s, threads: %d, compiler %s\", \"right\": %.4f}\n", kKernel, threads, __VERSION__,
                static_cast<double>(trainer.right(test)) / test.images.count);
}

}  // namespace

/// bench_sparse FOLDER EPOCHS THREADS
int main(int count, char** words) {
    try {
        if (count != 4) throw std::invalid_argument("expected the folder of MNIST's files, a number of epochs and one of threads");
        const int threads = std::atoi(words[3]);
        omp_set_num_threads(threads);
#if defined(__SSE__)
        // Adam's moments of units that never light up become subnormal numbers, with which processors are slow: they count as 0.
#pragma omp parallel
        _mm_setcsr(_mm_getcsr() | 0x8040U);
#endif
        if (isatty(0) == 0) endWithParent();
        bench(words[1], std::atoi(words[2]), threads);
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
}
