/* bad_map_values: `values` in a map that holds neither maps nor programs. Opening must
 * fail.
 */
#include "bpf.h"

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__array(values, struct inner);
} map SEC(".maps");

LICENSE("GPL");
