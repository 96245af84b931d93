/* core_fields: the six relocation kinds of fields, over every shape of access:
 * plain, nested, anonymous, array, flexible array, union, bitfield, flavour, and
 * fields whose size, kind or place differ in the target (targets/target_a.c) or
 * that it does not have.
 *
 * Loads against target_a, target_b and any kernel that has none of the types (the
 * relocations that fail are guarded, or only ever asked for existence), except for
 * the programs marked `?`, which are poisoned where they are not guarded.
 */
#include "bpf.h"
#include "core.h"
#define CORE __core
#include "core_types.h"

/* Memory that the programs may read and write as if it were the kernel's. */
u8 memory[1024];

#define at(POINTER) ({ typeof(POINTER) __p = (void *)memory; hide(__p); __p; })

/* Loads of three widths, and a store. */
SEC("?socket")
int moved(void *ctx)
{
	struct core_moved *p = at(p);

	p->b = p->a;
	return p->c;
}

SEC("?socket")
int nested(void *ctx)
{
	struct core_nested *p = at(p);

	return p->before + p->in.x + p->in.y + p->named.unnamed_in.y + (p->next != 0);
}

SEC("?socket")
int anonymous(void *ctx)
{
	struct core_anonymous *p = at(p);

	return p->before + p->whole + p->low + p->high + p->after;
}

SEC("?socket")
int arrays(void *ctx)
{
	struct core_arrays *p = at(p);

	return p->numbers[0] + p->numbers[3] + p->items[2].y + p->matrix[1][2] + p->name[7];
}

/* An index into the root pointer itself: element 2 of an array of structs. */
SEC("?socket")
int root_index(void *ctx)
{
	struct core_inner *p = at(p);

	return p[2].x + p[0].y;
}

SEC("?socket")
int flexible(void *ctx)
{
	struct core_flexible *p = at(p);

	return p->count + p->items[5].x;
}

SEC("?socket")
int unions(void *ctx)
{
	union core_union *p = at(p);

	return p->word + p->bytes[3] + p->pair.y;
}

/* Loads and stores whose width changes with the field's. */
SEC("?socket")
int sizes(void *ctx)
{
	struct core_sizes *p = at(p);

	p->four = p->one;
	p->eight = p->two;
	p->one = p->truth;
	return p->four + p->eight + (p->pointer != 0) + p->array[1];
}

/* Bitfields read directly: offset, size, signedness and both shifts of each. */
SEC("?socket")
int bitfields(void *ctx)
{
	struct core_bits *p = at(p);

	return core_bitfield(p, a) + core_bitfield(p, b) + core_bitfield(p, c) +
	       core_bitfield(p, s) + core_bitfield(p, t) + core_bitfield(p, wide) +
	       core_bitfield(p, flag) + core_bitfield(p, to_plain) + core_bitfield(p, plain);
}

/* The same copied out of kernel memory first. */
SEC("?raw_tp/sys_enter")
int bitfields_copied(u64 *ctx)
{
	struct core_bits *p = (void *)ctx[0];

	return core_read_bitfield(p, a) + core_read_bitfield(p, s) + core_read_bitfield(p, wide) +
	       core_read_bitfield(p, plain);
}

/* Every kind of question about one field, as data. */
struct field {
	u64 offset, size, exists, is_signed, lshift, rshift;
} answers[16];

#define ask_place(INDEX, FIELD)                                 \
	answers[INDEX].offset = core_field_offset(FIELD);       \
	answers[INDEX].size = core_field_size(FIELD);           \
	answers[INDEX].exists = core_field_exists(FIELD)

/* Clang answers these of integers, enums and bitfields only. */
#define ask(INDEX, FIELD)                                       \
	ask_place(INDEX, FIELD);                                \
	answers[INDEX].is_signed = core_field_signed(FIELD);    \
	answers[INDEX].lshift = core_field_lshift(FIELD);       \
	answers[INDEX].rshift = core_field_rshift(FIELD)

