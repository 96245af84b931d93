/* bad_map_static: a static map. Opening must fail and name it. */
#include "bpf.h"

static struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
} map SEC(".maps");

LICENSE("GPL");
