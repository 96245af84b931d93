/* linked: the other file, see linked_a. */
#include "bpf.h"
#include "core.h"
#define CORE __core
#include "core_types.h"

extern struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} shared_map __attribute__((section(".maps")));

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} only_b SEC(".maps");

extern int hidden_a(int value);
extern int LINUX_KERNEL_VERSION __kconfig;
extern bool LINUX_HAS_BPF_COOKIE __kconfig __weak;

u64 b_total = 7;
const volatile u32 b_limit = 5;
static u64 own_count = 2;
static const volatile u32 own_limit = 22;
u32 custom_b SEC(".data.custom") = 2;

static __noinline int helper(int value)
{
	hide(value);
	own_count++;
	return value * own_limit;
}

int kept_in_b(int value)
{
	hide(value);
	return helper(value) + custom_b;
}

__noinline int overridden(struct core_inner *inner)
{
	int sum = inner ? core_read(inner->y) : 1;

	return helper(sum) + hidden_a(sum);
}

__weak __noinline int weak_in_both(int value)
{
	hide(value);
	return value + 200;
}

SEC("tc")
int replaced(void *ctx)
{
	u32 key = 0;
	u64 *value = bpf_map_lookup_elem(&shared_map, &key);

	bpf_ringbuf_output(&only_b, "text in b", 10, 0);
	return (value ? *value : 0) + weak_in_both(1) + LINUX_HAS_BPF_COOKIE;
}

SEC("tc")
int second(void *ctx)
{
	return overridden(NULL) + LINUX_KERNEL_VERSION;
}

/* Only static functions. */
SEC("socket")
int alone(void *ctx)
{
	return helper(4);
}

LICENSE("GPL");
