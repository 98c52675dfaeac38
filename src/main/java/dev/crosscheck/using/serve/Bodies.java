package dev.crosscheck.using.serve;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Receives request bodies without blocking threads. Each body has limits on its time, its rate and its size, and all bodies share a memory
 * budget. When the budget is used up, the largest body of the address that holds most is dropped, so that there is always room for others.
 * Memory is allocated as bytes arrive, whatever a header announces.
 */
final class Bodies {
    /** Size of the blocks in which bodies are stored; a drawing or a small picture takes one or two. */
    private static final int BLOCK_BYTES = 8 << 10;

    /** Bytes that are read from one body before it is another body's turn. */
    private static final int PART_BYTES = 64 << 10;

    private final ServerLimits limits;
    private final Set<Body> held = new HashSet<>();
    /** Released blocks, which are reused so that dropped bodies do not become garbage. */
    private final Deque<byte[]> free = new ArrayDeque<>();

    private int blocksHeld;

    Bodies(ServerLimits limits) {
        this.limits = limits;
    }

    /** @return a body that is received from an address */
    Body receive(Request request, String address) {
        Body body = new Body(request, address);
        if (request.getLength() > limits.bodyBytes()) {
            body.fail(new HttpException.RuntimeException(HttpStatus.PAYLOAD_TOO_LARGE_413));
            return body;
        }
        synchronized (this) {
            held.add(body);
        }
        body.watch();
        body.run();
        return body;
    }

    /** @return bytes of the budget in use */
    synchronized long heldBytes() {
        return (long) blocksHeld * BLOCK_BYTES;
    }

    /** The body of one request. It uses part of the budget until it is released. */
    final class Body implements Invocable.Task {
        private final Request request;
        private final String address;
        private final Scheduler scheduler;
        private final CompletableFuture<Body> received = new CompletableFuture<>();
        private final List<byte[]> blocks = new ArrayList<>();
        private int size;
        private int sizeBefore;
        private boolean taken;

        private Body(Request request, String address) {
            this.request = request;
            this.address = address;
            this.scheduler = request.getComponents().getScheduler();
        }

        /** @return completed with this body once it has arrived, or with the reason why it did not */
        CompletableFuture<Body> received() {
            return received;
        }

        /**
         * @return the whole body, which can no longer be dropped from now on
         * @throws HttpException.RuntimeException 503 if it has been dropped
         */
        byte[] take() {
            synchronized (Bodies.this) {
                byte[] whole = copy();
                taken = true;
                return whole;
            }
        }

        /**
         * @return the whole body
         * @throws HttpException.RuntimeException 503 if it has been dropped
         */
        byte[] copy() {
            synchronized (Bodies.this) {
                if (!held.contains(this)) {
                    throw FairQueue.busy();
                }
                ByteBuffer whole = ByteBuffer.allocate(size);
                blocks.forEach(block -> whole.put(block, 0, Math.min(BLOCK_BYTES, whole.remaining())));
                return whole.array();
            }
        }

        /** Returns the memory to the budget; a second call does nothing. */
        void release() {
            synchronized (Bodies.this) {
                if (held.remove(this)) {
                    blocksHeld -= blocks.size();
                    free.addAll(blocks);
                    blocks.clear();
                }
            }
        }

        int size() {
            return size;
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        /**
         * Reads the available bytes, and requests another call for the next ones. After {@link #PART_BYTES} other bodies get a turn: this
         * thread may be the one that detects incoming data, and a fast client always has more.
         */
        @Override
        public void run() {
            int end = size + PART_BYTES;
            while (!received.isDone()) {
                if (size > end) {
                    request.getComponents().getExecutor().execute(this);
                    return;
                }
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    fail(chunk.getFailure());
                    return;
                }
                try {
                    add(chunk.getByteBuffer());
                } catch (HttpException.RuntimeException e) {
                    fail(e);
                } finally {
                    chunk.release();
                }
                if (chunk.isLast()) {
                    received.complete(this);
                }
            }
        }

        private void add(ByteBuffer more) {
            synchronized (Bodies.this) {
                int count = more.remaining();
                if (count > limits.bodyBytes() - size) {
                    throw new HttpException.RuntimeException(HttpStatus.PAYLOAD_TOO_LARGE_413);
                }
                if (!held.contains(this)) {
                    throw FairQueue.busy();
                }
                while (more.hasRemaining()) {
                    int place = size % BLOCK_BYTES;
                    if (place == 0) {
                        addBlock();
                    }
                    int part = Math.min(more.remaining(), BLOCK_BYTES - place);
                    more.get(blocks.get(blocks.size() - 1), place, part);
                    size += part;
                }
            }
        }

        private void addBlock() {
            if ((blocksHeld + 1L) * BLOCK_BYTES > limits.heldBytes()) {
                Map<String, Integer> blocksOf = held.stream()
                        .collect(Collectors.groupingBy(
                                body -> body.address, Collectors.summingInt(body -> body.blocks.size())));
                Optional<Body> greediest = held.stream()
                        .filter(other -> !other.taken && other.blocks.size() > 0)
                        .filter(other -> other.address.equals(address)
                                ? other.blocks.size() > blocks.size() + 1
                                : blocksOf.get(other.address) > blocksOf.get(address) + 1)
                        .max(Comparator.<Body>comparingInt(other -> blocksOf.get(other.address))
                                .thenComparingInt(other -> other.blocks.size()));
                greediest.orElseThrow(FairQueue::busy).giveWay();
            }
            byte[] block = free.poll();
            blocks.add(block == null ? new byte[BLOCK_BYTES] : block);
            blocksHeld++;
        }

        private void giveWay() {
            release();
            // Completed on another thread, because this one is making room for another body and must not write the
            // response.
            scheduler.schedule(() -> received.completeExceptionally(FairQueue.busy()), 0, TimeUnit.MILLISECONDS);
        }

        private void fail(Throwable failure) {
            release();
            received.completeExceptionally(failure);
        }

        private void watch() {
            after(limits.bodyTime(), () -> fail(new TimeoutException()));
            watchRate();
        }

        private void watchRate() {
            after(limits.rateWindow(), () -> {
                synchronized (Bodies.this) {
                    if (size - sizeBefore >= limits.leastBytes()) {
                        sizeBefore = size;
                        watchRate();
                        return;
                    }
                }
                fail(new TimeoutException());
            });
        }

        private void after(Duration time, Runnable task) {
            Scheduler.Task alarm = scheduler.schedule(task, time.toMillis(), TimeUnit.MILLISECONDS);
            received.whenComplete((body, failure) -> alarm.cancel());
        }
    }
}
