/* selftest_ringbuf: writes records of several sizes into a small ring buffer, so that
 * a reader must cope with lengths, discarded records, the wrap-around and a full ring.
 *
 * Run with struct ringbuf_args as the context; write_by_reserve knows only some sizes. Every record begins with its sequence
 * number and its own length, and each further byte n is (sequence + n) & 0xff, so that
 * a reader can check all of it. Returns 0, or the line that failed.
 */
#include "bpf.h"
#include "test.h"

struct ringbuf_args {
	u32 records;	   /* in: how many to write */
	u32 size;	   /* in: of each, in bytes; 0: from 8 to 1024 in turn */
	u32 discard_every; /* in: discard every nth record instead (by reserve); 0: none */
	u32 flags;	   /* in: BPF_RB_NO_WAKEUP, BPF_RB_FORCE_WAKEUP */
	u32 written;	   /* out */
	u32 discarded;	   /* out */
	u32 dropped;	   /* out: did not fit */
	u32 available;	   /* out: bytes not yet consumed, as the kernel counts them */
};

struct record {
	u32 sequence;
	u32 size;
	u8 bytes[1016];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
	__records(struct record);
} ring SEC(".maps");

/* Counts all records, also those that are discarded or dropped. */
u32 next_sequence;

/* What the callbacks are to do, and count. */
static struct ringbuf_args run;
static struct record scratch;

static __noinline void compose(u32 sequence, u32 size)
{
	scratch.sequence = sequence;
	scratch.size = size;
	for (u32 i = 0; i < sizeof(scratch.bytes); i++)
		scratch.bytes[i] = sequence + 8 + i;
}

/* Sizes around what matters: the rounding to 8 bytes, and a quarter of the ring. */
static __always_inline u32 size_of(u32 sequence)
{
	switch (sequence & 7) {
	case 0: return 8;
	case 1: return 9;
	case 2: return 15;
	case 3: return 16;
	case 4: return 17;
	case 5: return 100;
	case 6: return 1000;
	default: return 1024;
	}
}

static __always_inline bool to_discard(u32 index)
{
	return run.discard_every && index % run.discard_every == run.discard_every - 1;
}

static __always_inline void begin(struct ringbuf_args *args)
{
	run = *args;
	run.written = run.discarded = run.dropped = 0;
}

static __always_inline int finish(struct ringbuf_args *args)
{
	args->written = run.written;
	args->discarded = run.discarded;
	args->dropped = run.dropped;
	args->available = bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA);
	CHECK(run.written + run.discarded + run.dropped == run.records);
	CHECK(bpf_ringbuf_query(&ring, BPF_RB_RING_SIZE) >= 4096);
	CHECK(bpf_ringbuf_query(&ring, BPF_RB_PROD_POS) -
		      bpf_ringbuf_query(&ring, BPF_RB_CONS_POS) >= args->available);
	return 0;
}

/* Copies a record of any size in; nothing can be discarded. */
static long output(u32 index, void *ctx)
{
	u32 sequence = next_sequence++;
	u32 size = run.size ?: size_of(sequence);

	if (size < 8)
		return 1;
	/* One comparison for both bounds would be of another register than the one that is
	 * handed to the helper, which the verifiers before Linux 6.13 do not connect.
	 */
	__asm__ volatile("" : "+r"(size));
	if (size > sizeof(scratch))
		return 1;
	compose(sequence, size);
	if (bpf_ringbuf_output(&ring, &scratch, size, run.flags))
		run.dropped++;
	else
		run.written++;
	return 0;
}

SEC("syscall")
int write_by_output(struct ringbuf_args *args)
{
	begin(args);
	CHECK(!run.size || (run.size >= 8 && run.size <= sizeof(struct record)));
	CHECK(bpf_loop(run.records, output, NULL, 0) == run.records);
	return finish(args);
}

/* Reserves a record, fills it in place, then submits or discards it. The size of a
 * reservation must be known to the verifier, so there is one call for each size.
 */
static __always_inline int reserve_one(u32 index, u32 sequence, const u32 size)
{
	u8 *bytes = bpf_ringbuf_reserve(&ring, size, 0);

	if (!bytes) {
		run.dropped++;
		return 0;
	}
	((u32 *)bytes)[0] = sequence;
	((u32 *)bytes)[1] = size;
	for (u32 i = 8; i < size; i++)
		bytes[i] = sequence + i;
	if (to_discard(index)) {
		bpf_ringbuf_discard(bytes, run.flags);
		run.discarded++;
	} else {
		bpf_ringbuf_submit(bytes, run.flags);
		run.written++;
	}
	return 0;
}

static long reserve(u32 index, void *ctx)
{
	u32 sequence = next_sequence++;

	switch (run.size ?: size_of(sequence)) {
	case 8: return reserve_one(index, sequence, 8);
	case 9: return reserve_one(index, sequence, 9);
	case 15: return reserve_one(index, sequence, 15);
	case 16: return reserve_one(index, sequence, 16);
	case 17: return reserve_one(index, sequence, 17);
	case 100: return reserve_one(index, sequence, 100);
	case 1000: return reserve_one(index, sequence, 1000);
	case 1024: return reserve_one(index, sequence, 1024);
	default: return 1; /* no such size */
	}
}

SEC("syscall")
int write_by_reserve(struct ringbuf_args *args)
{
	begin(args);
	CHECK(bpf_loop(run.records, reserve, NULL, 0) == run.records);
	return finish(args);
}

/* A record larger than the ring never fits, an invalid flag never passes. */
SEC("syscall")
int refusals(struct ringbuf_args *args)
{
	u64 number = 0;
	void *bytes = bpf_ringbuf_reserve(&ring, 1 << 20, 0);

	if (bytes) {
		bpf_ringbuf_discard(bytes, 0);
		return __LINE__;
	}
	CHECK(bpf_ringbuf_output(&ring, &number, sizeof(number), 1 << 10) == -EINVAL);
	return 0;
}

LICENSE("GPL");
