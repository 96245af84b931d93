/* ring_raw_tp: writes records to a small ring buffer, one a run, by what kernels have
 * since 5.10. Run with two 64-bit arguments as the context: how, and whether to drop it
 * again (by reserve only).
 *
 * Records are those of selftest_ringbuf: the sequence number, the record's own length,
 * and each further byte n is (sequence + n) & 0xff. By output the lengths go from 8 to
 * 1024 in turn; by reserve it is 16. Returns what became of the record.
 */
#include "bpf.h"
#include "context.h"

enum how { BY_OUTPUT = 0, BY_RESERVE = 1 };
enum result { WRITTEN = 0, NO_ROOM = 1, DISCARDED = 2 };

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

/* Counts all records, also those that are discarded or find no room. */
u32 next_sequence;

static struct record scratch;

static const u16 sizes[8] = {8, 9, 15, 16, 17, 100, 1000, 1024};

static __always_inline int by_output(u32 sequence)
{
	u64 size = sizes[sequence & 7];

	/* The compiler knows the sizes, the verifier does not: hide them from the former. */
	asm volatile("" : "+r"(size));
	if (size < 8 || size > sizeof(scratch))
		return -1;
	scratch.sequence = sequence;
	scratch.size = size;
	for (u32 i = 0; i < sizeof(scratch.bytes); i++)
		scratch.bytes[i] = sequence + 8 + i;
	return bpf_ringbuf_output(&ring, &scratch, size, 0) ? NO_ROOM : WRITTEN;
}

static __always_inline int by_reserve(u32 sequence, bool discard)
{
	struct record *record = bpf_ringbuf_reserve(&ring, 16, 0);

	if (!record)
		return NO_ROOM;
	record->sequence = sequence;
	record->size = 16;
	for (u32 i = 0; i < 8; i++)
		record->bytes[i] = sequence + 8 + i;
	if (discard) {
		bpf_ringbuf_discard(record, 0);
		return DISCARDED;
	}
	bpf_ringbuf_submit(record, 0);
	return WRITTEN;
}

SEC("raw_tp/sys_enter")
int write_one(struct bpf_raw_tracepoint_args *ctx)
{
	u32 sequence = next_sequence++;

	if (ctx->args[0] == BY_RESERVE)
		return by_reserve(sequence, ctx->args[1]);
	return by_output(sequence);
}

LICENSE("GPL");
