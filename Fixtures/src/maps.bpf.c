/* maps: BTF-defined maps of many types, using every attribute but pinning (see
 * maps_pinned). Loads on a kernel from 5.16 (bloom filter) on.
 */
#include "bpf.h"

struct key {
	u32 cpu;
	u16 port;
	u16 zero;
};

struct value {
	u64 packets;
	u64 bytes;
	s32 last_error;
	u32 zero;
};

struct lpm_key {
	u32 prefix_length;
	u8 address[4];
};

typedef u32 index_t;
typedef const struct value *value_t;

/* Types of keys and values, with their sizes given as well. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct key);
	__type(value, struct value);
	__uint(key_size, sizeof(struct key));
	__uint(value_size, sizeof(struct value));
} hash SEC(".maps");

/* Sizes alone, without types. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(key_size, 6);
	__uint(value_size, 10);
	__uint(max_entries, 7);
	__uint(map_flags, BPF_F_NO_PREALLOC);
} hash_sized SEC(".maps");

/* Types behind typedefs and qualifiers. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, index_t);
	__type(value, const volatile struct value);
	__uint(max_entries, 16);
	__uint(map_flags, BPF_F_MMAPABLE);
} array SEC(".maps");

/* A value that is an array of two dimensions. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, u16[3][5]);
	__uint(max_entries, 1);
} array_matrix SEC(".maps");

/* A NUMA node counts only with its flag. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 4);
	__uint(map_flags, BPF_F_NUMA_NODE);
	__uint(numa_node, 0);
} array_numa SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__type(key, u64);
	__type(value, u64);
	__uint(max_entries, 32);
} percpu_hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, u32);
	__type(value, struct value);
	__uint(max_entries, 2);
} percpu_array SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__type(key, u32);
	__type(value, char[16]);
	__uint(max_entries, 128);
} lru_hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_PERCPU_HASH);
	__type(key, u32);
	__type(value, u32);
	__uint(max_entries, 128);
} lru_percpu_hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__type(key, struct lpm_key);
	__type(value, u32);
	__uint(max_entries, 64);
	__uint(map_flags, BPF_F_NO_PREALLOC);
} lpm SEC(".maps");

/* Not a power of two of pages: a loader rounds it up, to 8192 where a page is 4096. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 5000);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} user_ring SEC(".maps");

/* No max_entries: a loader takes the number of possible CPUs. */
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(u32));
} perf_events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__type(value, u64);
	__uint(max_entries, 8);
} queue SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK);
	__uint(value_size, 12);
	__uint(max_entries, 8);
} stack SEC(".maps");

/* The number of hash functions is in map_extra. */
struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__type(value, u32);
	__uint(max_entries, 1000);
	__uint(map_extra, 3);
} bloom SEC(".maps");

/* The same, with map_extra as a 64-bit number. */
struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__type(value, u64);
	__uint(max_entries, 1000);
	__ulong(map_extra, 5);
} bloom_wide SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(key_size, sizeof(u32));
	__uint(value_size, 127 * sizeof(u64));
	__uint(max_entries, 64);
} stack_traces SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(u32));
	__uint(max_entries, 3);
} programs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
	__type(key, u32);
	__type(value, u32);
	__uint(max_entries, 1);
} cgroups SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP_HASH);
	__type(key, u32);
	__type(value, u32);
	__uint(max_entries, 4);
} devices SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_CPUMAP);
	__type(key, u32);
	__type(value, u32);
	__uint(max_entries, 1);
} cpus SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SOCKHASH);
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 4);
} sockets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__type(key, int);
	__type(value, struct value);
	__uint(map_flags, BPF_F_NO_PREALLOC);
} task_storage SEC(".maps");

/* Says so, and means it: not pinned. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, u32);
	__type(value, value_t);
	__uint(max_entries, 1);
	__uint(pinning, 0);
} a_map_whose_name_is_longer_than_fifteen SEC(".maps");

/* Two maps in one program, and one map from two programs. */
SEC("socket")
int count(void *ctx)
{
	struct key key = {.cpu = bpf_get_smp_processor_id()};
	struct value *value = bpf_map_lookup_elem(&hash, &key);
	u32 first = 0;

	if (!value) {
		struct value zero = {};

		bpf_map_update_elem(&hash, &key, &zero, BPF_NOEXIST);
		value = bpf_map_lookup_elem(&array, &first);
	}
	if (value)
		value->packets++;
	return 0;
}

SEC("socket")
int forget(void *ctx)
{
	struct key key = {.cpu = bpf_get_smp_processor_id()};

	return bpf_map_delete_elem(&hash, &key);
}

LICENSE("GPL");
