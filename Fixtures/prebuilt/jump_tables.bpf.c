/* jump_tables: indirect jumps (gotox) through tables in .jumptables, which the loader
 * turns into instruction arrays. Needs clang 22 and, to be loaded, Linux 6.19.
 * Run with a context of one u64: 0 to 7 choose.
 */
#include "bpf.h"

u64 hits[8];

/* Every case does something else, so that the compiler cannot make a table of values. */
static __always_inline u64 steps(u64 choice, u64 value)
{
	switch (choice) {
	case 0: return value + 3;
	case 1: value *= 7; hits[1]++; return value;
	case 2: return value ^ 0x55;
	case 3: hits[3] += value; return hits[3];
	case 4: return value << 4;
	case 5: hits[5]--; return value | 1;
	case 6: return value - 9;
	case 7: return bpf_get_prandom_u32() ? value : 0;
	}
	return 42;
}

__noinline u64 shared(u64 choice)
{
	return steps(choice, choice + 1);
}

/* Two tables. */
SEC("syscall")
int two(u64 *ctx)
{
	u64 value = steps(ctx[0], 5);

	hide(value);
	return steps(ctx[0] ^ 1, value);
}

/* One of its own, and that of a function. */
SEC("syscall")
int own_and_shared(u64 *ctx)
{
	u64 value = steps(ctx[0], 6);

	hide(value);
	return value + shared(ctx[0]);
}

/* That of the function again, elsewhere. */
SEC("syscall")
int only_shared(u64 *ctx)
{
	return shared(ctx[0]);
}

LICENSE("GPL");
