/* bad_map_field: a map definition with a member that no loader knows. Opening must fail
 * and name the map and the member.
 */
#include "bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
	__uint(colour, 3);
} map SEC(".maps");

LICENSE("GPL");
