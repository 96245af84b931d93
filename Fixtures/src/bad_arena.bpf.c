/* bad_arena: a variable in an arena, but no arena. */
#include "bpf.h"

int __arena counter SEC(".addr_space.1");

SEC("syscall")
int count(void *ctx)
{
	return counter++;
}

LICENSE("GPL");
