/* linked: one object of two files. This one has the weak halves of what linked_b has
 * strong, and what both have under one name without being the same.
 */
#include "bpf.h"
#include "core.h"
#define CORE __core
#include "core_types.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} shared_map SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, u32);
} only_a SEC(".maps");

extern int kept_in_b(int value);
extern u64 b_total;
extern const volatile u32 b_limit;
extern int LINUX_KERNEL_VERSION __kconfig;

/* Static and of one name in both files. */
static u64 own_count;
static const volatile u32 own_limit = 11;
u32 custom_a SEC(".data.custom") = 1;

static __noinline int helper(int value)
{
	hide(value);
	own_count += value;
	return value + own_limit;
}

/* linked_b has the strong one: these instructions, their relocations and records stay in
 * the object, but nobody calls them.
 */
__weak __noinline int overridden(struct core_inner *inner)
{
	u32 key = 1;
	u64 *value = bpf_map_lookup_elem(&shared_map, &key);
	int sum = inner ? core_read(inner->x) : 0;

	if (value)
		*value += own_count;
	return helper(sum);
}

/* Weak in both: the first one stays. */
__weak __noinline int weak_in_both(int value)
{
	hide(value);
	return value + 100;
}

__hidden __noinline int hidden_a(int value)
{
	hide(value);
	return helper(value) + weak_in_both(value);
}

SEC("tc")
int first(void *ctx)
{
	u32 key = 2;
	u64 *value = bpf_map_lookup_elem(&shared_map, &key);

	b_total++;
	if (value)
		*value += b_limit;
	bpf_map_update_elem(&only_a, &key, &custom_a, 0);
	return hidden_a(1) + kept_in_b(2) + overridden(NULL) + (LINUX_KERNEL_VERSION != 0);
}

/* linked_b has the strong one. */
SEC("tc") __weak
int replaced(void *ctx)
{
	u32 key = 3;

	bpf_map_lookup_elem(&only_a, &key);
	return helper(3) + overridden(NULL);
}

LICENSE("GPL");
