/* selftest_core: reads, through the types of core_types.h, memory that is laid out as
 * on the kernel of targets/target_a.c. Load it with that BTF as the target, for
 * CO-RE alone, and run each program: it returns 0, or the line that failed.
 */
#include "bpf.h"
#include "core.h"
#include "test.h"
#define CORE __core
#include "core_types.h"
#define T(NAME) NAME##_in_a
#define E(NAME) NAME##_IN_A
#include "core_target_a.h"

/* Memory of a type of the target, and the local view of it. */
#define view(TYPE, NAME, MEMORY)               \
	TYPE *NAME = (void *)&(MEMORY);        \
	hide(NAME)

struct core_moved_in_a moved_memory;
struct core_nested_in_a nested_memory;
struct core_anonymous_in_a anonymous_memory;
struct core_arrays_in_a arrays_memory;
struct core_inner_in_a inner_memory[4];
struct core_flexible_in_a flexible_memory = {.count = 4, .items = {{}, {}, {}, {.x = 7, .y = 8}}};
union core_union_in_a union_memory;
struct core_bits_in_a bits_memory;
struct core_sizes_in_a sizes_memory;
struct core_optional_in_a optional_memory;

SEC("syscall")
int moved(void *ctx)
{
	moved_memory = (struct core_moved_in_a){.a = 1, .b = -2, .c = 1ULL << 40};
	view(struct core_moved, p, moved_memory);

	CHECK(p->a == 1);
	CHECK(p->b == -2);
	CHECK(p->c == 1ULL << 40);
	p->a = 11;
	p->c++;
	barrier();
	CHECK(moved_memory.a == 11 && moved_memory.b == -2);
	CHECK(moved_memory.c == (1ULL << 40) + 1 && moved_memory.gap == 0);

	/* Through a helper too, where the address is computed. */
	int b = 0;
	bpf_probe_read_kernel(&b, sizeof(b), &p->b);
	CHECK(b == -2);
	return 0;
}

SEC("syscall")
int nested(void *ctx)
{
	nested_memory.before = 1;
	nested_memory.in.x = 2;
	nested_memory.in.y = 3;
	nested_memory.named.unnamed_in.x = 4;
	nested_memory.named.unnamed_in.y = 5;
	view(struct core_nested, p, nested_memory);

	CHECK(p->before == 1);
	CHECK(p->in.x == 2);
	CHECK(p->in.y == 3);
	CHECK(p->named.unnamed_in.x == 4);
	CHECK(p->named.unnamed_in.y == 5);
	CHECK(p->next == NULL);
	return 0;
}

SEC("syscall")
int anonymous(void *ctx)
{
	anonymous_memory.before = 1;
	anonymous_memory.whole = 2;
	anonymous_memory.low = 3;
	anonymous_memory.high = 4;
	anonymous_memory.after = 5;
	view(struct core_anonymous, p, anonymous_memory);

	CHECK(p->before == 1);
	CHECK(p->whole == 2);
	CHECK(p->low == 3);
	CHECK(p->high == 4);
	CHECK(p->after == 5);
	return 0;
}

SEC("syscall")
int arrays(void *ctx)
{
	arrays_memory.numbers[0] = 1;
	arrays_memory.numbers[3] = 2;
	arrays_memory.items[2].x = 3;
	arrays_memory.items[2].y = 4;
	/* Each index is scaled by the target's own array dimension. */
	arrays_memory.matrix[1][2] = 5;
	arrays_memory.name[7] = 'n';
	inner_memory[3].x = 6;
	flexible_memory.count = 4;
	view(struct core_arrays, p, arrays_memory);
	view(struct core_inner, q, inner_memory);
	view(struct core_flexible, r, flexible_memory);

	CHECK(p->numbers[0] == 1);
	CHECK(p->numbers[3] == 2);
	CHECK(p->items[2].x == 3);
	CHECK(p->items[2].y == 4);
	CHECK(p->matrix[1][2] == 5);
	CHECK(p->name[7] == 'n');
	CHECK(q[3].x == 6);
	CHECK(r->count == 4);
	CHECK(r->items[3].x == 7);
	CHECK(r->items[3].y == 8);
	return 0;
}

SEC("syscall")
int unions(void *ctx)
{
	union_memory.pair.y = 9;
	view(union core_union, p, union_memory);

	CHECK(p->word == 9);
	CHECK(p->pair.y == 9);
	return 0;
}

SEC("syscall")
int bitfields(void *ctx)
{
	bits_memory.a = 19;
	bits_memory.b = 0x2aaaaaaa;
	bits_memory.c = 1;
	bits_memory.s = -200;
	bits_memory.t = -31;
	bits_memory.wide = (1ULL << 50) - 3;
	bits_memory.flag = 2;
	bits_memory.to_plain = 0xfffffff0;
	bits_memory.plain = 0xfedc;
	view(struct core_bits, p, bits_memory);

	CHECK(core_bitfield(p, a) == 19);
	CHECK(core_bitfield(p, b) == 0x2aaaaaaa);
	CHECK(core_bitfield(p, c) == 1);
	CHECK((s64)core_bitfield(p, s) == -200);
	CHECK((s64)core_bitfield(p, t) == -31);
	CHECK(core_bitfield(p, wide) == (1ULL << 50) - 3);
	CHECK(core_bitfield(p, flag) == 2);
	CHECK(core_bitfield(p, to_plain) == 0xfffffff0);
	CHECK(core_bitfield(p, plain) == 0xfedc);

	CHECK(core_read_bitfield(p, a) == 19);
	CHECK((s64)core_read_bitfield(p, s) == -200);
	CHECK(core_read_bitfield(p, wide) == (1ULL << 50) - 3);
	return 0;
}

