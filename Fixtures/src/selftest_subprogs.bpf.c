/* selftest_subprogs: calls between functions as a program sees them after linking:
 * static, global, nested, shared, callbacks of helpers, globals used in functions of
 * .text. Each program returns 0, or the line that failed. Kernel 5.17.
 */
#include "bpf.h"
#include "test.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, u32);
	__type(value, u32);
	__uint(max_entries, 16);
} map SEC(".maps");

u64 calls;
const volatile u32 factor = 3;

static __noinline u64 times_factor(u64 value)
{
	calls++;
	return value * factor;
}

__noinline int twice(int value)
{
	return times_factor(value) + times_factor(value);
}

__noinline int many_arguments(u32 a, u32 b, u32 c, u32 d, u32 e)
{
	return a + 10 * b + 100 * c + 1000 * d + 10000 * e;
}

/* Works on its caller's memory. */
static __noinline void fill(u8 *to, u32 size)
{
	for (u32 i = 0; i < size && i < 16; i++)
		to[i] = i + twice(0);
}

struct sum {
	u64 total;
	u32 calls;
};

/* Always 0, but the verifier cannot know: it would follow each turn of a loop whose
 * counter it knows.
 */
u32 nothing;

static long add(u32 index, void *ctx)
{
	struct sum *sum = ctx;

	sum->total += times_factor(index);
	sum->calls++;
	return index == 9; /* stop */
}

static long add_entry(void *map, const u32 *key, u32 *value, void *ctx)
{
	struct sum *sum = ctx;

	sum->total += *key * *value;
	sum->calls++;
	return 0;
}

SEC("syscall")
int direct(void *ctx)
{
	u64 before = calls;

	CHECK(times_factor(5) == 15);
	CHECK(twice(7) == 42);
	CHECK(calls == before + 3);
	CHECK(many_arguments(1, 2, 3, 4, 5) == 54321);
	return 0;
}

SEC("syscall")
int through_memory(void *ctx)
{
	u8 buffer[8] = {};

	fill(buffer, sizeof(buffer));
	CHECK(buffer[0] == 0 && buffer[1] == 1 && buffer[7] == 7);
	return 0;
}

SEC("syscall")
int loop(void *ctx)
{
	struct sum sum = {.calls = nothing};

	CHECK(bpf_loop(100, add, &sum, 0) == 10);
	CHECK(sum.calls == 10 && sum.total == 3 * 45);
	return 0;
}

SEC("syscall")
int for_each(void *ctx)
{
	struct sum sum = {.calls = nothing};
	u32 key, value;

	for (u32 i = 1; i <= 4; i++) {
		key = i;
		value = i + 1;
		CHECK(bpf_map_update_elem(&map, &key, &value, BPF_ANY) == 0);
	}
	CHECK(bpf_for_each_map_elem(&map, add_entry, &sum, 0) == 4);
	CHECK(sum.calls == 4 && sum.total == 2 + 6 + 12 + 20);
	return 0;
}

LICENSE("GPL");
