/* bad_map_entries: opens, but the kernel refuses to make the map: no entries. The error
 * must name the map.
 */
#include "bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, u32);
	__type(value, u32);
} map SEC(".maps");

SEC("socket")
int uses(void *ctx)
{
	u32 key = 0;

	return bpf_map_lookup_elem(&map, &key) != NULL;
}

LICENSE("GPL");
