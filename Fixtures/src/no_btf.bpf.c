/* no_btf: an object without .BTF and .BTF.ext, as old compilers and -g0 leave it:
 * programs, subprograms and global data load all the same.
 *
 * fixture-flags: -g0
 */
#include "bpf.h"

u64 calls = 40;
const volatile u32 step = 2;

static __noinline u64 next(u64 by)
{
	calls += by;
	return calls;
}

SEC("socket")
int no_btf(void *ctx)
{
	return next(step);
}

LICENSE("GPL");
