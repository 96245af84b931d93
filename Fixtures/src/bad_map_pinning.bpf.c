/* bad_map_pinning: a way of pinning that does not exist. Opening must fail. */
#include "bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
	__uint(pinning, 2);
} map SEC(".maps");

LICENSE("GPL");
