/* verifier_rejects: programs that link but that no verifier accepts, each for another
 * reason, for tests of errors and of the verifier's log. Load one at a time.
 */
#include "bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 8);
} map SEC(".maps");

/* A map value used without a test for null. */
SEC("?socket")
int null_dereference(void *ctx)
{
	u32 key = 1;
	u64 *value = bpf_map_lookup_elem(&map, &key);

	return *value;
}

/* In a function of .text, two calls deep. */
static __noinline u64 deep(u32 key)
{
	u64 *value = bpf_map_lookup_elem(&map, &key);

	return *value + 1;
}

SEC("?socket")
int in_subprogram(void *ctx)
{
	return deep(bpf_get_prandom_u32());
}

/* A register that nothing has written. */
SEC("?socket")
int uninitialised(void *ctx)
{
	u64 value;

	__asm__ volatile("%0 = r9" : "=r"(value));
	return value;
}

/* An offset that may be anything. */
SEC("?socket")
int out_of_bounds(void *ctx)
{
	u32 key = 1;
	u8 *value = bpf_map_lookup_elem(&map, &key);

	return value ? value[bpf_get_prandom_u32()] : 0;
}

/* Never ends. */
SEC("?socket")
int endless(void *ctx)
{
	u32 i = bpf_get_prandom_u32();

	while (i) {
		i |= 1;
		barrier();
	}
	return 0;
}

/* A log of more than a megabyte, if the verifier is asked for all of it. */
SEC("?socket")
int long_log(void *ctx)
{
	u64 sum = 0;
	u32 key = 1;

	for (u32 i = 0; i < 4000; i++) {
		sum += bpf_get_prandom_u32() & i;
		barrier();
	}
	u64 *value = bpf_map_lookup_elem(&map, &key);
	return *value + sum;
}

LICENSE("GPL");
