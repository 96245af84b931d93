/* minimal: the smallest useful object: one program, no map, no relocation. */
#include "bpf.h"

SEC("socket")
int minimal(void *ctx)
{
	return 42;
}

LICENSE("GPL");
