/* subprogs: functions in .text that a loader must append to every program that
 * reaches them: global and static, nested, shared, hidden and weak, called from
 * other sections and from .text, and passed to helpers as callbacks. Kernel 5.17
 * (bpf_loop).
 *
 * Each program returns a number that depends on every call, as its comment says.
 */
#include "bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 5);
} numbers SEC(".maps");

u64 touched;

/* Reached through two other functions only. */
static __noinline int leaf(u64 value)
{
	touched++;
	return value * 3;
}

/* Not reached by any program: must not be appended. */
__noinline int unreached(u64 value)
{
	touched += 1000;
	return value - 1;
}

static __noinline int middle(u64 value)
{
	return leaf(value) + leaf(value + 1);
}

/* Global: verified on its own. */
__noinline int shared(u64 value)
{
	touched += 10;
	return middle(value) + 1;
}

__hidden __noinline int concealed(u64 value)
{
	return middle(value) + 5;
}

__weak __noinline int replaceable(u64 value)
{
	return value + 7;
}

struct total {
	u64 sum;
	u32 seen;
};

static long add_index(u32 index, void *ctx)
{
	struct total *total = ctx;

	total->sum += leaf(index);
	total->seen++;
	return 0;
}

static long add_element(void *map, const u32 *key, u64 *value, void *ctx)
{
	struct total *total = ctx;

	*value = *key;
	total->sum += *value + 1;
	total->seen++;
	return 0;
}

/* 6 + 9 + 1 = 16 */
SEC("socket")
int calls_global(void *ctx)
{
	return shared(2);
}

/* (9 + 12 + 1) + (3 + 6 + 5) + 11 = 47 */
SEC("socket")
int calls_all(void *ctx)
{
	return shared(3) + concealed(1) + replaceable(4);
}

/* 0 + 3 + 6 + 9 + 4 = 22 */
SEC("tc")
int calls_loop(void *ctx)
{
	struct total total = {};

	bpf_loop(4, add_index, &total, 0);
	return total.sum + total.seen;
}

/* 1 + 2 + 3 + 4 + 5 + 5 = 20 */
SEC("classifier")
int calls_for_each(void *ctx)
{
	struct total total = {};

	bpf_for_each_map_elem(&numbers, add_element, &total, 0);
	return total.sum + total.seen;
}

LICENSE("GPL");
