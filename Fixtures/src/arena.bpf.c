/* arena: memory shared with userspace at the same address, and global variables that
 * live in it. Kernel 6.9.
 */
#include "bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 16); /* pages */
	__ulong(map_extra, 1ull << 44); /* where userspace maps it */
} arena SEC(".maps");

int __arena counter SEC(".addr_space.1");
int __arena limit SEC(".addr_space.1") = 10;

SEC("syscall")
int count(void *ctx)
{
	/* The program must refer to the arena itself, else the verifier does not know it. */
	void *map = &arena;

	hide(map);
	if (counter < limit)
		counter++;
	return counter;
}

LICENSE("GPL");
