package dev.crosscheck.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.FloatByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A driver for tests that counts calls and what is open, and fails where it is told to. It is as asynchronous as a GPU may be: copies and
 * launches are queued, and done when somebody waits for them.
 */
abstract class CountingDriver implements CudaApi {
    private final Map<String, Failure> failures = new HashMap<>();
    private final Map<String, Integer> calls = new TreeMap<>();
    private final Map<String, Map<Long, Object>> open = new TreeMap<>();
    private final Deque<Runnable> queue = new ArrayDeque<>();
    private List<Runnable> recorded; // instead of queued; null if launches are not recorded
    private boolean waits = true;
    private long handles = 4096;

    /** When a function fails. */
    private record Failure(int calls, int code) {}

    /** Lets a function fail after some calls more that succeed, and ever after. */
    final void fail(String function, int more, int code) {
        failures.put(function, new Failure(calls.getOrDefault(function, 0) + more, code));
    }

    /** Counts a call, and fails or takes effect. */
    final int answer(String function, Runnable effect) {
        int before = calls.merge(function, 1, Integer::sum) - 1;
        Failure failure = failures.get(function);
        if (failure != null && before >= failure.calls()) {
            return failure.code();
        }
        effect.run();
        return SUCCESS;
    }

    /** Counts a call, and fails or queues its effect. */
    final int submit(String function, Runnable effect) {
        return answer(function, () -> {
            if (recorded != null) {
                throw new AssertionError(function + " while launches are recorded");
            }
            queue.add(effect);
        });
    }

    /** Counts a call, and fails or queues or records a kernel. */
    final int submitKernel(Runnable kernel) {
        return answer("cuLaunchKernel", () -> (recorded != null ? recorded : queue).add(kernel));
    }

    /** Lets the functions that wait return at once, with all work still to be done. */
    final void waitNoMore() {
        waits = false;
    }

    private void waitForAll() {
        if (recorded != null) {
            throw new AssertionError("a wait while launches are recorded");
        }
        if (waits) {
            finish();
        }
    }

    /** Does what is queued, in its order. After a fault nothing of it is left. */
    final void finish() {
        try {
            while (!queue.isEmpty()) {
                queue.remove().run();
            }
        } finally {
            queue.clear();
        }
    }

    /** Requires that the host's side of a queued copy has not been freed meanwhile. */
    static void requireValid(Pointer host) {
        if (host instanceof Memory memory && !memory.valid()) {
            throw new AssertionError("the host's memory was freed before the copy was done");
        }
    }

    /** @return how often each function was called */
    public final Map<String, Integer> calls() {
        return calls;
    }

    /** @return how much of each kind is open, where any is */
    public final Map<String, Integer> open() {
        Map<String, Integer> counts = new TreeMap<>();
        open.forEach((kind, all) -> {
            if (!all.isEmpty()) {
                counts.put(kind, all.size());
            }
        });
        return counts;
    }

    /** @return all of a kind that is open */
    final Collection<Object> open(String kind) {
        return open.getOrDefault(kind, Map.of()).values();
    }

    private Object open(String kind, Pointer handle) {
        return open.get(kind).get(Pointer.nativeValue(handle));
    }

    /** @return a handle that nothing else has */
    final Pointer handle() {
        handles += 16;
        return new Pointer(handles);
    }

    /** @return the handle of what is open from now on */
    final Pointer make(String kind, Object what) {
        Pointer handle = handle();
        keep(kind, Pointer.nativeValue(handle), what);
        return handle;
    }

    /** The same with a handle that it has. */
    final void keep(String kind, long handle, Object what) {
        open.computeIfAbsent(kind, key -> new HashMap<>()).put(handle, what);
    }

    final void release(String kind, long handle) {
        if (open.get(kind) == null || open.get(kind).remove(handle) == null) {
            throw new AssertionError("released twice or never made: " + kind);
        }
    }

    final void releaseAll() {
        queue.clear();
        open.clear();
    }

    @Override
    public int cuStreamCreate(PointerByReference stream, int flags) {
        return answer("cuStreamCreate", () -> stream.setValue(make("stream", flags)));
    }

    @Override
    public int cuStreamSynchronize(Pointer stream) {
        return answer("cuStreamSynchronize", this::waitForAll);
    }

    @Override
    public int cuStreamDestroy_v2(Pointer stream) {
        return answer("cuStreamDestroy_v2", () -> release("stream", Pointer.nativeValue(stream)));
    }

    @Override
    public int cuEventCreate(PointerByReference event, int flags) {
        return answer("cuEventCreate", () -> event.setValue(make("event", flags)));
    }

    @Override
    public int cuEventRecord(Pointer event, Pointer stream) {
        return answer("cuEventRecord", () -> {});
    }

    @Override
    public int cuEventSynchronize(Pointer event) {
        return answer("cuEventSynchronize", this::waitForAll);
    }

    @Override
    public int cuEventElapsedTime(FloatByReference milliseconds, Pointer start, Pointer end) {
        return answer("cuEventElapsedTime", () -> milliseconds.setValue(250));
    }

    @Override
    public int cuEventDestroy_v2(Pointer event) {
        return answer("cuEventDestroy_v2", () -> release("event", Pointer.nativeValue(event)));
    }

    @Override
    public int cuStreamBeginCapture_v2(Pointer stream, int mode) {
        return answer("cuStreamBeginCapture_v2", () -> {
            if (mode != CAPTURE_THREAD_LOCAL || recorded != null) {
                throw new AssertionError("mode " + mode);
            }
            recorded = new ArrayList<>();
        });
    }

    @Override
    public int cuStreamEndCapture(Pointer stream, PointerByReference graph) {
        List<Runnable> launches = recorded;
        recorded = null;
        return answer("cuStreamEndCapture", () -> graph.setValue(make("graph", launches)));
    }

    @Override
    public int cuGraphInstantiateWithFlags(PointerByReference executable, Pointer graph, long flags) {
        return answer(
                "cuGraphInstantiateWithFlags",
                () -> executable.setValue(make("executable graph", open("graph", graph))));
    }

    @Override
    @SuppressWarnings("unchecked")
    public int cuGraphLaunch(Pointer executable, Pointer stream) {
        List<Runnable> launches = (List<Runnable>) open("executable graph", executable);
        return answer("cuGraphLaunch", () -> queue.addAll(launches));
    }

    @Override
    public int cuGraphExecDestroy(Pointer executable) {
        return answer("cuGraphExecDestroy", () -> {
            finish();
            release("executable graph", Pointer.nativeValue(executable));
        });
    }

    @Override
    public int cuGraphDestroy(Pointer graph) {
        return answer("cuGraphDestroy", () -> release("graph", Pointer.nativeValue(graph)));
    }
}
