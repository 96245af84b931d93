/* legacy_maps: a map in the form before BTF, in section "maps". Loaders have given it
 * up (libbpf 1.0); opening must fail and say so.
 */
#include "bpf.h"

struct bpf_map_def {
	u32 type;
	u32 key_size;
	u32 value_size;
	u32 max_entries;
	u32 map_flags;
};

struct bpf_map_def legacy SEC("maps") = {
	.type = BPF_MAP_TYPE_ARRAY,
	.key_size = 4,
	.value_size = 8,
	.max_entries = 1,
};

SEC("socket")
int uses(void *ctx)
{
	u32 first = 0;

	return bpf_map_lookup_elem(&legacy, &first) != NULL;
}

LICENSE("GPL");