SEC("?socket")
int questions(void *ctx)
{
	ask(0, core_field_of(struct core_moved, a));
	ask(1, core_field_of(struct core_moved, c));
	ask(2, core_field_of(struct core_nested, in.y));
	ask(3, core_field_of(struct core_anonymous, high));
	ask(4, core_field_of(struct core_bits, a));
	ask(5, core_field_of(struct core_bits, s));
	ask(6, core_field_of(struct core_bits, wide));
	ask(7, core_field_of(struct core_bits, to_plain));
	ask(8, core_field_of(struct core_sizes, one));
	ask_place(9, core_field_of(struct core_sizes, pointer));
	ask(10, core_field_of(struct core_kinds, to_enum64));
	ask_place(11, core_field_of(union core_union, pair));
	ask_place(12, core_field_of(struct core_arrays, matrix[1][2]));
	ask_place(13, core_field_of(struct core_arrays, numbers));
	return 0;
}

/* A bit for each field that is there; never poisoned. */
SEC("socket")
int existence(void *ctx)
{
	return core_field_exists(core_field_of(struct core_moved, a)) << 0 |
	       core_field_exists(core_field_of(struct core_optional, present)) << 1 |
	       core_field_exists(core_field_of(struct core_optional, missing)) << 2 |
	       core_field_exists(core_field_of(struct core_optional, missing_struct.x)) << 3 |
	       core_field_exists(core_field_of(struct core_gone, x)) << 4 |
	       core_field_exists(core_field_of(union core_gone_union, x)) << 5 |
	       core_field_exists(core_field_of(struct core_arrays, numbers[3])) << 6 |
	       core_field_exists(core_field_of(struct core_kinds, to_pointer)) << 7 |
	       core_field_exists(core_field_of(struct core_kinds, to_int)) << 8 |
	       core_field_exists(core_field_of(struct core_kinds, to_union)) << 9 |
	       core_field_exists(core_field_of(struct core_kinds, to_enum64)) << 10 |
	       core_field_exists(core_field_of(struct core_kinds, to_double)) << 11 |
	       core_field_exists(core_field_of(struct core_bits, to_plain)) << 12;
}

/* Guarded accesses: what is poisoned is never reached. */
SEC("socket")
int guarded(void *ctx)
{
	struct core_optional *p = at(p);
	struct core_gone *gone = at(gone);
	int sum = 0;

	if (core_field_exists(p->present))
		sum += p->present;
	if (core_field_exists(p->missing))
		sum += p->missing;
	if (core_field_exists(gone->x))
		sum += gone->x;
	return sum;
}

/* Flavours: other views of the type that is named before the triple underscore. */
struct core_moved___old {
	int a;
	int removed_long_ago;
} __core;

struct core_moved___new {
	u64 c;
	u64 gap;
} __core;

struct core_moved___old___twice { /* a flavour of core_moved___old: only the last one counts */
	int a;
} __core;

struct core____moved { /* four underscores: not a flavour */
	int a;
} __core;

SEC("socket")
int flavours(void *ctx)
{
	struct core_moved___old *old = at(old);
	struct core_moved___new *new = at(new);
	int sum = 0;

	if (core_field_exists(old->a))
		sum += old->a;
	if (core_field_exists(old->removed_long_ago))
		sum += old->removed_long_ago;
	if (core_field_exists(new->gap))
		sum += new->gap;
	if (core_field_exists(core_field_of(struct core_moved___old___twice, a)))
		sum += 1000;
	if (core_field_exists(core_field_of(struct core____moved, a)))
		sum += 2000;
	return sum;
}

/* Without the attribute: the access is relocated because it is marked itself. */
struct core_moved___plain {
	int a;
	int b;
};

SEC("?raw_tp/sys_exit")
int marked_access(u64 *ctx)
{
	struct core_moved___plain *p = (void *)ctx[0];
	int b = 0;

	bpf_probe_read_kernel(&b, sizeof(b), __builtin_preserve_access_index(&p->b));
	return b;
}

/* Relocations in a function of .text, shared by two programs. */
static __noinline int shared(void)
{
	struct core_moved *p = at(p);

	return core_field_exists(p->a) ? p->a : -1;
}

SEC("socket")
int calls_shared(void *ctx)
{
	return shared();
}

SEC("tc")
int calls_shared_too(void *ctx)
{
	return shared() + 1;
}

/* Not guarded: poisoned where the target has no such field. */
SEC("?socket")
int unguarded(void *ctx)
{
	struct core_optional *p = at(p);

	return p->missing;
}

/* Signed fields that changed their size: poisoned loads and stores. */
SEC("?socket")
int signed_sizes(void *ctx)
{
	struct core_signed *p = at(p);

	p->grows = p->stays;
	return p->shrinks;
}

LICENSE("GPL");
