/* minimal_dwarf: an object as clang leaves it, with its DWARF sections and their
 * relocations. A loader must step over all of them.
 *
 * fixture-keep-dwarf
 */
#include "bpf.h"

u64 calls;

static __noinline u64 count(u64 by)
{
	return __sync_fetch_and_add(&calls, by) + by;
}

SEC("socket")
int minimal_dwarf(void *ctx)
{
	return count(2);
}

LICENSE("GPL");
