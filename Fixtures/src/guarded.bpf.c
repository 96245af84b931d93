/* guarded: accesses to what a kernel lacks, behind every kind of guard, and such as no guard
 * protects. Where the types of core_types.h are missing (targets/target_none, every real kernel),
 * the verifier takes the programs named guarded_ and refuses those named broken_; where they are
 * there (targets/target_b), all are well. Kernel 5.17 (bpf_loop); guarded_global 6.8, before which
 * the verifier looks at every global function.
 */
#include "bpf.h"
#include "core.h"
#define CORE __core
#include "core_types.h"

#define KERNEL_VERSION(A, B, C) (((A) << 16) + ((B) << 8) + (C))

extern u32 LINUX_KERNEL_VERSION __kconfig;
extern bool CONFIG_NO_SUCH_OPTION __kconfig __weak;
extern int no_such_kernel_function(int value) __ksym __weak;

/* A kernel that renamed the field, and one before that. */
struct core_moved___renamed {
	int alpha;
} __core;

/* Off unless user space sets it before loading. */
const volatile bool enabled = false;
const volatile struct {
	u32 unused;
	u16 mode;
	u16 level;
} settings = { .mode = 3 };

/* Memory that the programs may read as if it were the kernel's. */
u8 memory[1024];

#define at(POINTER) ({ typeof(POINTER) __p = (void *)memory; hide(__p); __p; })
#define RANDOM (bpf_get_prandom_u32() & 1)

SEC("?socket")
int guarded_if(void *ctx)
{
	struct core_moved *p = at(p);

	if (core_field_exists(p->a))
		return p->a;
	return 0;
}

SEC("?socket")
int guarded_early_return(void *ctx)
{
	struct core_moved *p = at(p);

	if (!core_field_exists(p->a))
		return 1;
	barrier();
	return p->a + p->b;
}

SEC("?socket")
int guarded_nested(void *ctx)
{
	struct core_moved *p = at(p);

	if (RANDOM) {
		if (core_type_exists(struct core_moved)) {
			if (RANDOM)
				return p->b;
			return p->c;
		}
		return 2;
	}
	return 3;
}

SEC("?socket")
int guarded_conjunction(void *ctx)
{
	struct core_moved *p = at(p);

	if (RANDOM && core_field_exists(p->a) && RANDOM)
		return p->a;
	return 0;
}

SEC("?socket")
int guarded_disjunction(void *ctx)
{
	struct core_moved *p = at(p);

	if (!core_field_exists(p->a) || RANDOM)
		return 0;
	return p->a;
}

SEC("?socket")
int guarded_ternary(void *ctx)
{
	struct core_moved *p = at(p);
	u64 value = core_field_exists(p->c) ? p->c : 7;

	hide(value);
	return value;
}

/* The size of a bitfield's load unit decides which load is meant. */
SEC("?socket")
int guarded_bitfield(void *ctx)
{
	struct core_bits *p = at(p);

	if (core_field_exists(p->b))
		return core_bitfield(p, b);
	return 0;
}

SEC("?socket")
int guarded_switch(void *ctx)
{
	struct core_moved *p = at(p);
	int which = core_field_exists(p->a) + 2 * core_type_exists(struct core_moved);

	hide(which);
	switch (which) {
	case 1: return p->b;
	case 2: return p->c;
	case 3: return p->a;
	default: return 0;
	}
}

SEC("?socket")
int guarded_loop(void *ctx)
{
	struct core_arrays *p = at(p);
	int sum = 0;

	for (int i = 0; i < 40; i++) {
		hide(sum);
		if (core_field_exists(p->numbers[2]))
			sum += p->numbers[2];
		if (sum > 1000)
			break;
	}
	return sum;
}

SEC("?socket")
int guarded_flavours(void *ctx)
{
	struct core_moved___renamed *now = at(now);
	struct core_moved *before = (void *)now;

	if (core_field_exists(now->alpha))
		return now->alpha;
	if (core_field_exists(before->a))
		return before->a;
	return 0;
}

SEC("?socket")
int guarded_enumerator(void *ctx)
{
	if (core_enum_value_exists(enum core_gone_enum, CORE_GONE_VALUE))
		return core_enum_value(enum core_gone_enum, CORE_GONE_VALUE);
	return -1;
}

SEC("?socket")
int guarded_type_size(void *ctx)
{
	struct core_moved *p = at(p);

	if (core_type_size(struct core_moved) >= 8)
		return p->b;
	return 0;
}

/* The answer goes through memory. */
SEC("?socket")
int guarded_variable(void *ctx)
{
	struct core_moved *p = at(p);
	volatile bool has_a = core_field_exists(p->a);
	volatile struct {
		u16 one, two;
		u8 three;
	} flags = { 1, core_field_exists(p->b), 3 };

	bpf_get_prandom_u32();
	if (has_a)
		return p->a;
	if (flags.two)
		return p->b;
	return flags.three;
}

static __noinline int read_a(struct core_moved *p)
{
	barrier();
	return p->a;
}

SEC("?socket")
int guarded_subprogram(void *ctx)
{
	struct core_moved *p = at(p);

	return core_field_exists(p->a) ? read_a(p) : 0;
}

