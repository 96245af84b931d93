/* mapinmap: maps whose values are maps or programs, with their slots filled in by the
 * object: an array of maps with a gap, a hash of maps, one whose inner map has no
 * initial ones, and a program array.
 */
#include "bpf.h"

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 2);
};

struct inner first SEC(".maps");
struct inner second SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, u32);
	__array(values, struct inner);
} outer_array SEC(".maps") = {.values = {[0] = &first, [2] = &second}};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, u32);
	__array(values, struct inner);
} outer_hash SEC(".maps") = {.values = {[1] = &second, [3] = &first}};

/* The definition of the inner map alone. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 8);
	__type(key, u64);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_HASH);
		__uint(max_entries, 10);
		__type(key, u32);
		__type(value, u32);
		__uint(map_flags, BPF_F_NO_PREALLOC);
	});
} outer_empty SEC(".maps");

int tail_one(void *ctx);
int tail_two(void *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 3);
	__uint(key_size, sizeof(u32));
	__array(values, int(void *));
} tails SEC(".maps") = {.values = {[0] = (void *)&tail_one, [2] = (void *)&tail_two}};

SEC("socket")
int tail_one(void *ctx)
{
	return 1;
}

SEC("socket")
int tail_two(void *ctx)
{
	return 2;
}

/* Returns 2, by way of the program array's slot 2; -1 if the slot is empty. */
SEC("socket")
int jumps(void *ctx)
{
	bpf_tail_call(ctx, &tails, 2);
	return -1;
}

/* Adds 1 to element 1 of the map in slot 2, and returns it. */
SEC("socket")
int counts(void *ctx)
{
	u32 slot = 2, index = 1;
	void *map = bpf_map_lookup_elem(&outer_array, &slot);
	u64 *count = map ? bpf_map_lookup_elem(map, &index) : NULL;

	if (!count)
		return -1;
	return ++*count;
}

LICENSE("GPL");
