/* maps_pinned: one map that is pinned by its name, one that is not. Loading it
 * leaves a pin in the BPF file system: run it where that can be cleaned up.
 */
#include "bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 1);
	__uint(pinning, 1); /* LIBBPF_PIN_BY_NAME */
} pinned_counter SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 1);
} private_counter SEC(".maps");

SEC("socket")
int count(void *ctx)
{
	u32 first = 0;
	u64 *shared = bpf_map_lookup_elem(&pinned_counter, &first);
	u64 *own = bpf_map_lookup_elem(&private_counter, &first);

	if (!shared || !own)
		return -1;
	++*own;
	return __sync_fetch_and_add(shared, 1);
}

LICENSE("GPL");
