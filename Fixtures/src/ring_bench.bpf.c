/* ring_bench: fills a large ring buffer with records of one size, for benchmarks of
 * reading. Run with struct ring_bench_args as the context. Kernel 5.17 (bpf_loop).
 */
#include "bpf.h"

struct ring_bench_args {
	u32 records; /* in */
	u32 size; /* in: 8, 32, 64, 128, 256 or 1024 bytes, or any other up to 4096 */
	u32 flags; /* in: BPF_RB_NO_WAKEUP... */
	u32 zero;
	u64 written; /* out */
	u64 dropped; /* out: did not fit */
};

struct record {
	u64 sequence;
	u64 zeros[3];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 * 1024 * 1024);
	__records(struct record);
} ring SEC(".maps");

u64 next_sequence;

static struct ring_bench_args run;
static u8 bytes[4096];

static __always_inline long reserve_one(const u32 size)
{
	u64 *record = bpf_ringbuf_reserve(&ring, size, 0);

	if (!record) {
		run.dropped++;
		return 0;
	}
	for (u32 i = 1; i < size / 8; i++)
		record[i] = 0;
	record[0] = next_sequence++;
	bpf_ringbuf_submit(record, run.flags);
	run.written++;
	return 0;
}

static long write_8(u32 index, void *ctx) { return reserve_one(8); }
static long write_32(u32 index, void *ctx) { return reserve_one(32); }
static long write_64(u32 index, void *ctx) { return reserve_one(64); }
static long write_128(u32 index, void *ctx) { return reserve_one(128); }
static long write_256(u32 index, void *ctx) { return reserve_one(256); }
static long write_1024(u32 index, void *ctx) { return reserve_one(1024); }

static long write_any(u32 index, void *ctx)
{
	u32 size = run.size;

	if (size < 8 || size > sizeof(bytes))
		return 1;
	*(u64 *)bytes = next_sequence;
	if (bpf_ringbuf_output(&ring, bytes, size, run.flags)) {
		run.dropped++;
	} else {
		run.written++;
		next_sequence++;
	}
	return 0;
}

/* Returns 0, or 1 for an impossible size. */
SEC("syscall")
int fill(struct ring_bench_args *args)
{
	long turns;

	run = *args;
	run.written = run.dropped = 0;
	switch (run.size) {
	case 8: turns = bpf_loop(run.records, write_8, NULL, 0); break;
	case 32: turns = bpf_loop(run.records, write_32, NULL, 0); break;
	case 64: turns = bpf_loop(run.records, write_64, NULL, 0); break;
	case 128: turns = bpf_loop(run.records, write_128, NULL, 0); break;
	case 256: turns = bpf_loop(run.records, write_256, NULL, 0); break;
	case 1024: turns = bpf_loop(run.records, write_1024, NULL, 0); break;
	default: turns = bpf_loop(run.records, write_any, NULL, 0);
	}
	args->written = run.written;
	args->dropped = run.dropped;
	return turns != run.records;
}

LICENSE("GPL");
