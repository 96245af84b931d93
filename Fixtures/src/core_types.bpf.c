/* core_types: the relocation kinds of types (local id, target id, exists, size,
 * matches) and of enumerators (exists, value), over every kind of type. Never
 * poisoned except for the programs marked `?`: loads against any kernel.
 */
#include "bpf.h"
#include "core.h"
#define CORE __core
#include "core_types.h"

/* A type that has the name of a target's type but not its kind. */
union core_moved___as_union {
	int a;
};

/* An incomplete type: it matches nothing but another incomplete one. */
struct core_incomplete;

u64 local_ids[8];
u64 target_ids[8];
u64 sizes[16];

/* A bit for each type that the target has. */
SEC("socket")
int exists(void *ctx)
{
	return core_type_exists(struct core_moved) << 0 |
	       core_type_exists(union core_union) << 1 |
	       core_type_exists(enum core_small) << 2 |
	       core_type_exists(enum core_widened) << 3 |
	       core_type_exists(core_int) << 4 |
	       core_type_exists(core_inner_t) << 5 |
	       core_type_exists(core_unnamed_t) << 6 |
	       core_type_exists(core_pointer) << 7 |
	       core_type_exists(core_array) << 8 |
	       core_type_exists(core_function) << 9 |
	       core_type_exists(struct core_gone) << 10 |
	       core_type_exists(union core_gone_union) << 11 |
	       core_type_exists(enum core_gone_enum) << 12 |
	       core_type_exists(core_gone_t) << 13 |
	       core_type_exists(union core_moved___as_union) << 14;
}

/* A bit for each type that the target has in a form that fits. */
SEC("socket")
int matches(void *ctx)
{
	return core_type_matches(struct core_moved) << 0 |
	       core_type_matches(struct core_subset) << 1 |
	       core_type_matches(struct core_not_subset) << 2 |
	       core_type_matches(struct core_other_sign) << 3 |
	       core_type_matches(struct core_longer_array) << 4 |
	       core_type_matches(struct core_sizes) << 5 |
	       core_type_matches(union core_union) << 6 |
	       core_type_matches(enum core_small) << 7 |
	       core_type_matches(enum core_unsigned) << 8 |
	       core_type_matches(enum core_large) << 9 |
	       core_type_matches(core_int) << 10 |
	       core_type_matches(core_pointer) << 11 |
	       core_type_matches(core_array) << 12 |
	       core_type_matches(core_function) << 13 |
	       core_type_matches(core_inner_t) << 14 |
	       core_type_matches(struct core_gone) << 15;
}

SEC("socket")
int ids_and_sizes(void *ctx)
{
	local_ids[0] = core_type_id_local(struct core_moved);
	local_ids[1] = core_type_id_local(enum core_small);
	local_ids[2] = core_type_id_local(core_int);
	local_ids[3] = core_type_id_local(struct core_gone);

	target_ids[0] = core_type_id_target(struct core_moved);
	target_ids[1] = core_type_id_target(enum core_small);
	target_ids[2] = core_type_id_target(core_int);
	target_ids[3] = core_type_id_target(struct core_gone);

	sizes[0] = core_type_size(struct core_moved);
	sizes[1] = core_type_size(union core_union);
	sizes[2] = core_type_size(enum core_small);
	sizes[3] = core_type_size(enum core_large);
	sizes[4] = core_type_size(core_int);
	sizes[5] = core_type_size(core_unnamed_t);
	sizes[6] = core_type_size(core_pointer);
	sizes[7] = core_type_size(core_array);
	sizes[8] = core_type_size(struct core_gone);
	sizes[9] = core_type_size(struct core_flexible);
	return 0;
}

/* A bit for each enumerator that the target has. */
SEC("socket")
int values_exist(void *ctx)
{
	return core_enum_value_exists(enum core_small, CORE_ONE) << 0 |
	       core_enum_value_exists(enum core_small, CORE_NEGATIVE) << 1 |
	       core_enum_value_exists(enum core_small, CORE_GONE) << 2 |
	       core_enum_value_exists(enum core_unsigned, CORE_UNSIGNED_MAX) << 3 |
	       core_enum_value_exists(enum core_large, CORE_LARGE) << 4 |
	       core_enum_value_exists(enum core_large, CORE_LARGE_GONE) << 5 |
	       core_enum_value_exists(enum core_signed_large, CORE_LARGE_NEGATIVE) << 6 |
	       core_enum_value_exists(enum core_widened, CORE_WIDENED) << 7 |
	       core_enum_value_exists(enum core_narrowed, CORE_NARROWED) << 8 |
	       core_enum_value_exists(enum core_gone_enum, CORE_GONE_VALUE) << 9;
}

/* Values are 64 bits wide: signed 32-bit ones are sign-extended, all by ldimm64. */
u64 values[16];

enum core_small___flavour { CORE_MOVED___flavour = 2 };

SEC("?socket")
int values_of(void *ctx)
{
	values[0] = core_enum_value(enum core_small, CORE_ONE);
	values[1] = core_enum_value(enum core_small, CORE_MOVED);
	values[2] = core_enum_value(enum core_small, CORE_NEGATIVE);
	values[5] = core_enum_value(enum core_large, CORE_LARGE);
	values[6] = core_enum_value(enum core_signed_large, CORE_LARGE_NEGATIVE);
	values[7] = core_enum_value(enum core_widened, CORE_WIDENED);
	values[8] = core_enum_value(enum core_narrowed, CORE_NARROWED);
	values[9] = core_enum_value(enum core_narrowed, CORE_NARROWED_SMALL);
	values[10] = core_enum_value(enum core_small___flavour, CORE_MOVED___flavour);
	return 0;
}

/* Enumerators of an unsigned 32-bit enum above 2^31: clang writes 0xffffffff where
 * libbpf 1.7 expects the sign-extended -1, so that libbpf refuses the program
 * ("unexpected insn"). The enum's kind_flag tells that it is unsigned.
 */
SEC("?socket")
int values_unsigned(void *ctx)
{
	values[3] = core_enum_value(enum core_unsigned, CORE_UNSIGNED_MAX);
	values[4] = core_enum_value(enum core_unsigned, CORE_UNSIGNED_BIG);
	return 0;
}

/* Poisoned in both halves of the ldimm64 where the target has no such enumerator. */
SEC("?socket")
int value_gone(void *ctx)
{
	return core_enum_value(enum core_small, CORE_GONE);
}

LICENSE("GPL");
