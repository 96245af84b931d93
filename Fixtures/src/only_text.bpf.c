/* only_text: functions, a map and global data, but no program. */
#include "bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 1);
} map SEC(".maps");

u64 total;

__noinline int add(u64 value)
{
	total += value;
	return 0;
}

LICENSE("GPL");