SEC("syscall")
int sizes(void *ctx)
{
	sizes_memory.one = 0x11223344;
	sizes_memory.two = 0x55;
	sizes_memory.four = 0x8877665544332211;
	sizes_memory.eight = 0xaabbccdd;
	sizes_memory.truth = 1;
	sizes_memory.pointer = NULL;
	sizes_memory.array[1] = 0x99;
	view(struct core_sizes, p, sizes_memory);

	CHECK(p->two == 0x55);
	CHECK(p->eight == 0xaabbccdd);
	CHECK(p->truth);
	CHECK(p->pointer == NULL);
	CHECK(p->array[1] == 0x99);
	p->eight = 0x1122334455667788; /* now a store of 4 bytes */
	p->two = 0xff66;	       /* now a store of 1 byte */
	barrier();
	CHECK(sizes_memory.eight == 0x55667788);
	CHECK(sizes_memory.two == 0x66);
	CHECK(sizes_memory.one == 0x11223344 && sizes_memory.truth == 1);
	return 0;
}

SEC("syscall")
int optional(void *ctx)
{
	optional_memory.gap = 1;
	optional_memory.present = 2;
	view(struct core_optional, p, optional_memory);

	CHECK(core_field_exists(p->present));
	CHECK(p->present == 2);
	CHECK(!core_field_exists(p->missing));
	CHECK(!core_field_exists(p->missing_struct.x));
	if (core_field_exists(p->missing))
		CHECK(p->missing == 0);
	return 0;
}

SEC("syscall")
int questions(void *ctx)
{
	CHECK(core_field_offset(core_field_of(struct core_moved, a)) ==
	      __builtin_offsetof(struct core_moved_in_a, a));
	CHECK(core_field_offset(core_field_of(struct core_anonymous, high)) ==
	      __builtin_offsetof(struct core_anonymous_in_a, high));
	CHECK(core_field_offset(core_field_of(struct core_arrays, matrix[1][2])) ==
	      __builtin_offsetof(struct core_arrays_in_a, matrix[1][2]));
	CHECK(core_field_size(core_field_of(struct core_arrays, numbers)) ==
	      sizeof(arrays_memory.numbers));
	CHECK(core_field_size(core_field_of(struct core_sizes, one)) == 4);
	CHECK(core_field_size(core_field_of(struct core_sizes, eight)) == 4);
	CHECK(core_field_signed(core_field_of(struct core_bits, s)));
	CHECK(!core_field_signed(core_field_of(struct core_bits, to_plain)));
	CHECK(core_field_rshift(core_field_of(struct core_bits, wide)) == 64 - 50);
	return 0;
}

SEC("syscall")
int types(void *ctx)
{
	CHECK(core_type_exists(struct core_moved));
	CHECK(core_type_exists(core_unnamed_t));
	CHECK(!core_type_exists(struct core_gone));
	CHECK(!core_type_exists(core_gone_t));
	CHECK(core_type_size(struct core_moved) == sizeof(struct core_moved_in_a));
	CHECK(core_type_size(core_unnamed_t) == sizeof(core_unnamed_t_in_a));
	CHECK(core_type_size(core_array) == sizeof(core_array_in_a));
	CHECK(core_type_size(enum core_small) == 8);
	CHECK(core_type_size(struct core_gone) == 0);
	CHECK(core_type_id_target(struct core_moved) != 0);
	CHECK(core_type_id_target(struct core_gone) == 0);
	CHECK(core_type_matches(struct core_subset));
	CHECK(!core_type_matches(struct core_not_subset));
	CHECK(!core_type_matches(struct core_other_sign));
	CHECK(!core_type_matches(struct core_longer_array));
	return 0;
}

SEC("syscall")
int values(void *ctx)
{
	CHECK(core_enum_value(enum core_small, CORE_MOVED) == CORE_MOVED_IN_A);
	CHECK((s64)core_enum_value(enum core_small, CORE_NEGATIVE) == -4);
	CHECK(core_enum_value(enum core_large, CORE_LARGE) == CORE_LARGE_IN_A);
	CHECK((s64)core_enum_value(enum core_signed_large, CORE_LARGE_NEGATIVE) ==
	      CORE_LARGE_NEGATIVE_IN_A);
	CHECK(core_enum_value(enum core_widened, CORE_WIDENED) == CORE_WIDENED_IN_A);
	CHECK(core_enum_value(enum core_narrowed, CORE_NARROWED) == 11);
	CHECK(core_enum_value_exists(enum core_small, CORE_ONE));
	CHECK(!core_enum_value_exists(enum core_small, CORE_GONE));
	CHECK(!core_enum_value_exists(enum core_gone_enum, CORE_GONE_VALUE));
	return 0;
}

LICENSE("GPL");
