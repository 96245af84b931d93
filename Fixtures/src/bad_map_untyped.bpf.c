/* bad_map_untyped: a map without a map type. Opening must fail. */
#include "bpf.h"

struct {
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
} map SEC(".maps");

LICENSE("GPL");
