/* selftest_maps: map operations from inside a program: hash, array, per-CPU, LRU, LPM
 * trie, queue, stack, bloom filter. Each program returns 0, or the line that failed,
 * and may run again.
 *
 * Errors are compared as int: kernels before Linux 6.4 that call a map's function without the
 * helper between leave the upper half of the result zero.
 *
 * Of type tc, with a packet of at least 14 bytes as data: programs that may sleep, as
 * those of SEC("syscall") may, cannot use every type of map.
 */
#include "bpf.h"
#include "test.h"

struct key {
	u32 a;
	u32 b;
};

struct value {
	u64 count;
	char name[8];
};

struct lpm_key {
	u32 prefix_length;
	u8 address[4];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, struct key);
	__type(value, struct value);
	__uint(max_entries, 2);
} hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 4);
} array SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 1);
} percpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__type(key, u32);
	__type(value, u32);
	__uint(max_entries, 64);
} lru SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__type(key, struct lpm_key);
	__type(value, u32);
	__uint(max_entries, 4);
	__uint(map_flags, BPF_F_NO_PREALLOC);
} lpm SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__type(value, u32);
	__uint(max_entries, 2);
} queue SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK);
	__type(value, u32);
	__uint(max_entries, 2);
} stack SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__type(value, u32);
	__uint(max_entries, 100);
	__uint(map_extra, 4);
} bloom SEC(".maps");

SEC("tc")
int test_hash(void *ctx)
{
	struct key one = {1, 0}, two = {2, 0}, three = {3, 0};
	struct value value = {7, "seven"}, *found;

	bpf_map_delete_elem(&hash, &one);
	bpf_map_delete_elem(&hash, &two);
	CHECK(!bpf_map_lookup_elem(&hash, &one));
	CHECK((int)bpf_map_update_elem(&hash, &one, &value, BPF_EXIST) == -ENOENT);
	CHECK(bpf_map_update_elem(&hash, &one, &value, BPF_NOEXIST) == 0);
	CHECK((int)bpf_map_update_elem(&hash, &one, &value, BPF_NOEXIST) == -EEXIST);
	CHECK(bpf_map_update_elem(&hash, &two, &value, BPF_ANY) == 0);
	CHECK((int)bpf_map_update_elem(&hash, &three, &value, BPF_ANY) == -E2BIG);
	found = bpf_map_lookup_elem(&hash, &one);
	CHECK(found);
	CHECK(found->count == 7 && found->name[0] == 's' && found->name[5] == 0);
	found->count++;
	found = bpf_map_lookup_elem(&hash, &one);
	CHECK(found && found->count == 8);
	CHECK(bpf_map_delete_elem(&hash, &one) == 0);
	CHECK((int)bpf_map_delete_elem(&hash, &one) == -ENOENT);
	return 0;
}

SEC("tc")
int test_array(void *ctx)
{
	u32 last = 3, outside = 4;
	u64 number = 1ULL << 63, *found;

	CHECK(bpf_map_update_elem(&array, &last, &number, BPF_ANY) == 0);
	found = bpf_map_lookup_elem(&array, &last);
	CHECK(found && *found == 1ULL << 63);
	CHECK(!bpf_map_lookup_elem(&array, &outside));
	CHECK((int)bpf_map_update_elem(&array, &outside, &number, BPF_ANY) == -E2BIG);
	CHECK((int)bpf_map_delete_elem(&array, &last) == -EINVAL);
	return 0;
}

SEC("tc")
int test_percpu(void *ctx)
{
	u32 first = 0;
	u64 *own = bpf_map_lookup_elem(&percpu, &first);

	CHECK(own);
	++*own;
	own = bpf_map_lookup_percpu_elem(&percpu, &first, bpf_get_smp_processor_id());
	CHECK(own && *own > 0);
	CHECK(!bpf_map_lookup_percpu_elem(&percpu, &first, 1 << 20));
	return 0;
}

SEC("tc")
int test_lru(void *ctx)
{
	u32 key, value;

	/* Far more than fit: the oldest go, no update fails. */
	for (u32 i = 0; i < 512; i++) {
		key = i;
		value = i * 3;
		CHECK(bpf_map_update_elem(&lru, &key, &value, BPF_ANY) == 0);
	}
	key = 511;
	u32 *found = bpf_map_lookup_elem(&lru, &key);
	CHECK(found && *found == 511 * 3);
	return 0;
}

SEC("tc")
int test_lpm(void *ctx)
{
	struct lpm_key wide = {8, {10, 0, 0, 0}}, narrow = {24, {10, 1, 2, 0}};
	struct lpm_key inside = {32, {10, 1, 2, 3}}, beside = {32, {10, 1, 3, 3}};
	struct lpm_key outside = {32, {11, 1, 2, 3}};
	u32 one = 1, two = 2, *found;

	CHECK(bpf_map_update_elem(&lpm, &wide, &one, BPF_ANY) == 0);
	CHECK(bpf_map_update_elem(&lpm, &narrow, &two, BPF_ANY) == 0);
	found = bpf_map_lookup_elem(&lpm, &inside);
	CHECK(found && *found == 2);
	found = bpf_map_lookup_elem(&lpm, &beside);
	CHECK(found && *found == 1);
	CHECK(!bpf_map_lookup_elem(&lpm, &outside));
	return 0;
}

SEC("tc")
int test_queue_and_stack(void *ctx)
{
	u32 one = 1, two = 2, got = 0;

	/* What an earlier run left behind. */
	bpf_map_pop_elem(&queue, &got);
	bpf_map_pop_elem(&queue, &got);
	bpf_map_pop_elem(&stack, &got);
	bpf_map_pop_elem(&stack, &got);

	CHECK((int)bpf_map_pop_elem(&queue, &got) == -ENOENT);
	CHECK(bpf_map_push_elem(&queue, &one, BPF_ANY) == 0);
	CHECK(bpf_map_push_elem(&queue, &two, BPF_ANY) == 0);
	CHECK((int)bpf_map_push_elem(&queue, &two, BPF_ANY) == -E2BIG);
	CHECK(bpf_map_peek_elem(&queue, &got) == 0 && got == 1);
	CHECK(bpf_map_pop_elem(&queue, &got) == 0 && got == 1);

	CHECK(bpf_map_push_elem(&stack, &one, BPF_ANY) == 0);
	CHECK(bpf_map_push_elem(&stack, &two, BPF_ANY) == 0);
	CHECK(bpf_map_peek_elem(&stack, &got) == 0 && got == 2);
	CHECK(bpf_map_pop_elem(&stack, &got) == 0 && got == 2);
	CHECK(bpf_map_pop_elem(&stack, &got) == 0 && got == 1);
	return 0;
}

SEC("tc")
int test_bloom(void *ctx)
{
	/* The value that is looked for lies in a map and not on the stack: verifiers take
	 * it for something that is written, and those since Linux 7.1 for dead before that.
	 */
	u32 zero = 0;
	u64 *value = bpf_map_lookup_elem(&array, &zero);

	CHECK(value);
	*value = 5;
	CHECK(bpf_map_push_elem(&bloom, value, BPF_ANY) == 0);
	CHECK(bpf_map_peek_elem(&bloom, value) == 0);
	*value = 0x12345678;
	CHECK((int)bpf_map_peek_elem(&bloom, value) == -ENOENT);
	return 0;
}

LICENSE("GPL");