static __noinline int read_b_if(struct core_moved *p, bool has_b)
{
	barrier();
	return has_b ? p->b : 0;
}

SEC("?socket")
int guarded_argument(void *ctx)
{
	struct core_moved *p = at(p);

	return read_b_if(p, core_field_exists(p->b));
}

static __noinline bool has_c(void)
{
	barrier();
	return core_field_exists(core_field_of(struct core_moved, c));
}

SEC("?socket")
int guarded_result(void *ctx)
{
	struct core_moved *p = at(p);

	return has_c() ? p->c : 0;
}

static long read_in_loop(u32 index, void *context)
{
	struct core_moved *p = at(p);

	if (core_field_exists(p->a))
		*(int *)context += p->a;
	return 0;
}

SEC("?socket")
int guarded_in_callback(void *ctx)
{
	int sum = 0;

	bpf_loop(4, read_in_loop, &sum, 0);
	return sum;
}

static long read_always(u32 index, void *context)
{
	struct core_moved *p = at(p);

	*(int *)context += p->b;
	return 0;
}

SEC("?socket")
int guarded_callback(void *ctx)
{
	struct core_moved *p = at(p);
	int sum = 0;

	if (core_field_exists(p->b))
		bpf_loop(4, read_always, &sum, 0);
	return sum;
}

SEC("?socket")
int guarded_constant(void *ctx)
{
	struct core_moved *p = at(p);

	if (enabled)
		return p->a;
	if (settings.mode == 2)
		return p->b;
	return settings.level;
}

SEC("?socket")
int guarded_version(void *ctx)
{
	struct core_moved *p = at(p);

	if (LINUX_KERNEL_VERSION < KERNEL_VERSION(2, 6, 32))
		return p->a;
	return 0;
}

SEC("?socket")
int guarded_option(void *ctx)
{
	struct core_moved *p = at(p);

	return CONFIG_NO_SUCH_OPTION ? p->a : 0;
}

SEC("?socket")
int guarded_function(void *ctx)
{
	if (no_such_kernel_function)
		return no_such_kernel_function(1);
	return 0;
}

__noinline int global_read_c(u64 address)
{
	struct core_moved *p = at(p);

	return p->c + address;
}

SEC("?socket")
int guarded_global(void *ctx)
{
	if (core_type_exists(struct core_moved))
		return global_read_c(RANDOM);
	return 0;
}

SEC("?socket")
int broken_plainly(void *ctx)
{
	struct core_moved *p = at(p);

	return p->a;
}

SEC("?socket")
int broken_behind_chance(void *ctx)
{
	struct core_moved *p = at(p);

	if (RANDOM)
		return p->a;
	return 0;
}

SEC("?socket")
int broken_wrong_way(void *ctx)
{
	struct core_moved *p = at(p);

	if (core_field_exists(p->a))
		return 0;
	return p->a;
}

SEC("?socket")
int broken_else(void *ctx)
{
	struct core_moved *p = at(p);

	if (core_field_exists(p->a))
		return p->a;
	return p->b;
}

SEC("?socket")
int broken_either(void *ctx)
{
	struct core_moved *p = at(p);

	if (core_field_exists(p->a) || RANDOM)
		return p->a;
	return 0;
}

SEC("?socket")
int broken_late_in_loop(void *ctx)
{
	struct core_moved *p = at(p);
	int sum = 0;

	for (int i = 0; i < 40; i++) {
		hide(sum);
		if (i == 37)
			sum += p->a;
	}
	return sum;
}

SEC("?socket")
int broken_subprogram(void *ctx)
{
	struct core_moved *p = at(p);

	return RANDOM ? read_a(p) : 0;
}

SEC("?socket")
int broken_argument(void *ctx)
{
	struct core_moved *p = at(p);

	return read_b_if(p, !core_field_exists(p->b));
}

SEC("?socket")
int broken_callback(void *ctx)
{
	int sum = 0;

	bpf_loop(4, read_always, &sum, 0);
	return sum;
}

/* The verifier looks at a global function by itself, whatever it is called with. */
__noinline int global_read_if(bool has_a)
{
	struct core_moved *p = at(p);

	return has_a ? p->a : 0;
}

SEC("?socket")
int broken_global_argument(void *ctx)
{
	return global_read_if(core_field_exists(core_field_of(struct core_moved, a)));
}

SEC("?socket")
int broken_overwritten(void *ctx)
{
	struct core_moved *p = at(p);
	u64 has_a = core_field_exists(p->a);

	bpf_probe_read_kernel(&has_a, sizeof(has_a), memory);
	if (has_a)
		return p->a;
	return 0;
}

SEC("?socket")
int broken_constant(void *ctx)
{
	struct core_moved *p = at(p);

	if (settings.mode == 3)
		return p->a;
	return 0;
}

SEC("?socket")
int broken_version(void *ctx)
{
	struct core_moved *p = at(p);

	if (LINUX_KERNEL_VERSION >= KERNEL_VERSION(5, 8, 0))
		return p->a;
	return 0;
}

SEC("?socket")
int broken_function(void *ctx)
{
	if (RANDOM)
		return no_such_kernel_function(1);
	return 0;
}

LICENSE("GPL");
