/* bad_map_sizes: a key_size that is not the size of the key's type. Opening must fail. */
#include "bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, u64);
	__uint(key_size, 4);
	__type(value, u32);
} map SEC(".maps");

LICENSE("GPL");
