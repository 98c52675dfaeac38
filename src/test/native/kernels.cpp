/*
 * The kernels' own source, compiled for a CPU, behind the functions of NVIDIA's driver that Crosscheck calls: EmulatedDriver compiles
 * it with the file of kernels as KERNELS. It is as strict as a GPU may be:
 *
 *   - Launches are queued, and done when somebody copies.
 *   - Each thread of a block is a fibre. Between two barriers they run one after the other, in another random order each time, and so do
 *     the blocks of a launch. All threads of a block have to come to the same barrier, by its line.
 *   - Memory begins as nonsense, shared memory anew for each block. Arrays end at a page that nobody may touch, and between those in
 *     shared memory are gaps that nobody may write to.
 */
#include <csetjmp>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>
#include <algorithm>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

/* What CUDA C has beside C++. */
#define __device__
#define __global__
#define __launch_bounds__(...)
#define __restrict__ __restrict
#define __align__(bytes) __attribute__((aligned(bytes)))
enum { GAP = 4096 };
#define JOINED(a, b) a##b
#define GAP_BEFORE(name, number)                                                         \
  static char JOINED(name, number)[GAP] __attribute__((section("shared"), used));        \
  static char *JOINED(name##_at_, number) __attribute__((section("gaps"), used)) = JOINED(name, number); \
  static __attribute__((section("shared")))
#define __shared__ GAP_BEFORE(gap, __COUNTER__)
#define __syncthreads() barrier(__LINE__)

struct int2 { int x, y; };
struct __align__(16) float4 { float x, y, z, w; };
static struct { unsigned x; } threadIdx, blockIdx;
static float *dynamic_shared;
static void barrier(int line);

static int2 make_int2(int x, int y) { return {x, y}; }
static float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
static int min(int a, int b) { return a < b ? a : b; }
static float __fmaf_rn(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
static float __fadd_rn(float a, float b) { return a + b; }
static float __fsub_rn(float a, float b) { return a - b; }
static float __fmul_rn(float a, float b) { return a * b; }
static float __fdiv_rn(float a, float b) { return a / b; }
static float __fsqrt_rn(float a) { return __builtin_sqrtf(a); }
static float __int2float_rn(int a) { return (float)a; }
static int __float_as_int(float a) { int bits; memcpy(&bits, &a, 4); return bits; }
static float __int_as_float(int a) { float value; memcpy(&value, &a, 4); return value; }

#include KERNELS

/* What is shared by the threads of a block lies in a section of its own, with gaps in between that nothing may write to. */
extern "C" char __start_shared, __stop_shared;
extern "C" char *__start_gaps[], *__stop_gaps[];

enum { OUT_OF_MEMORY = 2, NOT_FOUND = 500, ILLEGAL_ADDRESS = 700, ILLEGAL_INSTRUCTION = 715, LAUNCH_FAILED = 719 };
static const int NONSENSE = 0x7f;
static const size_t PAGE = 4096, STACK = 16 * PAGE;

static int fault; // of a kernel; after it the GPU is lost
static std::mt19937 dice(1);

/* Memory that ends at a page that nobody may touch; the page in front of it is such a one, too. */
struct Guarded {
  char *pages;
  size_t length;
  char *start;

  explicit Guarded(size_t bytes) {
    size_t room = (bytes + PAGE - 1) / PAGE * PAGE;
    length = room + 2 * PAGE;
    pages = (char *)mmap(nullptr, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(pages + PAGE, room, PROT_READ | PROT_WRITE);
    memset(pages + PAGE, NONSENSE, room);
    start = pages + PAGE + (room - bytes) / 4 * 4;
  }

  void free() { munmap(pages, length); }
};

/* The threads of a block. */
struct Fibre {
  Guarded stack{STACK};
  ucontext_t context;
  jmp_buf place;
  bool begun;
  bool ended;
  int line; // of the barrier at which it waits
};

static std::vector<Fibre *> fibres;
static jmp_buf scheduler;
static Fibre *current;
static std::function<void()> kernel;

static void barrier(int line) {
  current->line = line;
  if (_setjmp(current->place) == 0) _longjmp(scheduler, 1);
}

static void run_kernels() {
  while (true) {
    kernel();
    current->ended = true;
    if (_setjmp(current->place) == 0) _longjmp(scheduler, 1);
  }
}

static void resume(int thread) {
  current = fibres[thread];
  threadIdx.x = thread;
  if (_setjmp(scheduler) == 0) {
    if (current->begun) _longjmp(current->place, 1);
    current->begun = true;
    setcontext(&current->context);
  }
}

static void add_fibre() {
  Fibre *fibre = new Fibre();
  getcontext(&fibre->context);
  fibre->context.uc_stack.ss_sp = fibre->stack.start;
  fibre->context.uc_stack.ss_size = STACK;
  makecontext(&fibre->context, run_kernels, 0);
  fibres.push_back(fibre);
}

static void run_block(int threads) {
  std::vector<int> order(threads);
  for (int i = 0; i < threads; i++) {
    order[i] = i;
    fibres[i]->ended = false;
    fibres[i]->line = 0;
  }
  memset(&__start_shared, NONSENSE, &__stop_shared - &__start_shared);
  while (!fault && !fibres[0]->ended) {
    std::shuffle(order.begin(), order.end(), dice);
    for (int thread : order) {
      if (!fault) resume(thread);
    }
    for (char **gap = __start_gaps; gap < __stop_gaps; gap++) {
      if (std::count(*gap, *gap + GAP, NONSENSE) != GAP) fault = ILLEGAL_ADDRESS;
    }
    for (int i = 0; i < threads && !fault; i++) {
      if (fibres[i]->ended != fibres[0]->ended || (!fibres[0]->ended && fibres[i]->line != fibres[0]->line)) fault = LAUNCH_FAILED;
    }
  }
}

static struct sigaction old_segv, old_bus, old_ill;

/* A fault of a kernel ends it. Other threads' are for the virtual machine, which makes use of them. */
static thread_local bool in_kernel;

static void on_signal(int signal, siginfo_t *info, void *context) {
  if (in_kernel) {
    fault = signal == SIGILL ? ILLEGAL_INSTRUCTION : ILLEGAL_ADDRESS;
    _longjmp(scheduler, 1);
  }
  (signal == SIGSEGV ? old_segv : signal == SIGBUS ? old_bus : old_ill).sa_sigaction(signal, info, context);
}

static void launch(int blocks, int threads, int shared, std::function<void()> code) {
  while ((int)fibres.size() < threads) add_fibre();
  kernel = code;
  Guarded dynamic(shared);
  dynamic_shared = (float *)dynamic.start;
  struct sigaction action = {};
  action.sa_sigaction = on_signal;
  action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
  sigaction(SIGSEGV, &action, &old_segv);
  sigaction(SIGBUS, &action, &old_bus);
  sigaction(SIGILL, &action, &old_ill);
  in_kernel = true;
  std::vector<int> order(blocks);
  for (int i = 0; i < blocks; i++) order[i] = i;
  std::shuffle(order.begin(), order.end(), dice);
  for (int block : order) {
    blockIdx.x = block;
    memset(dynamic.start, NONSENSE, shared);
    if (!fault) run_block(threads);
  }
  in_kernel = false;
  sigaction(SIGSEGV, &old_segv, nullptr);
  sigaction(SIGBUS, &old_bus, nullptr);
  sigaction(SIGILL, &old_ill, nullptr);
  dynamic.free();
}

/* Kernels by name: each takes its arguments from where the driver is told that they lie. */
using Taker = std::function<std::function<void()>(void **)>;

template <typename... Args, size_t... I> static Taker taker(void (*code)(Args...), std::index_sequence<I...>) {
  return [code](void **from) {
    std::tuple<Args...> arguments(*(Args *)from[I]...);
    return [code, arguments] { std::apply(code, arguments); };
  };
}

template <typename... Args> static Taker taker(void (*code)(Args...)) { return taker(code, std::index_sequence_for<Args...>()); }

static std::map<std::string, Taker> kernels = {{"column_sums", taker(column_sums)},
                                               {"forward", taker(forward)},
                                               {"probabilities", taker(probabilities)},
                                               {"backward", taker(backward)},
                                               {"first_weights", taker(first_weights)}};

/* The functions of e^x and ln x by themselves, for as many arguments as a training does not have. */
extern "C" void exponentials(float *x, int n) {
  for (int i = 0; i < n; i++) x[i] = exponential(x[i]);
}
extern "C" void logarithms(float *x, int n) {
  for (int i = 0; i < n; i++) x[i] = logarithm(x[i]);
}

/* The driver. */
using Work = std::function<void()>;
static std::vector<Work> queue, recorded;
static bool recording;
static std::map<uint64_t, Guarded> memory;

static int finish() {
  for (Work &work : queue) {
    if (!fault) work();
  }
  queue.clear();
  return fault;
}

extern "C" {
int cuInit(unsigned) { return 0; }
int cuDriverGetVersion(int *version) { return *version = 13010, 0; }
int cuGetErrorName(int error, const char **name) {
  *name = error == ILLEGAL_ADDRESS ? "CUDA_ERROR_ILLEGAL_ADDRESS" : error == LAUNCH_FAILED ? "CUDA_ERROR_LAUNCH_FAILED" : "CUDA_ERROR_OTHER";
  return 0;
}
int cuGetErrorString(int, const char **text) { return *text = "in the driver's words", 0; }
int cuDeviceGetCount(int *count) { return *count = 1, 0; }
int cuDeviceGet(int *device, int ordinal) { return *device = ordinal, 0; }
int cuDeviceGetName(char *name, int, int) { return strcpy(name, "NVIDIA H100"), 0; }
int cuDeviceGetAttribute(int *value, int attribute, int) { return *value = attribute == 75 ? 9 : 0, 0; }
int cuCtxCreate_v2(void **made, unsigned, int) { return *made = (void *)16, 0; }
int cuCtxSetCurrent(void *) { return 0; }
int cuCtxDestroy_v2(void *) {
  for (Fibre *fibre : fibres) {
    fibre->stack.free(); // else a process with many contexts has more mappings than it may
    delete fibre;
  }
  return fibres.clear(), 0;
}
int cuModuleLoadDataEx(void **made, const void *, unsigned, int *, void **) { return *made = (void *)16, 0; }
int cuModuleUnload(void *) { return 0; }
int cuModuleGetFunction(void **made, void *, const char *name) {
  auto found = kernels.find(name);
  return found == kernels.end() ? NOT_FOUND : (*made = &found->second, 0);
}
int cuMemGetInfo_v2(size_t *available, size_t *total) { return *available = *total = (size_t)1 << 32, 0; }
int cuMemAlloc_v2(uint64_t *address, size_t bytes) {
  Guarded piece(bytes);
  memory.emplace(*address = (uint64_t)piece.start, piece);
  return 0;
}
int cuMemFree_v2(uint64_t address) {
  finish();
  memory.at(address).free();
  memory.erase(address);
  return 0;
}
int cuMemcpyHtoD_v2(uint64_t to, const void *from, size_t bytes) {
  if (!finish()) memcpy((void *)to, from, bytes);
  return fault;
}
int cuMemcpyDtoH_v2(void *to, uint64_t from, size_t bytes) {
  if (!finish()) memcpy(to, (void *)from, bytes);
  return fault;
}
int cuStreamCreate(void **made, unsigned) { return *made = (void *)16, 0; }
int cuStreamDestroy_v2(void *) { return 0; }
int cuLaunchKernel(void *function, int blocks, int, int, int threads, int, int, int shared, void *, void **arguments, void **) {
  std::function<void()> code = (*(Taker *)function)(arguments);
  (recording ? recorded : queue).push_back([=] { launch(blocks, threads, shared, code); });
  return fault;
}
int cuStreamBeginCapture_v2(void *, int) { return recorded.clear(), recording = true, 0; }
int cuStreamEndCapture(void *, void **made) { return recording = false, *made = (void *)16, 0; }
int cuGraphInstantiateWithFlags(void **made, void *, uint64_t) { return *made = (void *)16, 0; }
int cuGraphLaunch(void *, void *) { return queue.insert(queue.end(), recorded.begin(), recorded.end()), fault; }
int cuGraphExecDestroy(void *) { return 0; }
int cuGraphDestroy(void *) { return 0; }
}
